import type { Effect, ObjectName, QualifiedName } from '../../syntax/effects';
import type { Range } from '../../text/range';
import { ImmutableMap } from '../immutable-map';
import type { Column, Table } from '../objects';
import { isTable } from '../schema';
import { keyOf, type FullName } from '../schema-state';
import { entryOf, isExcused, missing, originAt, guardOf, refuse, replaceRelation, setRelation, storedTable, type Run } from './run';

/** The table that a member of it (column, constraint, trigger, ...) belongs to; complains where there is none, once a statement. */
export function parentOf(run: Run, effect: Effect & { readonly object: ObjectName }): Table | undefined {
  return tableFor(run, effect, effect.object.parent ?? { name: '' }, effect.object.range);
}

/**
 * A table that an effect needs. Undefined: not there (complained of), of another kind, or unknown and not to be
 * assumed. One that no file creates is assumed when the statement can only succeed with it.
 * `guarded`: the statement's guard is of the table; that of CREATE INDEX IF NOT EXISTS is not.
 */
export function tableFor(run: Run, effect: Effect, name: QualifiedName, range: Range, guarded = guardOf(effect) !== 'none'): Table | undefined {
  const relation = run.schema.relation(name);
  if (relation === 'unknown') return !guarded && !isExcused(effect) && name.schema !== 'pg_catalog' && name.schema !== 'information_schema' ? assumed(run, name, range) : undefined;
  if (relation === undefined) {
    const object: ObjectName = { kind: 'table', ...name, range };
    if (!guarded && !run.problems.some((p) => p.object.kind === 'table' && p.object.name === name.name && p.object.schema === name.schema)) refuse(run, effect, missing(run, object));
    return undefined;
  }
  return storedTable(run, relation);
}

function assumed(run: Run, name: QualifiedName, range: Range): Table {
  const schema = name.schema ?? run.schema.creationSchema();
  const table: Table = { origin: originAt(run, range), ...emptyTable({ schema, name: name.name }), columnsKnown: false, assumed: true };
  setRelation(run, table, entryOf(run, table));
  return table;
}

export function emptyTable(name: FullName): Omit<Table, 'origin'> {
  return {
    kind: 'table', schema: name.schema, name: name.name, columns: [], columnsKnown: true, constraints: [],
    triggers: new Map(), policies: new Map(), rules: new Map(), temporary: false, unlogged: false, partitioned: false,
    parents: [], children: [], indexes: [], reads: [], assumed: false, gone: ImmutableMap.empty(), doubts: ImmutableMap.empty(),
  };
}

/** Changes the table as it is stored now; one statement may change it several times. */
export function changeTable(run: Run, name: FullName, change: (table: Table) => Partial<Table>): void {
  const key = keyOf(name.schema, name.name);
  const old = run.schema.state.relations.get(key);
  if (old?.is === 'here' && isTable(old.object)) replaceRelation(run, key, old, { ...old.object, ...change(old.object) });
}

export function changeColumn(run: Run, name: FullName, column: string, change: Partial<Column>): void {
  changeTable(run, name, (table) => ({ columns: table.columns.map((c) => (c.name === column ? { ...c, ...change } : c)) }));
}

/** Notes that a member is gone, and who took it. */
export function withGone(run: Run, table: Table, member: string, range: Range): Pick<Table, 'gone' | 'doubts'> {
  return { gone: table.gone.with(member, originAt(run, range)), doubts: table.doubts.without(member) };
}

/** Notes that a member is there again. */
export function withMember(table: Table, member: string): Pick<Table, 'gone' | 'doubts'> {
  return { gone: table.gone.without(member), doubts: table.doubts.without(member) };
}

/** All tables that inherit from it, directly or not. */
export function descendants(run: Run, table: FullName): Table[] {
  const found: Table[] = [];
  const visit = (of: FullName) => {
    for (const child of storedTable(run, of)?.children ?? []) {
      const descendant = storedTable(run, child);
      if (!descendant || found.includes(descendant)) continue;
      found.push(descendant);
      visit(descendant);
    }
  };
  visit(table);
  return found;
}

/** The table as look-ups see it: what it has is not all known after an unreadable statement. */
export function tableNow(run: Run, table: Table): Table {
  const now = run.schema.table(table);
  return now === undefined || now === 'unknown' ? table : now;
}
