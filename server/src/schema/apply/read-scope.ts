import type { EffectOf, QualifiedName } from '../../syntax/effects';
import type { Range } from '../../text/range';
import type { ColumnUse, Scope, Source } from '../../syntax/scope';
import type { QueryNames } from '../../syntax/query-names';
import type { Relation, Table } from '../objects';
import { isTable, type Found, type Schema } from '../schema';
import { missing, missingColumn, refuseUnguarded, spelled, type Run } from './run';

/** One source of a query with what is known of its columns; undefined: they cannot be told. */
interface Seen {
  readonly source: Source;
  readonly called: string | undefined;
  readonly columns: readonly string[] | undefined;
  readonly table: Table | undefined;
}

/** Every table and column that a query names, against what there is. */
export function readScope(run: Run, effect: EffectOf<'query'>, scope: Scope = effect.reads, around: readonly (readonly Seen[])[] = []): void {
  if (scope.names && everythingIsThere(run.schema, scope.names)) return;
  if (refuseAbsentTables(run, effect, scope)) return;
  const here = scope.sources.map((source) => see(run, effect, source));
  const inReach = [here, ...around];
  if (!scope.open) for (const column of scope.columns) checkColumn(run, effect, column, inReach);
  for (const inner of scope.inner) readScope(run, effect, inner, inReach);
}

function see(run: Run, effect: EffectOf<'query'>, source: Source): Seen {
  if (source.from === 'other') return { source, called: source.alias, columns: source.columns, table: undefined };
  const called = source.alias ?? source.table.name;
  const relation = run.schema.relation(source.table);
  if (relation === undefined) {
    refuseTable(run, effect, source.table, source.range);
    return { source, called, columns: undefined, table: undefined };
  }
  if (relation === 'unknown' || !isTable(relation)) return { source, called, columns: undefined, table: undefined };
  return { source, called, columns: relation.columnsKnown ? relation.columns.map((c) => c.name) : undefined, table: relation };
}

/** A table that is not there needs no exact reading, nor do the columns of a query that fails for it. */
function refuseAbsentTables(run: Run, effect: EffectOf<'query'>, scope: Scope): boolean {
  if (!scope.names || !scope.placeOf) return false;
  const absent = scope.names.tables.filter(({ name }) => run.schema.relation(name) === undefined);
  for (const { name, location } of absent) refuseTable(run, effect, name, scope.placeOf(location));
  return absent.length > 0;
}

function refuseTable(run: Run, effect: EffectOf<'query'>, table: QualifiedName, range: Range): void {
  const object = { kind: 'table' as const, ...(table.schema === undefined ? {} : { schema: table.schema }), name: table.name, range };
  refuseUnguarded(run, effect, missing(run, object, `relation "${spelled(table)}" does not exist`));
}

function checkColumn(run: Run, effect: EffectOf<'query'>, use: ColumnUse, inReach: readonly (readonly Seen[])[]): void {
  const known = (seen: Seen): boolean => !seen.columns || seen.columns.includes(use.name) || (seen.table !== undefined && run.schema.columnOf(seen.table, use.name) !== undefined);
  if (use.role === 'target') {
    const written = inReach[0]!.find((seen) => seen.source.from === 'table' && seen.source.use !== 'read');
    if (written?.table && !known(written)) refuseUnguarded(run, effect, missingColumn(written.table, use.name, use.range));
    return;
  }
  // A function of one row may be written as a column of it: t.full_name.
  if (isRoutine(run.schema, use.name)) return;
  if (use.qualifier !== undefined) {
    for (const level of inReach) {
      const meant = level.filter((seen) => seen.called === use.qualifier);
      if (meant.length === 0) continue;
      const only = meant.length === 1 ? meant[0]! : undefined;
      if (only?.table && !known(only)) refuseUnguarded(run, effect, missingColumn(only.table, use.name, use.range, `column ${use.qualifier}.${use.name} does not exist`));
      return;
    }
    return;
  }
  const all = inReach.flat();
  if (all.length === 0 || all.some(known)) return;
  const table = all.find((seen) => seen.table)?.table;
  if (!table) return;
  const problem = missingColumn(table, use.name, use.range, `column "${use.name}" does not exist`);
  refuseUnguarded(run, effect, { ...problem, candidates: [...new Set(all.flatMap((seen) => seen.columns ?? []))] });
}

function isRoutine(schema: Schema, name: string): boolean {
  const routines = schema.routines({ name });
  return routines !== undefined && routines !== 'unknown' && routines.some((routine) => routine.signature?.length === 1);
}

/** Is every name that the query uses there, whichever of its sub-queries it stands in? Then it need not be read exactly. */
function everythingIsThere(schema: Schema, names: QueryNames): boolean {
  const columns = new Set<string>();
  const called = new Map<string, Found<Relation>>();
  for (const { name, alias } of names.tables) {
    const relation = schema.relation(name);
    if (relation === undefined) return false;
    // What is not known of one source may be anything.
    if (relation === 'unknown' || !isTable(relation) || !relation.columnsKnown) columns.add('*');
    else for (const column of relation.columns) columns.add(column.name);
    called.set(alias ?? name.name, relation);
  }
  const has = (relation: Found<Relation>, column: string) => relation === undefined || relation === 'unknown' || !isTable(relation) || schema.columnOf(relation, column) !== undefined;
  if (!names.targets.every(({ table, column }) => has(schema.relation(table), column))) return false;
  return names.columns.every(({ qualifier, name }) => {
    if (qualifier !== undefined && called.has(qualifier)) return has(called.get(qualifier), name);
    return columns.has(name) || columns.has('*') || names.own.has(name) || called.has(name);
  });
}
