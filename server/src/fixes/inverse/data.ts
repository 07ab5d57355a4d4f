import type { EffectOf, InsertedRows } from '../../syntax/effects';
import type { Scope } from '../../syntax/scope';
import type { Table } from '../../schema/objects';
import { keyOf as rowsOf } from '../../schema/schema-state';
import { quoteName, quoteQualified } from '../quote-name';
import { fullName, migrationName, spelled, tableIn, type FullName, type Scene } from './scene';
import { columnKey, keyOf, noteOf, type Undo } from './undo';

interface Written {
  readonly table: FullName;
  readonly columns: readonly string[];
}

/** Rows: what an INSERT of literals put in is deleted by its key; nothing else can be had back. */
export function undoData(scene: Scene): Undo[] {
  const undos: Undo[] = [];
  const inserts = scene.statement.effects.filter((effect): effect is EffectOf<'insert'> => effect.does === 'insert');
  const done = new Set<string>();
  for (const { insert } of inserts) {
    const table = fullName(scene.before, insert.table);
    if (isTracking(scene, table)) continue;
    done.add(keyOf('table', table));
    undos.push(...undoInsert(scene, insert, table));
  }
  for (const { table, columns } of written(scene)) {
    const key = keyOf('table', table);
    if (done.has(key) || isTracking(scene, table) || table.schema === 'pg_temp' || tableIn(scene.before, table)?.temporary) continue;
    done.add(key);
    // With its column a value goes that was written there.
    const own = scene.statement.kind === 'UpdateStmt' && columns.length === 1 ? [columnKey(table, columns[0]!)] : [];
    undos.push(noteOf(`the rows that ${migrationName(scene.context)} changed in ${quoteQualified(spelled(scene, table))} are not restored`, false, [key, ...own]));
  }
  return undos.reverse();
}

function isTracking(scene: Scene, table: FullName): boolean {
  return scene.context.folder.folder.convention.tracking.table === table.name;
}

/** Tables that the statement writes to. */
function written(scene: Scene): Written[] {
  const { statement, before } = scene;
  const found: Written[] = [];
  const visit = (scope: Scope): void => {
    for (const source of scope.sources)
      if (source.from === 'table' && source.use !== 'read') found.push({ table: fullName(before, source.table), columns: scope.columns.filter((one) => one.role === 'target').map((one) => one.name) });
    scope.inner.forEach(visit);
  };
  for (const effect of statement.effects) {
    if (effect.does === 'query') visit(effect.reads);
    if (effect.does === 'empty') found.push({ table: fullName(before, effect.table), columns: [] });
  }
  const relation = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].includes(statement.kind) ? statement.tree()?.relation : undefined;
  if (found.length === 0 && relation) {
    const columns = (statement.tree().targetList ?? []).map((target: any) => target.ResTarget?.name ?? '');
    found.push({ table: fullName(before, { ...(relation.schemaname === undefined ? {} : { schema: relation.schemaname }), name: relation.relname }), columns });
  }
  return found;
}

function undoInsert(scene: Scene, insert: InsertedRows, name: FullName): Undo[] {
  const shown = quoteQualified(spelled(scene, name, insert.table));
  const within = [keyOf('table', name)];
  const table = tableIn(scene.before, name);
  const action = scene.statement.tree()?.onConflictClause?.action;
  if (action === 'ONCONFLICT_UPDATE') return [noteOf(`the rows that ${migrationName(scene.context)} inserted or changed in ${shown} stay as they are`, false, within)];
  const key = table && insert.rows ? keyValues(scene, table, insert) : undefined;
  if (!key) return [noteOf(`the rows that ${migrationName(scene.context)} inserted into ${shown} are not removed`, false, within)];
  if (key.values.length === 0) return [];
  const one = key.columns.length === 1;
  const left = one ? quoteName(key.columns[0]!) : `(${key.columns.map(quoteName).join(', ')})`;
  const values = key.values.map((row) => (one ? row[0]! : `(${row.join(', ')})`));
  const list = values.length === 1 ? `= ${values[0]}` : inList(values, shown.length + left.length);
  return [{ is: 'sql', sql: `DELETE FROM ${shown} WHERE ${left} ${list}`, within: [...within, ...key.columns.map((column) => columnKey(name, column))] }];
}

/** On one line where it fits. */
function inList(values: readonly string[], before: number): string {
  const line = `IN (${values.join(', ')})`;
  return before + line.length < 100 ? line : `IN (\n${values.map((value) => `    ${value}`).join(',\n')}\n)`;
}

/** The values of the first key of the table that every inserted row gives as literals. */
function keyValues(scene: Scene, table: Table, insert: InsertedRows): { columns: readonly string[]; values: readonly (readonly string[])[] } | undefined {
  const columns = insert.columns ?? (table.columnsKnown ? table.columns.map((column) => column.name) : undefined);
  if (!columns) return undefined;
  const there = scene.before.state.rows.get(rowsOf(table.schema, table.name));
  const indexes = scene.before.indexesOf(table).filter((index) => index.unique && index.where === undefined && index.columns.every((column) => column !== null));
  const primary = table.constraints.find((constraint) => constraint.type === 'primary key')?.name;
  for (const index of indexes.sort((a, b) => Number(b.name === primary) - Number(a.name === primary))) {
    const key = index.columns.filter((column) => column !== null);
    const rows = insert.rows!.map((row) => key.map((column) => row[columns.indexOf(column)]));
    if (!rows.every((row) => row.every((value) => typeof value === 'string' && !/^(?:null|default)$/i.test(value)))) continue;
    // ON CONFLICT DO NOTHING left alone what an earlier migration had inserted.
    const values = (rows as string[][]).filter((row) => !there?.has([index.name, ...row].join('\0')));
    return { columns: key, values };
  }
  return undefined;
}
