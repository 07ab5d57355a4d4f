import type { Difference } from '../../postgres/difference';
import { canReplace } from '../../postgres/in-the-way';
import type { SchemaObject } from '../../postgres/snapshot';
import { quoteName, quoteQualified } from '../quote-name';
import { clause, dropOf, remark, said, type Act } from './act';
import { attributes } from './attributes';
import { generatedText, identityText, ownedBy, sequenceOptions } from './columns';
import { createStatements, firing } from './create';
import { nameIn, optionNames, ownerName, plainly, subject } from './spelling';

/** What takes a changed object back to what it was. */
export function alterActs({ was, is, before = {}, after = {} }: Difference, remake: (object: SchemaObject) => readonly Act[], home: string | undefined): Act[] {
  if (!was || !is) return [];
  const differs = (trait: string) => before[trait] !== after[trait];
  /** Made anew, it has none of what was said of the one before. */
  const anew = () => [dropOf(is, home), ...remake(was)];
  const others = attributes(was, is.is, was.is, home).map((sql) => said('say', was, sql));
  switch (was.kind) {
    case 'column': return [...columnActs(was, is, differs, home), ...others];
    case 'table': case 'foreign table': return [...tableActs(was, is, differs, home), ...others];
    case 'attribute': return [...(differs('type') ? [said('alter', was, `ALTER TYPE ${quoteQualified(ownerName(was, home))} ALTER ATTRIBUTE ${quoteName(was.name)} SET DATA TYPE ${plainly(was.is['type']!, home)}`)] : []), ...others];
    case 'view': case 'materialized view':
      if (differs('query')) return anew();
      return [...optionActs(was, is, differs, home, was.kind.toUpperCase()), ...others];
    case 'trigger': case 'rule':
      if (differs('definition')) return anew();
      return [...(differs('fires') ? [said('guard', was, firing(was, was.is['fires'], home))] : []), ...others];
    case 'function': case 'procedure':
      if (!differs('definition')) return others;
      if (!canReplace(is.is['definition'], was.is['definition'])) return [{ ...dropOf(is, home), phase: 'take down' }, ...remake(was)];
      return [...createStatements(was, home)!.map((sql) => said('alter', was, sql)), ...others];
    case 'sequence': return [...sequenceActs(was, is, differs, home), ...others];
    case 'domain': return [...domainActs(was, differs, home), ...others];
    case 'type': return [...(differs('values') ? [remark('say', was, valuesNote(was, is, home), false)] : []), ...others];
    case 'extension': return differs('version') ? [said('alter', was, `ALTER EXTENSION ${quoteName(was.name)} UPDATE TO '${was.is['version']}'`)] : [];
    case 'index':
      if (differs('definition') || differs('invalid')) return anew();
      return [...optionActs(was, is, differs, home, 'INDEX'), ...others];
    case 'schema': return others;
    default:
      return Object.keys({ ...before, ...after }).every((trait) => ['owner', 'privileges', 'comment'].includes(trait)) ? others : anew();
  }
}

function valuesNote(was: SchemaObject, is: SchemaObject, home: string | undefined): string {
  const former = (was.is['values'] ?? '').split(', ');
  const more = (is.is['values'] ?? '').split(', ').filter((value) => !former.includes(value));
  const shown = subject(was, home);
  return more.length === 0 ? `irreversible: the values of type ${shown} were ${former.join(', ')}` : `irreversible: value${more.length === 1 ? '' : 's'} ${more.join(', ')} of type ${shown} cannot be removed`;
}

/** Types of one family take each other's values without being told how. */
const families = [/^(?:text|character varying|character|citext)\b/, /^(?:smallint|integer|bigint|numeric|real|double precision)\b/, /^(?:timestamp|date)\b/];

function columnActs(was: SchemaObject, is: SchemaObject, differs: (trait: string) => boolean, home: string | undefined): Act[] {
  const name = quoteName(was.name);
  const change = (text: string) => clause('alter', 'change', was, `ALTER COLUMN ${name} ${text}`, home);
  const alone = (text: string) => clause('alter', 'other', was, `ALTER COLUMN ${name} ${text}`, home);
  const acts: Act[] = [];
  if (differs('generated') || (was.is['generated'] !== undefined && differs('default'))) {
    if (was.is['generated'] === undefined) acts.push(alone('DROP EXPRESSION'));
    else return [dropOf(is, home), clause('derive', 'add', was, `ADD COLUMN ${name} ${plainly(was.is['type']!, home)} ${generatedText(was.is, home)}${was.is['not null'] === undefined ? '' : ' NOT NULL'}`, home)];
  }
  if (differs('identity') && is.is['identity'] !== undefined && was.is['identity'] === undefined) acts.push(alone('DROP IDENTITY'));
  const type = differs('type') || differs('collation');
  // A default need not have a cast to the new type even where its value has.
  const resets = type && is.is['default'] !== undefined && is.is['generated'] === undefined && !sameFamily(was.is['type']!, is.is['type']!);
  if (resets) acts.push(alone('DROP DEFAULT'));
  if (type) {
    const to = plainly(was.is['type']!, home) + (was.is['collation'] === undefined ? '' : ` COLLATE ${plainly(was.is['collation'], home)}`);
    acts.push(change(`TYPE ${to}${sameFamily(was.is['type']!, is.is['type']!) ? '' : ` USING ${name}::${plainly(was.is['type']!, home)}`}`));
  }
  if ((differs('default') || resets) && was.is['generated'] === undefined) {
    if (was.is['default'] !== undefined) acts.push(change(`SET DEFAULT ${plainly(was.is['default'], home)}`));
    else if (!resets && is.is['generated'] === undefined) acts.push(change('DROP DEFAULT'));
  }
  if (differs('not null')) acts.push(change(was.is['not null'] === undefined ? 'DROP NOT NULL' : 'SET NOT NULL'));
  if (differs('identity') && was.is['identity'] !== undefined) acts.push(alone(is.is['identity'] === undefined ? `ADD ${identityText(was, undefined, home)}` : `SET GENERATED ${was.is['identity'].toUpperCase()}`));
  if (differs('storage')) acts.push(change(`SET STORAGE ${storages[was.is['storage'] ?? ''] ?? 'DEFAULT'}`));
  if (differs('compression')) acts.push(change(`SET COMPRESSION ${{ p: 'pglz', l: 'lz4' }[was.is['compression'] ?? ''] ?? 'DEFAULT'}`));
  if (differs('statistics')) acts.push(change(`SET STATISTICS ${was.is['statistics'] ?? '-1'}`));
  if (differs('options')) acts.push(...setOptions(was, is).map((text) => alone(text)));
  return acts;
}

const storages: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', m: 'MAIN', x: 'EXTENDED' };

function sameFamily(a: string, b: string): boolean {
  return !/\[\]/.test(a + b) && families.some((family) => family.test(a) && family.test(b));
}

function setOptions(was: SchemaObject, is: SchemaObject): string[] {
  const former = was.is['options'];
  const more = optionNames(is.is['options'] ?? '').filter((name) => name !== '' && !optionNames(former ?? '').includes(name));
  return [...(more.length === 0 ? [] : [`RESET (${more.join(', ')})`]), ...(former === undefined ? [] : [`SET (${former})`])];
}

function optionActs(was: SchemaObject, is: SchemaObject, differs: (trait: string) => boolean, home: string | undefined, word: string): Act[] {
  return differs('options') ? setOptions(was, is).map((text) => said('alter', was, `ALTER ${word} ${quoteQualified(nameIn(was.schema, was.name, home))} ${text}`)) : [];
}

function tableActs(was: SchemaObject, is: SchemaObject, differs: (trait: string) => boolean, home: string | undefined): Act[] {
  const acts: Act[] = [];
  const shown = quoteQualified(nameIn(was.schema, was.name, home));
  const alter = (text: string, phase: Act['phase'] = 'alter') => acts.push(clause(phase, 'other', was, text, home));
  if (differs('partition bound') || differs('inherits')) {
    const [present, former] = [is, was].map(({ is: traits }) => ({ parent: plainly(traits['inherits'] ?? '', home), bound: plainly(traits['partition bound'] ?? '', home) })) as [Bound, Bound];
    if (present.bound !== '') acts.push(said('take down', is, `ALTER TABLE ${present.parent} DETACH PARTITION ${shown}`));
    else for (const parent of present.parent.split(', ').filter(Boolean)) acts.push(said('take down', is, `ALTER TABLE ${shown} NO INHERIT ${parent}`));
    if (former.bound !== '') acts.push(said('bind', was, `ALTER TABLE ${former.parent} ATTACH PARTITION ${shown} ${former.bound}`));
    else for (const parent of former.parent.split(', ').filter(Boolean)) acts.push(said('bind', was, `ALTER TABLE ${shown} INHERIT ${parent}`));
  }
  if (differs('partitioned by')) acts.push(remark('say', was, `to be filled in: ${was.is['partitioned by'] === undefined ? `${shown} was not partitioned` : `${shown} was partitioned by ${was.is['partitioned by']}`}`, true));
  if (differs('unlogged')) alter(was.is['unlogged'] === undefined ? 'SET LOGGED' : 'SET UNLOGGED');
  if (differs('row security')) for (const text of rowSecurity(is.is['row security'], was.is['row security'])) alter(text, 'guard');
  if (differs('replica identity')) alter(replicaIdentity(was.is['replica identity']), 'guard');
  if (differs('clustered on')) alter(clustering(was.is['clustered on']), 'guard');
  if (differs('access method')) alter(`SET ACCESS METHOD ${was.is['access method'] ?? 'heap'}`);
  if (differs('options')) for (const text of setOptions(was, is)) alter(text);
  return acts;
}

interface Bound {
  readonly parent: string;
  readonly bound: string;
}

export function rowSecurity(is: string | undefined, wanted: string | undefined): string[] {
  const has = (list: string | undefined, word: string) => list?.includes(word) === true;
  return [
    ...(has(is, 'enabled') === has(wanted, 'enabled') ? [] : [`${has(wanted, 'enabled') ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`]),
    ...(has(is, 'forced') === has(wanted, 'forced') ? [] : [`${has(wanted, 'forced') ? 'FORCE' : 'NO FORCE'} ROW LEVEL SECURITY`]),
  ];
}

/** The index's own name, as the clause takes no schema. */
const bare = (index: string) => index.slice(index.indexOf('.') + 1);

export function replicaIdentity(wanted: string | undefined): string {
  return `REPLICA IDENTITY ${wanted === undefined ? 'DEFAULT' : wanted.startsWith('index ') ? `USING INDEX ${bare(wanted)}` : wanted.toUpperCase()}`;
}

export function clustering(wanted: string | undefined): string {
  return wanted === undefined ? 'SET WITHOUT CLUSTER' : `CLUSTER ON ${bare(wanted)}`;
}

function sequenceActs(was: SchemaObject, is: SchemaObject, differs: (trait: string) => boolean, home: string | undefined): Act[] {
  const acts: Act[] = [];
  if (['type', 'start', 'increment', 'minimum', 'maximum', 'cache', 'cycle'].some(differs)) {
    const type = differs('type') ? [`AS ${was.is['type']}`] : [];
    const limits = differs('maximum') && !sequenceOptions(was.is).some((option) => option.startsWith('MAXVALUE')) ? ['NO MAXVALUE'] : [];
    const floor = differs('minimum') && !sequenceOptions(was.is).some((option) => option.startsWith('MINVALUE')) ? ['NO MINVALUE'] : [];
    const plain = (['increment', 'start', 'cache'] as const).filter((trait) => differs(trait) && was.is[trait] === '1').map((trait) => ({ increment: 'INCREMENT BY 1', start: 'START WITH 1', cache: 'CACHE 1' })[trait]);
    const cycle = is.is['cycle'] !== undefined && was.is['cycle'] === undefined ? ['NO CYCLE'] : [];
    acts.push(said('alter', was, ['ALTER SEQUENCE', subject(was, home), ...type, ...limits, ...floor, ...plain.filter((option) => !sequenceOptions(was.is).includes(option)), ...sequenceOptions(was.is), ...cycle].join(' ')));
  }
  if (differs('owned by')) acts.push(said('alter', was, ownedBy(was, home)));
  return acts;
}

function domainActs(was: SchemaObject, differs: (trait: string) => boolean, home: string | undefined): Act[] {
  const alter = (text: string) => said('alter', was, `ALTER DOMAIN ${subject(was, home)} ${text}`);
  return [
    ...(differs('base') ? [remark('say', was, `to be filled in: the domain ${subject(was, home)} was ${was.is['base']}`, true)] : []),
    ...(differs('default') ? [alter(was.is['default'] === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${plainly(was.is['default'], home)}`)] : []),
    ...(differs('not null') ? [alter(was.is['not null'] === undefined ? 'DROP NOT NULL' : 'SET NOT NULL')] : []),
  ];
}
