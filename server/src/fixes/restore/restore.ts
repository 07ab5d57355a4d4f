import type { Difference } from '../../postgres/difference';
import { keyOf, type SchemaObject } from '../../postgres/snapshot';
import { quoteName, quoteQualified } from '../quote-name';
import { render } from '../inverse/render';
import type { Undo } from '../inverse/undo';
import { clause, dropOf, remark, renameOf, renameValue, said, type Act } from './act';
import { alterActs, clustering, replicaIdentity, rowSecurity } from './alter';
import { attributes } from './attributes';
import { belongsTo, columnText } from './columns';
import { compositeText, createStatements, indexPhase, indexText, tableStatements } from './create';
import { mentions, sortActs } from './order';
import { withoutRenames } from './renames';
import { nameIn, plainly, subject } from './spelling';

/**
 * The SQL that takes a schema with these differences back to the one before, in PostgreSQL's own words, without CASCADE;
 * what cannot be restored as a comment. `home`: the schema in which a name without one is found; undefined: every name
 * keeps its schema. Lines end with \n.
 */
export function restore(differences: readonly Difference[], home: string | undefined): string {
  return render(sortActs(actsFor(differences, home)).map(({ undo }) => ({ undo, words: new Set<string>() })));
}

function actsFor(differences: readonly Difference[], home: string | undefined): Act[] {
  const { renames, rest: plain } = withoutRenames(differences);
  const acts = renames.map(({ is, value, to }) => (value === undefined ? renameOf(is, to, home) : renameValue(is, value, to, home)));
  const lost = plain.filter(({ what }) => what === 'lost');
  const gone = plain.flatMap(({ what, is }) => (what === 'left over' ? [is!] : []));
  const making: Making = {
    home, comes: lost.flatMap(({ was, parts = [] }) => [was!, ...parts]),
    // What is made in the end cannot be needed before.
    late: new Set(plain.flatMap(({ was, kind, inTheWay = [] }) => [...(views.has(kind) && was ? [was] : []), ...inTheWay])),
  };
  // Their sequences come and go with what the columns are.
  const identities = plain.flatMap(({ what, was, is }) => (what === 'changed' && (was!.is['identity'] === undefined) !== (is!.is['identity'] === undefined) ? [was!] : []));
  const aside = new Map(plain.flatMap(({ inTheWay = [] }) => inTheWay.map((object) => [objectKey(object), object] as const)));
  const columnsOf = ({ name, schema }: SchemaObject) => [...aside.values()].filter((part) => part.kind === 'column' && part.parent === name && part.schema === schema);
  const remake = (object: SchemaObject) => made(object, columnsOf(object), making);

  for (const one of plain) {
    if (identities.some((column) => belongsTo((one.is ?? one.was)!, column))) continue;
    if (one.what === 'left over' && !goesWithColumn(one.is!, gone)) acts.push(...keysInCircle(one, plain).map((key) => dropOf(key, home)), dropOf(withParts(one.is!, one.parts ?? []), home));
    if (one.what === 'lost' && !comesWithColumn(one.was!, making.comes)) acts.push(...made(one.was!, one.parts ?? [], making));
    if (one.what !== 'changed') continue;
    // Whatever has changed of what has to step aside, it comes back as it was.
    const stepsAside = aside.delete(objectKey(one.is!)) && (one.kind !== 'column' || one.was!.is['generated'] !== undefined);
    acts.push(...(stepsAside ? [dropOf(one.is!, home), ...remake(one.was!)] : alterActs(one, remake, home)));
  }
  for (const object of aside.values()) {
    if (object.kind === 'column' && object.is['generated'] === undefined) continue;
    const goesWithView = [...making.late].some((view) => views.has(view.kind) && view.name === object.parent && view.schema === object.schema);
    acts.push(...(goesWithView ? [] : [dropOf(object, home)]), ...remake(object));
  }
  return acts;
}

interface Making {
  readonly home: string | undefined;
  /** All that comes back. */
  readonly comes: readonly SchemaObject[];
  readonly late: ReadonlySet<SchemaObject>;
}

const views = new Set(['view', 'materialized view']);
const objectKey = ({ kind, schema, parent, name }: SchemaObject) => keyOf(kind, schema, parent, name);

/** Foreign keys of a table that is to go to others that are to go and come back to it: neither can go before the other. */
function keysInCircle({ is, parts = [] }: Difference, all: readonly Difference[]): SchemaObject[] {
  const keysOf = (list: readonly SchemaObject[]) => list.filter((part) => part.kind === 'constraint' && part.is['definition']!.startsWith('FOREIGN KEY'));
  const tables = all.filter((one) => one.what === 'left over' && one.kind === 'table' && one.is !== is);
  return keysOf(parts).filter((key) => {
    const reached = new Set(tables.filter((table) => mentions(key, table.is!.name)));
    for (const table of reached) for (const next of tables) if (keysOf(table.parts ?? []).some((other) => mentions(other, next.is!.name))) reached.add(next);
    return [...reached].some((table) => keysOf(table.parts ?? []).some((other) => mentions(other, is!.name)));
  });
}

/** What its parts name, it needs. */
function withParts(object: SchemaObject, parts: readonly SchemaObject[]): SchemaObject {
  return parts.length === 0 ? object : { ...object, is: { ...object.is, parts: parts.flatMap(({ is }) => [is['definition'], is['default'], is['type']]).join('\n') } };
}

/** DROP COLUMN takes along its sequence, and the constraints and indexes that have it. */
function goesWithColumn(object: SchemaObject, gone: readonly SchemaObject[]): boolean {
  // A table that is to go is held by the keys that refer to it.
  if (object.kind === 'constraint' && gone.some(({ kind, name }) => kind === 'table' && mentions(object, name))) return false;
  return gone.some((column) => column.kind === 'column' && (belongsTo(object, column) || ((object.kind === 'constraint' || object.kind === 'index') && object.parent === column.parent && object.schema === column.schema && mentions(object, column.name))));
}

function comesWithColumn(object: SchemaObject, comes: readonly SchemaObject[]): boolean {
  return object.kind === 'sequence' && comes.some((column) => column.kind === 'column' && belongsTo(object, column));
}

/** What makes an object as it was, with its parts and all that is said of it. */
function made(object: SchemaObject, parts: readonly SchemaObject[], making: Making): Act[] {
  const { home } = making;
  const say = [object, ...parts].flatMap((one) => attributes(one, {}, one.is, home).map((sql) => said('say', one, sql)));
  if (object.kind === 'table' || object.kind === 'foreign table') return [...madeTable(object, parts, making), ...say];
  if (object.kind === 'column') return [...madeColumn(object, making), ...say];
  if (object.kind === 'constraint') return [madeConstraint(object, home), ...say];
  const sql = object.is['form'] === 'composite' ? [compositeText(object, parts.filter(({ kind }) => kind === 'attribute'), home)] : createStatements(object, home);
  const phase = phaseOf(object, making);
  if (!sql) return [remark(phase, object, `to be filled in: the ${object.kind} ${subject(object, home)} as it was`, true)];
  return [...sql.map((text) => said(phase, object, text)), ...parts.filter(({ kind }) => kind !== 'column' && kind !== 'attribute').flatMap((part) => made(part, [], making)), ...say];
}

function phaseOf(object: SchemaObject, { comes, late }: Making): Act['phase'] {
  switch (object.kind) {
    case 'view': case 'materialized view': return 'query';
    case 'index': return [...comes, ...late].some(({ kind, name, schema }) => views.has(kind) && name === object.parent && schema === object.schema) ? 'guard' : indexPhase(object);
    case 'statistics': case 'domain constraint': return 'bind';
    case 'trigger': case 'rule': case 'policy': case 'event trigger': case 'publication': return 'guard';
    case 'function': case 'procedure':
      return [...comes, ...late].some((view) => views.has(view.kind) && mentions(object, view.name)) ? 'query' : 'create';
    default: return 'create';
  }
}

function madeConstraint(constraint: SchemaObject, home: string | undefined): Act {
  const definition = plainly(constraint.is['definition']!, home);
  return clause(/^FOREIGN KEY/.test(definition) ? 'reference' : 'bind', 'add', constraint, `ADD CONSTRAINT ${quoteName(constraint.name)} ${definition}`, home);
}

function madeColumn(column: SchemaObject, { comes, home }: Making): Act[] {
  const { text, before, after } = columnText(column, comes, home);
  const [, ...type] = text.split(' ');
  const filled = column.is['generated'] !== undefined || column.is['identity'] !== undefined || /^(?:small|big)?serial$/.test(type.join(' '));
  const shown = `${quoteName(column.parent!)}.${quoteName(column.name)}`;
  const notes = filled ? [] : [`the values of ${shown} are not restored`];
  if (!filled && column.is['not null'] !== undefined && column.is['default'] === undefined) notes.push(`fails where ${quoteName(column.parent!)} has rows: ${quoteName(column.name)} is NOT NULL and had no default`);
  const phase = column.is['generated'] === undefined ? 'create' : 'derive';
  return [...before.map((sql) => said('create', column, sql)), clause(phase, 'add', column, `ADD COLUMN ${text}`, home, notes), ...after.map((sql) => said('create', column, sql)), ...columnExtras(column, home)];
}

/** What a column's definition does not say. */
function columnExtras(column: SchemaObject, home: string | undefined): Act[] {
  const change: { -readonly [key in keyof Difference]?: Difference[key] } = {};
  const picked = Object.fromEntries(['storage', 'compression', 'statistics', 'options'].flatMap((trait) => (column.is[trait] === undefined ? [] : [[trait, column.is[trait]!]])));
  if (Object.keys(picked).length === 0) return [];
  Object.assign(change, { what: 'changed', kind: 'column', was: { ...column, is: { ...picked, type: column.is['type']! } }, is: { ...column, is: { type: column.is['type']! } }, before: picked, after: {} });
  return alterActs(change as Difference, () => [], home);
}

function madeTable(table: SchemaObject, parts: readonly SchemaObject[], making: Making): Act[] {
  const { home, comes } = making;
  const others = comes.filter(({ kind, name }) => kind === 'table' && name !== table.name);
  const partition = table.is['partition bound'] !== undefined;
  const inside = ({ is }: SchemaObject) => !/ NOT VALID$/.test(is['definition']!) && !(/^FOREIGN KEY/.test(is['definition']!) && others.some((other) => mentions({ is } as SchemaObject, other.name)));
  const sql = tableStatements(table, parts, inside, home);
  const shown = quoteQualified(nameIn(table.schema, table.name, home));
  if (!sql) return [remark('create', table, `to be filled in: the ${table.kind} ${shown} as it was`, true)];
  const create: Undo = { is: 'create', key: objectKey(table), sql, notes: [`the rows of ${shown} are not restored`], within: [] };
  const text: SchemaObject = { ...table, is: { ...table.is, definition: sql.join(';\n') } };
  const late = (part: SchemaObject) => part.kind === 'index' || part.kind === 'trigger' || part.kind === 'rule' || part.kind === 'policy';
  const alter = (clauseText: string) => clause('guard', 'other', table, clauseText, home);
  return [
    { phase: 'create', object: text, undo: create },
    ...(partition ? [] : parts.filter((part) => part.kind === 'constraint' && !inside(part)).map((part) => madeConstraint(part, home))),
    ...parts.filter((part) => late(part) && !(partition && part.kind === 'index')).flatMap((part) => (part.kind === 'index' && part.is['invalid'] === undefined ? [said(indexPhase(part), part, indexText(part.is, home))] : made(part, [], making).filter(({ phase }) => phase !== 'say'))),
    ...parts.filter(({ kind }) => kind === 'column').flatMap((column) => columnExtras(column, home)),
    ...rowSecurity(undefined, table.is['row security']).map(alter),
    ...(table.is['replica identity'] === undefined ? [] : [alter(replicaIdentity(table.is['replica identity']))]),
    ...(table.is['clustered on'] === undefined ? [] : [alter(clustering(table.is['clustered on']))]),
  ];
}
