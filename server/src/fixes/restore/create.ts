import type { SchemaObject } from '../../postgres/snapshot';
import { quoteLiteral, quoteName, quoteQualified } from '../quote-name';
import { columnText, createSequence, ownedBy } from './columns';
import { nameIn, ownerName, plainly, subject } from './spelling';

/** Statements that make an object as it was, without what it consists of elsewhere; undefined: nobody can say them from the catalog. */
export function createStatements(object: SchemaObject, home: string | undefined): string[] | undefined {
  const { kind, schema, name, is } = object;
  const shown = schema === undefined && object.parent === undefined ? quoteName(name) : subject(object, home);
  switch (kind) {
    case 'schema': return [`CREATE SCHEMA ${shown}`];
    case 'extension': return [`CREATE EXTENSION ${shown}${is['schema'] === home ? '' : ` WITH SCHEMA ${quoteName(is['schema']!)}`}`];
    case 'role': return [`CREATE ROLE ${shown}${roleOptions(is)}`, ...memberships(shown, is)];
    case 'view': return [`CREATE VIEW ${shown}${withOptions(is)} AS\n${query(is, home)}`];
    case 'materialized view': return [`CREATE MATERIALIZED VIEW ${shown}${withOptions(is)} AS\n${query(is, home)}`];
    case 'index': return is['invalid'] === undefined ? [indexText(is, home)] : undefined;
    case 'sequence': return [createSequence(object, home), ...(is['owned by'] === undefined ? [] : [ownedBy(object, home)])];
    case 'trigger': return [plainly(is['definition']!, home), ...(is['fires'] === undefined ? [] : [firing(object, is['fires'], home)])];
    case 'rule': return [unended(plainly(is['definition']!, home)), ...(is['fires'] === undefined ? [] : [firing(object, is['fires'], home)])];
    case 'policy': return [policyText(object, home)];
    case 'function': case 'procedure': return [unended(plainly(is['definition']!, home)).trimEnd()];
    case 'statistics': return [plainly(is['definition']!, home)];
    case 'attribute': return [`ALTER TYPE ${quoteQualified(ownerName(object, home))} ADD ATTRIBUTE ${quoteName(name)} ${plainly(is['type']!, home)}`];
    case 'domain': return [domainText(object, home)];
    case 'domain constraint': return [`ALTER DOMAIN ${quoteQualified(ownerName(object, home))} ADD CONSTRAINT ${quoteName(name)} ${plainly(is['definition']!, home)}`];
    case 'type': return typeText(object, home);
    case 'event trigger': return is['tags'] === undefined || is['tags'] === '' ? [`CREATE EVENT TRIGGER ${shown} ON ${is['event']} EXECUTE FUNCTION ${plainly(is['function']!, home)}`] : undefined;
    default: return undefined;
  }
}

const query = (is: SchemaObject['is'], home: string | undefined) => unended(plainly(is['query']!, home)).trimEnd();
/** PostgreSQL's words without their semicolon. */
const unended = (sql: string) => sql.replace(/;\s*$/, '');

function withOptions(is: SchemaObject['is']): string {
  return is['options'] === undefined ? '' : ` WITH (${is['options']})`;
}

/** btree is what an index is if nothing is said. An index of a partitioned table takes those of its partitions, or makes them. */
export function indexText(is: SchemaObject['is'], home: string | undefined): string {
  return plainly(is['definition']!, home).replace(' USING btree (', ' (').replace(partitioned, ' ON ');
}

const partitioned = / ON ONLY /;

/** Indexes of partitions come before. */
export function indexPhase({ is }: SchemaObject): 'bind' | 'reference' {
  return partitioned.test(is['definition']!) ? 'reference' : 'bind';
}

/** Of a trigger or a rule. */
export function firing({ name, ...object }: SchemaObject, fires: string | undefined, home: string | undefined): string {
  const verb = fires === 'never' ? 'DISABLE' : fires === 'on a replica' ? 'ENABLE REPLICA' : fires === 'always' ? 'ENABLE ALWAYS' : 'ENABLE';
  return `ALTER TABLE ${quoteQualified(ownerName({ name, ...object }, home))} ${verb} ${object.kind.toUpperCase()} ${quoteName(name)}`;
}

function policyText(object: SchemaObject, home: string | undefined): string {
  const { is } = object;
  const roles = is['roles'] ?? 'public';
  return [
    `CREATE POLICY ${subject(object, home)}`,
    ...(is['restrictive'] === undefined ? [] : ['AS RESTRICTIVE']),
    ...(is['command'] === 'all' ? [] : [`FOR ${is['command']!.toUpperCase()}`]),
    ...(roles === 'public' ? [] : [`TO ${roles.split(', ').map((role) => (role === 'public' ? 'PUBLIC' : quoteName(role))).join(', ')}`]),
    ...(is['using'] === undefined ? [] : [`USING (${plainly(is['using'], home)})`]),
    ...(is['check'] === undefined ? [] : [`WITH CHECK (${plainly(is['check'], home)})`]),
  ].join(' ');
}

function domainText(object: SchemaObject, home: string | undefined): string {
  const { is } = object;
  const fallback = is['default'] === undefined ? '' : ` DEFAULT ${plainly(is['default'], home)}`;
  return `CREATE DOMAIN ${subject(object, home)} AS ${plainly(is['base']!, home)}${fallback}${is['not null'] === undefined ? '' : ' NOT NULL'}`;
}

function typeText(object: SchemaObject, home: string | undefined): string[] | undefined {
  const shown = subject(object, home);
  if (object.is['form'] === 'enum') return [`CREATE TYPE ${shown} AS ENUM (${object.is['values'] ?? ''})`];
  return object.is['form'] === 'range' && object.is['range with'] === undefined ? [`CREATE TYPE ${shown} AS RANGE (SUBTYPE = ${plainly(object.is['range']!, home)})`] : undefined;
}

export function compositeText(object: SchemaObject, attributes: readonly SchemaObject[], home: string | undefined): string {
  return `CREATE TYPE ${subject(object, home)} AS (${attributes.map((one) => `${quoteName(one.name)} ${plainly(one.is['type']!, home)}`).join(', ')})`;
}

function roleOptions(is: SchemaObject['is']): string {
  const options = (is['attributes'] ?? '').replace(/ ?valid until (.+)$/, (_, until: string) => ` VALID UNTIL ${quoteLiteral(until)}`);
  return options.trim() === '' ? '' : ` ${options.trim().replace(/^[^']+/, (plain) => plain.toUpperCase())}`;
}

function memberships(role: string, is: SchemaObject['is']): string[] {
  return (is['member of'] ?? '').split(', ').filter((one) => one !== '').map((one) => {
    const group = one.replace(/ with admin$/, '');
    return `GRANT ${quoteName(group)} TO ${role}${group === one ? '' : ' WITH ADMIN OPTION'}`;
  });
}

/** CREATE TABLE with the constraints that `inside` picks; sequences of its columns before and after it. */
export function tableStatements(table: SchemaObject, parts: readonly SchemaObject[], inside: (constraint: SchemaObject) => boolean, home: string | undefined): string[] | undefined {
  const { is } = table;
  const shown = quoteQualified(nameIn(table.schema, table.name, home));
  if (is['of type'] !== undefined || table.kind === 'foreign table') return undefined;
  if (is['partition bound'] !== undefined)
    return [`CREATE TABLE ${shown} PARTITION OF ${plainly(is['inherits']!, home)} ${plainly(is['partition bound'], home)}${is['partitioned by'] === undefined ? '' : ` PARTITION BY ${is['partitioned by']}`}`];
  const columns = parts.filter(({ kind }) => kind === 'column').map((column) => columnText(column, parts, home));
  const isKey = ({ is: own }: SchemaObject) => own['definition']!.startsWith('PRIMARY KEY');
  const constraints = parts.filter((part) => part.kind === 'constraint' && inside(part)).sort((a, b) => Number(isKey(b)) - Number(isKey(a))).map(({ name, is: own }) => `CONSTRAINT ${quoteName(name)} ${plainly(own['definition']!, home)}`);
  const lines = [...columns.map(({ text }) => text), ...constraints];
  const tail = [
    ...(is['inherits'] === undefined ? [] : [`INHERITS (${plainly(is['inherits'], home)})`]),
    ...(is['partitioned by'] === undefined ? [] : [`PARTITION BY ${plainly(is['partitioned by'], home)}`]),
    ...(is['access method'] === undefined ? [] : [`USING ${is['access method']}`]),
    ...(is['options'] === undefined ? [] : [`WITH (${is['options']})`]),
  ];
  const body = lines.length === 0 ? '()' : `(\n${lines.map((line) => `    ${line}`).join(',\n')}\n)`;
  return [
    ...columns.flatMap(({ before }) => before),
    [`CREATE ${is['unlogged'] === undefined ? '' : 'UNLOGGED '}TABLE ${shown} ${body}`, ...tail].join(' '),
    ...columns.flatMap(({ after }) => after),
  ];
}
