export interface SchemaObject {
  readonly kind: string;
  /** Absent for what belongs to no schema: roles, extensions, casts, ... */
  readonly schema: string | undefined;
  /** The table (or type) of a column, constraint, index, trigger, rule or policy. */
  readonly parent: string | undefined;
  /** A routine's with its argument types. */
  readonly name: string;
  /** PostgreSQL's, by which an object is known under another name; objects that are made later have greater ones. */
  readonly oid: number;
  /** Of a column, whose object id is its table's; else 0. */
  readonly position: number;
  /** The object id of the relation that it is or belongs to. */
  readonly relation?: number;
  /** What it is, in PostgreSQL's words; what is at its default is not there. */
  readonly is: Readonly<Record<string, string>>;
}

/** A schema as a plain object: objects by kind and qualified name. */
export type Snapshot = ReadonlyMap<string, SchemaObject>;

/** Rows of `snapshotQuery`. */
export function readSnapshot(rows: readonly (readonly (string | null)[])[]): Snapshot {
  const snapshot = new Map<string, SchemaObject>();
  for (const [kind, schema, parent, name, traits, oid, position, relation] of rows) {
    const is: Record<string, string> = {};
    for (const [trait, value] of Object.entries(JSON.parse(traits!) as object)) if (value !== null) is[trait] = String(value);
    const object = { kind: kind!, schema: schema ?? undefined, parent: parent ?? undefined, name: name!, oid: Number(oid), position: Number(position), is };
    snapshot.set(keyOf(kind!, schema, parent, name!), relation == null ? object : { ...object, relation: Number(relation) });
  }
  return snapshot;
}

export function keyOf(kind: string, schema: string | null | undefined, parent: string | null | undefined, name: string): string {
  return JSON.stringify([kind, schema ?? null, parent ?? null, name]);
}

export interface TableName {
  /** Absent: public. */
  readonly schema?: string;
  readonly table: string;
}

/** As a statement has it. */
export function spelled({ schema, table }: TableName): string {
  return [schema, table].flatMap((part) => (part === undefined ? [] : `"${part.replaceAll('"', '""')}"`)).join('.');
}

/** Without the tool's own table and what hangs on it. */
export function withoutTable(snapshot: Snapshot, table: TableName | undefined): Snapshot {
  if (!table) return snapshot;
  const schema = table.schema ?? 'public';
  const isIts = (o: SchemaObject) =>
    o.schema === schema &&
    (o.parent === table.table || (o.kind === 'table' && o.name === table.table) || (o.kind === 'sequence' && (o.is['owned by'] ?? '').startsWith(`${quoted(schema)}.${quoted(table.table)}.`)));
  return new Map([...snapshot].filter(([, o]) => !isIts(o)));
}

const quoted = (name: string): string => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** `public.accounts`, `public.accounts.email`, `reader`. */
export function displayName({ schema, parent, name }: SchemaObject): string {
  return [schema, parent, name].filter((part) => part !== undefined).join('.');
}

/** A text to read and to compare: one line an object, one for each of its traits, in an order that does not depend on creation. */
export function printSnapshot(snapshot: Snapshot): string {
  const rank = (kind: string) => (['column', 'attribute', 'constraint', 'domain constraint', 'index', 'trigger', 'rule', 'policy'].includes(kind) ? 1 : 0);
  const sorted = [...snapshot.values()].sort(
    (a, b) =>
      compare(a.schema ?? '', b.schema ?? '') || compare(a.parent ?? a.name, b.parent ?? b.name) || rank(a.kind) - rank(b.kind) || compare(a.kind, b.kind) || compare(a.name, b.name),
  );
  return sorted
    .map((object) => {
      const indent = object.parent === undefined ? '' : '  ';
      const traits = Object.entries(object.is).map(([key, value]) => `\n${indent}  ${key}: ${value.trim().replaceAll('\n', `\n${indent}    `)}`);
      return `${indent}${object.kind} ${object.parent === undefined ? displayName(object) : object.name}${traits.join('')}\n`;
    })
    .join('');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
