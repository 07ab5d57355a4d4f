import type { EffectOf, QualifiedName } from '../../syntax/effects';
import type { Scope } from '../../syntax/scope';
import { ImmutableMap } from '../immutable-map';
import type { Origin, Table } from '../objects';
import { isSame, keyOf, type FullName } from '../schema-state';
import { tablesIn } from '../tables-in-scope';
import { forgetRows } from './drop';
import { originAt, refuse, storedTable, type Run } from './run';

interface Key {
  /** The constraint or index that PostgreSQL names when the key is there already. */
  readonly name: string;
  readonly columns: readonly string[];
}

/** The keys that every row of the table must have to itself. Partial and expression indexes are left out: they may not cover a row. */
function keysOf(run: Run, table: Table): Key[] {
  return run.schema.indexesOf(table).flatMap((index) => {
    const columns = index.columns.filter((c) => c !== null);
    return index.unique && index.where === undefined && columns.length === index.columns.length ? [{ name: index.name, columns }] : [];
  });
}

/**
 * INSERT ... VALUES: a row of literals whose key a migration has inserted before is refused. A key of which a column is
 * not a literal, is NULL or is left to its default never counts, nor does a table with triggers or rules.
 */
export function insertRows(run: Run, effect: EffectOf<'insert'>): void {
  const { insert } = effect;
  const found = run.schema.table(insert.table);
  if (found === undefined || found === 'unknown' || found.kind !== 'table' || !insert.rows) return;
  const columns = insert.columns ?? (found.columnsKnown ? found.columns.map((c) => c.name) : undefined);
  const keys = columns ? keysOf(run, found) : [];
  if (!columns || keys.length === 0 || found.triggers.size > 0 || found.rules.size > 0) return;
  const at = keyOf(found.schema, found.name);
  let rows = run.schema.state.rows.get(at) ?? ImmutableMap.empty<Origin>();
  const origin = originAt(run, insert.table.range);
  const complained = new Set<string>();
  for (const row of insert.rows) {
    for (const key of keys) {
      const values = key.columns.map((column) => row[columns.indexOf(column)]);
      if (!values.every((value) => typeof value === 'string' && !/^(?:null|default)$/i.test(value))) continue;
      const id = [key.name, ...values].join('\0');
      const first = rows.get(id);
      if (first && !insert.onConflict && !complained.has(key.name)) {
        complained.add(key.name);
        refuse(run, effect, {
          kind: 'key', object: { kind: 'table', schema: found.schema, name: found.name, range: insert.table.range }, range: insert.table.range,
          reason: `duplicate key value violates unique constraint "${key.name}"`, related: { origin: first, is: 'created here' }, candidates: [],
        });
      }
      rows = rows.with(id, first ?? origin);
    }
  }
  run.schema = run.schema.with({ rows: run.schema.state.rows.with(at, rows) });
}

/** What the keys of a table hold is not known any more, nor those of the tables that follow it by a foreign key. */
export function emptyTableRows(run: Run, name: QualifiedName): void {
  const found = run.schema.relation(name);
  if (found === undefined || found === 'unknown') return;
  for (const key of run.schema.state.rows.entries().map(([key]) => key)) {
    const at = key.indexOf('\0');
    const table = { schema: key.slice(0, at), name: key.slice(at + 1) };
    if (follows(run, table, found, [])) forgetRows(run, table);
  }
}

function follows(run: Run, table: FullName, emptied: FullName, seen: FullName[]): boolean {
  if (isSame(table, emptied)) return true;
  if (seen.some((one) => isSame(one, table))) return false;
  seen.push(table);
  return storedTable(run, table)?.constraints.some((c) => c.references !== undefined && follows(run, c.references, emptied, seen)) === true;
}

/** UPDATE and DELETE change what the keys hold. */
export function forgetWritten(run: Run, scope: Scope): void {
  for (const { name, written } of tablesIn(scope)) if (written === 'update' || written === 'delete') emptyTableRows(run, name);
}
