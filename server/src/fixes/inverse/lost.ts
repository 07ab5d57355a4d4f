import type { Column, Composite, Constraint, Index, NamedObject, Sequence, Table } from '../../schema/objects';
import { isTable, type Schema } from '../../schema/schema';
import type { Entry, FullName } from '../../schema/schema-state';

/** A member of a table that is itself still there. */
export interface LostMember<T> {
  readonly table: Table;
  readonly name: string;
  readonly member: T;
}

/** What was there before a statement and is not there after it. */
export interface Lost {
  readonly types: readonly NamedObject[];
  readonly composites: readonly Composite[];
  readonly sequences: readonly Sequence[];
  readonly tables: readonly Table[];
  readonly views: readonly Table[];
  readonly columns: readonly LostMember<Column>[];
  readonly constraints: readonly LostMember<Constraint>[];
  readonly indexes: readonly Index[];
  readonly routines: readonly NamedObject[];
  /** Triggers, policies and rules, those of lost tables included. */
  readonly members: readonly (LostMember<Table['origin']> & { readonly kind: 'trigger' | 'policy' | 'rule' })[];
}

const isView = (table: Table) => table.kind === 'view' || table.kind === 'materialized view';

/** By comparing the two schemas, so that it holds what a CASCADE or a dropped column takes along. */
export function lostBetween(before: Schema, after: Schema): Lost {
  const types: NamedObject[] = [];
  const composites: Composite[] = [];
  const sequences: Sequence[] = [];
  const tables: Table[] = [];
  const views: Table[] = [];
  const columns: LostMember<Column>[] = [];
  const constraints: LostMember<Constraint>[] = [];
  const indexes: Index[] = [];
  const routines: NamedObject[] = [];
  const members: (Lost['members'][number])[] = [];

  for (const [key, entry] of before.state.relations.entries()) {
    const now = after.state.relations.get(key);
    if (entry.is !== 'here' || now === entry) continue;
    const { object } = entry;
    const left = here(now);
    if (object.kind === 'composite') {
      if (!left) composites.push(object);
    } else if (object.kind === 'sequence') {
      if (!left) sequences.push(object);
    } else if (object.kind === 'index') {
      if (!left) indexes.push(object);
    } else {
      const table = left && isTable(left) ? left : undefined;
      if (!table) (isView(object) ? views : tables).push(object);
      else for (const column of object.columns) if (!table.columns.some((one) => one.name === column.name)) columns.push({ table: object, name: column.name, member: column });
      for (const constraint of object.constraints) if (!table?.constraints.some((one) => one.name === constraint.name)) constraints.push({ table: object, name: constraint.name, member: constraint });
      for (const [kind, field] of [['trigger', 'triggers'], ['policy', 'policies'], ['rule', 'rules']] as const)
        for (const [name, member] of object[field]) if (!table?.[field].has(name)) members.push({ kind, table: object, name, member });
    }
  }
  for (const [key, entry] of before.state.types.entries()) {
    const now = after.state.types.get(key);
    if (entry.is === 'here' && now !== entry && !here(now)) types.push(entry.object);
  }
  for (const [key, entry] of before.state.routines.entries()) {
    const now = after.state.routines.get(key);
    if (entry.is !== 'here' || now === entry) continue;
    const left = here(now) ?? [];
    routines.push(...entry.object.filter((routine) => !left.includes(routine)));
  }
  return {
    types: types.sort(byName), composites: composites.sort(byName), sequences: sequences.sort(byName), indexes: indexes.sort(byName),
    tables: inOrder(tables, (table) => [...table.parents, ...table.constraints.flatMap((one) => one.references ?? [])]),
    views: inOrder(views, (view) => view.reads),
    columns, constraints, routines: routines.sort(byName), members,
  };
}

const here = <T>(entry: Entry<T> | undefined): T | undefined => (entry?.is === 'here' ? entry.object : undefined);

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

const same = (a: FullName, b: FullName) => a.schema === b.schema && a.name === b.name;

/** What others need stands before them. */
function inOrder(tables: Table[], needs: (table: Table) => readonly FullName[]): Table[] {
  const done: Table[] = [];
  const open = new Set<Table>();
  const visit = (table: Table): void => {
    if (done.includes(table) || open.has(table)) return;
    open.add(table);
    for (const name of needs(table)) for (const other of tables) if (same(other, name)) visit(other);
    done.push(table);
  };
  for (const table of tables.sort(byName)) visit(table);
  return done;
}
