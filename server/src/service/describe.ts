import { baseName } from '../migrations/folder-view';
import { quoteName } from '../fixes/quote-name';
import { isTable, type Schema } from '../schema/schema';
import type { Column, Constraint, Index, NamedObject, Origin, Relation, Table } from '../schema/objects';
import type { NameAt } from './name-at';
import type { Place } from './place';

/** An object at one point of the history. */
export interface Description {
  /** SQL that would make it as it is there. */
  readonly sql: string;
  /** `created in 001_initial_schema.up.sql`, ... with the place; oldest first. */
  readonly origins: readonly (Place & { readonly says: string; readonly fileName: string })[];
}

export function describe({ place, use, resolved }: NameAt): Description {
  const schema = (use.made ? place.after : undefined) ?? place.before;
  switch (resolved.is) {
    case 'relation':
      return describeRelation(resolved.relation, schema);
    case 'column':
      return {
        sql: `${columnLine(resolved.column)} -- ${resolved.table.kind} ${nameOf(resolved.table)}`,
        origins: [said('column', resolved.origin), ...(sameOrigin(resolved.origin, resolved.table.origin) ? [] : [said('table', resolved.table.origin)])],
      };
    case 'object':
      return { sql: objectLine(resolved.object), origins: [said('created', resolved.origin)] };
  }
}

function describeRelation(relation: Relation, schema: Schema): Description {
  if (isTable(relation)) return { sql: tableSql(relation, schema), origins: tableOrigins(relation) };
  const origins = [said('created', relation.origin)];
  switch (relation.kind) {
    case 'index':
      return { sql: indexSql(relation), origins };
    case 'sequence':
      return { sql: `CREATE SEQUENCE ${nameOf(relation)}${relation.ownedBy ? ` OWNED BY ${nameOf(relation.ownedBy)}.${quoteName(relation.ownedBy.column)}` : ''};`, origins };
    case 'composite':
      return { sql: `CREATE TYPE ${nameOf(relation)} AS (\n${relation.columns.map((c) => `  ${quoteName(c.name)} ${c.type}`).join(',\n')}\n);`, origins };
  }
}

function tableSql(table: Table, schema: Schema): string {
  const unknown = table.columnsKnown ? [] : ['  -- and what the text cannot tell'];
  if (table.kind === 'view' || table.kind === 'materialized view') {
    const columns = table.columns.map((c) => `  ${quoteName(c.name)}`).join(',\n');
    return [`CREATE ${table.kind.toUpperCase()} ${nameOf(table)} (`, columns, ...unknown, ') AS ...;'].filter((line) => line !== '').join('\n');
  }
  const constraints = table.constraints.filter(({ type }) => type !== 'not null');
  const lines = [...table.columns.map(columnLine), ...constraints.map(constraintLine)];
  const kind = `${table.temporary ? 'TEMPORARY ' : table.unlogged ? 'UNLOGGED ' : ''}${table.kind.toUpperCase()}`;
  const indexes = schema.indexesOf(table).filter((index) => index.constraint === undefined);
  return [`CREATE ${kind} ${nameOf(table)} (`, ...(lines.length > 0 ? [lines.map((line) => `  ${line}`).join(',\n')] : []), ...unknown, ');', ...indexes.map(indexSql)].join('\n');
}

function columnLine(column: Column): string {
  // What a query makes has no type that the text tells.
  const parts = [quoteName(column.name), column.type === '' ? '/* type unknown */' : column.type];
  if (column.generated !== undefined) parts.push(column.generated);
  if (column.identity) parts.push(`GENERATED ${column.identity.toUpperCase()} AS IDENTITY`);
  if (column.notNull && !column.serial) parts.push('NOT NULL');
  if (column.default !== undefined && !column.serial) parts.push(`DEFAULT ${column.default}`);
  return parts.join(' ');
}

function constraintLine({ name, nameKnown, type, columns, references, definition }: Constraint): string {
  const named = nameKnown ? `CONSTRAINT ${quoteName(name)} ` : '';
  const list = (names: readonly string[]) => (names.length > 0 ? ` (${names.map(quoteName).join(', ')})` : '');
  switch (type) {
    case 'primary key':
    case 'unique':
      return `${named}${type.toUpperCase()}${list(columns)}`;
    case 'foreign key': {
      const action = definition.onDelete && definition.onDelete !== 'no action' ? ` ON DELETE ${definition.onDelete.toUpperCase()}` : '';
      return `${named}FOREIGN KEY${list(columns)} REFERENCES ${references ? nameOf(references) + list(references.columns) : '...'}${action}`;
    }
    case 'check':
    case 'exclude':
    case 'not null':
      return /^\s*constraint\b/i.test(definition.text) ? definition.text : `${named}${definition.text}`;
  }
}

function indexSql(index: Index): string {
  return index.definition ? `${index.definition.text.replace(/\s+/g, ' ')};` : `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteName(index.name)} ON ${nameOf(index.table)} (${index.columns.map((c) => (c === null ? '...' : quoteName(c))).join(', ')});`;
}

function objectLine(object: NamedObject): string {
  const name = nameOf({ schema: object.schema ?? 'public', name: object.name });
  if (object.values) return `CREATE TYPE ${name} AS ENUM (${object.values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')});`;
  if (object.signature) return `CREATE ${object.kind.toUpperCase()} ${name}(${object.signature.join(', ')})${object.returns ? ` RETURNS ${object.returns}` : ''};`;
  return `CREATE ${object.kind.toUpperCase()} ${name};`;
}

/** Where the table comes from, and every later statement that gave it a column or a constraint. */
function tableOrigins(table: Table): Description['origins'] {
  const later = [...table.columns, ...table.constraints].map(({ origin }) => origin).filter((origin) => !sameOrigin(origin, table.origin));
  const statements = later.filter((origin, i) => later.findIndex((other) => sameOrigin(other, origin)) === i);
  return [said('created', table.origin), ...statements.map((origin) => said('changed', origin))];
}

function said(what: 'created' | 'changed' | 'column' | 'table', origin: Origin): Description['origins'][number] {
  const says = what === 'column' || what === 'table' ? `${what} from` : `${what} in`;
  return { file: origin.file, range: origin.range, says, fileName: baseName(origin.file) };
}

const sameOrigin = (a: Origin, b: Origin) => a.file === b.file && a.statement.start === b.statement.start;

function nameOf(name: { readonly schema: string; readonly name: string }): string {
  return name.schema === 'public' ? quoteName(name.name) : `${quoteName(name.schema)}.${quoteName(name.name)}`;
}
