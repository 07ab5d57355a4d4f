import type { ObjectKind, QualifiedName } from '../syntax/effects';
import { builtinRoles, builtinRoutines, builtinTypes } from './builtin';
import { extensionsWith } from './extensions';
import { ImmutableMap } from './immutable-map';
import { isKnown, type Surroundings } from './known';
import { defaultPath, keyOf, otherKey, type Entry, type FullName, type SchemaState } from './schema-state';
import type { Column, Composite, Constraint, Index, NamedObject, Origin, Relation, Sequence, Table } from './objects';
import { sameSignature } from './signature';

/** The object; undefined: it is not there, for certain; 'unknown': the text cannot tell. */
export type Found<T> = T | undefined | 'unknown';

/** Kinds of which PostgreSQL brings some itself that are not listed in builtin.ts. */
const alsoBuiltin = new Set<ObjectKind>([
  'collation', 'conversion', 'operator', 'operator class', 'operator family', 'cast', 'language', 'access method', 'transform', 'tablespace',
  'database', 'text search configuration', 'text search dictionary', 'text search parser', 'text search template',
]);
const tableKinds = new Set<Relation['kind']>(['table', 'view', 'materialized view', 'foreign table']);

export const isTable = (relation: Relation): relation is Table => tableKinds.has(relation.kind);

/** What exists at one point of the history. Never changed; `with` gives another. Names are folded as PostgreSQL folds them. */
export class Schema {
  constructor(readonly state: SchemaState) {}

  static empty(surroundings: Surroundings): Schema {
    return new Schema({
      relations: ImmutableMap.empty(),
      hasTemporary: false,
      constraintNames: ImmutableMap.empty(),
      users: ImmutableMap.empty(),
      types: ImmutableMap.empty(),
      routines: ImmutableMap.empty(),
      others: ImmutableMap.empty(),
      rows: ImmutableMap.empty(),
      path: defaultPath,
      taint: 0,
      trusting: false,
      doubts: ImmutableMap.empty(),
      openExtension: 'no',
      surroundings,
    });
  }

  with(change: Partial<SchemaState>): Schema {
    return new Schema({ ...this.state, ...change });
  }

  /** A table, index, sequence or composite type. A relation of another kind than asked for is given all the same. */
  relation(name: QualifiedName): Found<Relation> {
    const entry = this.relationEntry(name);
    if (entry === undefined || entry.is === 'gone') return undefined;
    return entry.is === 'unknown' ? 'unknown' : this.current(entry);
  }

  /** A table, view, materialized view or foreign table; undefined also where the name is another relation's. */
  table(name: QualifiedName): Found<Table> {
    const relation = this.relation(name);
    if (relation === undefined || relation === 'unknown') return relation;
    return isTable(relation) ? relation : undefined;
  }

  index(name: QualifiedName): Found<Index> {
    const relation = this.relation(name);
    if (relation === undefined || relation === 'unknown') return relation;
    return relation.kind === 'index' ? relation : undefined;
  }

  sequence(name: QualifiedName): Found<Sequence> {
    const relation = this.relation(name);
    if (relation === undefined || relation === 'unknown') return relation;
    return relation.kind === 'sequence' ? relation : undefined;
  }

  column(table: QualifiedName, name: string): Found<Column> {
    const found = this.table(table);
    return found === undefined || found === 'unknown' ? found : this.columnOf(found, name);
  }

  columnOf(table: Table, name: string): Found<Column> {
    return table.columns.find((c) => c.name === name) ?? this.absentMember(table, 'column', name, table.columnsKnown);
  }

  constraint(table: QualifiedName, name: string): Found<Constraint> {
    const found = this.table(table);
    return found === undefined || found === 'unknown' ? found : this.constraintOf(found, name);
  }

  /** PostgreSQL 18 names NOT NULL, too (t_col_not_null), older ones do not: such a name is unknown. */
  constraintOf(table: Table, name: string): Found<Constraint> {
    const found = table.constraints.find((c) => c.name === name);
    if (found) return found;
    const automatic = /_not_null\d*$/.test(name) || table.constraints.some((c) => !c.nameKnown);
    return this.absentMember(table, 'constraint', name, table.columnsKnown && !automatic);
  }

  trigger(table: Table, name: string): Found<Origin> {
    return table.triggers.get(name) ?? this.absentMember(table, 'trigger', name, table.columnsKnown && !table.assumed);
  }

  policy(table: Table, name: string): Found<Origin> {
    return table.policies.get(name) ?? this.absentMember(table, 'policy', name, table.columnsKnown && !table.assumed);
  }

  rule(table: Table, name: string): Found<Origin> {
    return table.rules.get(name) ?? this.absentMember(table, 'rule', name, table.columnsKnown && !table.assumed);
  }

  /** A type by its own name; a table's or view's row type counts. Built-in types are 'unknown': they exist, but no file says what they are. */
  type(name: QualifiedName): Found<NamedObject | Table | Composite> {
    if (name.schema === undefined && builtinTypes.has(name.name)) return 'unknown';
    let unsure = false;
    for (const schema of this.searched(name)) {
      const entry = this.state.types.get(keyOf(schema, name.name));
      if (entry?.is === 'here') return entry.object;
      const relation = this.state.relations.get(keyOf(schema, name.name));
      if (relation?.is === 'here' && (isTable(relation.object) || relation.object.kind === 'composite')) return relation.object;
      if (this.isGone(entry) || this.isGone(relation)) return undefined;
      if (entry?.is === 'unknown' || relation?.is === 'unknown' || (entry === undefined && this.mayExist(schema, name.name, 'type'))) unsure = true;
    }
    return unsure || this.unreadable(name) ? 'unknown' : undefined;
  }

  /** All routines of that name, functions, procedures and aggregates alike. */
  routines(name: QualifiedName): Found<readonly NamedObject[]> {
    let unsure = name.schema === undefined && isBuiltinRoutine(name.name);
    for (const schema of this.searched(name)) {
      const entry = this.state.routines.get(keyOf(schema, name.name));
      if (entry?.is === 'here') return entry.object;
      if (this.isGone(entry)) return undefined;
      if (entry?.is === 'unknown' || (entry === undefined && this.mayExist(schema, name.name, 'routine'))) unsure = true;
    }
    return unsure || this.unreadable(name) ? 'unknown' : undefined;
  }

  routine(name: QualifiedName, signature: readonly string[]): Found<NamedObject> {
    const all = this.routines(name);
    if (all === undefined || all === 'unknown') return all;
    const found = all.find((routine) => sameSignature(routine.signature ?? [], signature));
    return found ?? (this.unreadable(name) || isBuiltinRoutine(name.name) ? 'unknown' : undefined);
  }

  role(name: string): Found<NamedObject> {
    return this.object('role', { name });
  }

  extension(name: string): Found<NamedObject> {
    return this.object('extension', { name });
  }

  /** Of kinds that have no look-up of their own: schemas, roles, extensions, publications, collations, ... */
  object(kind: ObjectKind, name: QualifiedName): Found<NamedObject> {
    const entry = this.state.others.get(otherKey(kind, name));
    if (entry?.is === 'here') return entry.object;
    if (this.isGone(entry)) return undefined;
    if (entry?.is === 'unknown' || this.unreadable(name)) return 'unknown';
    if (entry?.is === 'gone') return undefined;
    if (alsoBuiltin.has(kind) || isKnown(this.state.surroundings, name)) return 'unknown';
    const { roles } = this.state.surroundings;
    if (kind === 'role') return builtinRoles.has(name.name) || name.name.startsWith('pg_') || roles.has(name.name) ? 'unknown' : undefined;
    // A schema that no file makes comes from elsewhere.
    if (kind === 'schema') return 'unknown';
    if (kind === 'extension' && name.name === 'plpgsql') return 'unknown';
    if (name.schema !== undefined && this.isForeignSchema(name.schema)) return 'unknown';
    return this.isMadeElsewhere(name.name) ? 'unknown' : undefined;
  }

  /** Every table, view, materialized view and foreign table, in no particular order. */
  tables(): Table[] {
    return this.relations().filter(isTable);
  }

  relations(): readonly Relation[] {
    const { relations, taint } = this.state;
    if (listed.relations === relations && listed.taint === taint) return listed.found;
    const found: Relation[] = [];
    relations.forEach((entry) => {
      if (entry.is === 'here') found.push(this.current(entry));
    });
    listed = { relations, taint, found };
    return found;
  }

  /** What names a relation: views that read it, tables with a foreign key to it, its children, sequences that its columns own. */
  usersOf(name: FullName): Relation[] {
    return (this.state.users.get(keyOf(name.schema, name.name)) ?? []).flatMap((key) => {
      const entry = this.state.relations.get(key);
      return entry?.is === 'here' ? [this.current(entry)] : [];
    });
  }

  /** Objects of a kind that `object` looks up. */
  objects(kind: ObjectKind): NamedObject[] {
    const found: NamedObject[] = [];
    this.state.others.forEach((entry) => {
      if (entry.is === 'here' && entry.object.kind === kind) found.push(entry.object);
    });
    return found;
  }

  indexesOf(table: Table): Index[] {
    const found: Index[] = [];
    for (const name of table.indexes) {
      const entry = this.state.relations.get(keyOf(table.schema, name));
      if (entry?.is === 'here' && entry.object.kind === 'index') found.push(entry.object);
    }
    return found;
  }

  /** Who dropped it last, where that is known. */
  dropped(kind: ObjectKind, name: QualifiedName): Origin | undefined {
    const { relations, types, routines, others } = this.state;
    const key = (schema: string) => keyOf(schema, name.name);
    for (const schema of this.searched(name)) {
      for (const entry of [relations.get(key(schema)), types.get(key(schema)), routines.get(key(schema))])
        if (entry?.is === 'gone') return entry.origin;
    }
    const other = others.get(otherKey(kind, name));
    return other?.is === 'gone' ? other.origin : undefined;
  }

  /** Where a new object without a schema goes. */
  creationSchema(): string {
    for (const schema of this.state.path ?? []) {
      if (schema === '$user') continue;
      if (schema === 'public' || this.object('schema', { name: schema }) !== undefined) return schema;
    }
    return 'public';
  }

  /** The schemas in which a name is looked for, in order. */
  searched(name: QualifiedName): readonly string[] {
    if (name.schema !== undefined) return [name.schema];
    const { path } = this.state;
    if (path === defaultPath) return defaultSearch;
    if (path) return searchOf(path);
    return ['pg_temp', 'public', ...this.objects('schema').map((schema) => schema.name).filter((schema) => schema !== 'public')];
  }

  /** The first entry on the search path that is here; else what is known of the name elsewhere on it. */
  relationEntry(name: QualifiedName): Entry<Relation> | undefined {
    let absent: Entry<Relation> | undefined;
    for (const schema of this.searched(name)) {
      const entry = this.state.relations.get(keyOf(schema, name.name));
      if (entry?.is === 'here' || (entry?.is === 'gone' && this.state.trusting)) return entry;
      const possible: Entry<Relation> | undefined = entry ?? (this.mayExist(schema, name.name, 'relation') ? { is: 'unknown' } : undefined);
      if (absent === undefined || possible?.is === 'unknown') absent = possible ?? absent;
    }
    if (absent?.is === 'gone' && absent.taint === this.state.taint && !this.isDoubtful(name.name)) return absent;
    if (absent?.is === 'unknown') return absent;
    return this.unreadable(name) || (name.schema === undefined && name.name.startsWith('pg_')) ? { is: 'unknown' } : absent;
  }

  /** Something that could not be read may have made this name. */
  unreadable(name: QualifiedName): boolean {
    return this.state.taint > 0 || (this.state.path === undefined && name.schema === undefined) || this.isDoubtful(name.name);
  }

  /** A broken statement named it, or named what PostgreSQL would name it after (`t` of `t_pkey`). */
  isDoubtful(name: string): boolean {
    const { doubts } = this.state;
    if (doubts.size === 0) return false;
    for (let end = name.length; end > 0; end = name.lastIndexOf('_', end - 1)) if (doubts.has(name.slice(0, end))) return true;
    return false;
  }

  /** What is true of a known object now: columns of one that is older than an unreadable statement may be others. */
  private current<T extends Relation>(entry: { readonly object: T; readonly taint: number }): T {
    const { object, taint } = entry;
    if (taint === this.state.taint || !isTable(object) || !object.columnsKnown) return object;
    let copy = unsure.get(object);
    if (!copy) unsure.set(object, (copy = { ...object, columnsKnown: false }));
    return copy as T;
  }

  private absentMember(table: Table, kind: string, name: string, complete: boolean): undefined | 'unknown' {
    const gone = table.gone.has(`${kind} ${name}`);
    if (gone && (this.state.trusting || this.state.taint === 0)) return undefined;
    if (!complete || table.doubts.has(`${kind} ${name}`) || this.isDoubtful(name)) return 'unknown';
    return undefined;
  }

  /** No file says anything of the name; may it be there all the same? */
  private mayExist(schema: string, name: string, kind: 'relation' | 'type' | 'routine'): boolean {
    if (schema === 'pg_catalog' || schema === 'information_schema' || this.isForeignSchema(schema)) return true;
    const { surroundings, openExtension } = this.state;
    if (isKnown(surroundings, { schema, name }) || this.isMadeElsewhere(name)) return true;
    if (openExtension === 'anything' || (openExtension !== 'no' && kind !== 'relation')) return true;
    return this.comesWithExtension(name, kind);
  }

  /** One that no file creates may be there all the same: who owns the server has made it, as it takes a superuser for some. */
  private comesWithExtension(name: string, kind: 'relation' | 'type' | 'routine'): boolean {
    return extensionsWith(`${kind}s`, name).some((extension) => this.state.others.get(otherKey('extension', { name: extension }))?.is !== 'gone');
  }

  /** A schema that no file creates: what it holds comes from elsewhere. */
  private isForeignSchema(schema: string): boolean {
    if (schema === 'public' || schema === 'pg_temp') return false;
    const entry = this.state.others.get(otherKey('schema', { name: schema }));
    return entry === undefined || entry.is === 'unknown';
  }

  private isGone(entry: Entry<unknown> | undefined): boolean {
    return entry?.is === 'gone' && this.state.trusting;
  }

  private isMadeElsewhere(name: string): boolean {
    const { madeHere } = this.state.surroundings;
    return madeHere !== undefined && !madeHere.has(name);
  }
}

const searchOf = (path: readonly string[]): readonly string[] => ['pg_temp', ...path.filter((schema) => schema !== '$user' && schema !== 'pg_temp')];
const defaultSearch = searchOf(defaultPath);

/** The last list of all relations: one statement may ask for it several times. */
let listed: { relations: unknown; taint: number; found: readonly Relation[] } = { relations: undefined, taint: 0, found: [] };

const unsure = new WeakMap<Table, Table>();

const isBuiltinRoutine = (name: string) => builtinRoutines.has(name) || name.startsWith('pg_');
