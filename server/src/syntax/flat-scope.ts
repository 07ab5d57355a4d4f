import { Names } from './names';
import type { QueryNames } from './query-names';
import type { ColumnUse, Scope, Source } from './scope';

const systemColumns = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid']);

/** The scope of a query that holds no other: PostgreSQL's tree tells it all. An INSERT's list is not seen by its SELECT. */
export function flatScope(text: string, { tables, targets, columns, own }: QueryNames): Scope {
  const names = new Names(text);
  const source = ({ name, alias, written, location }: QueryNames['tables'][number]): Source => ({
    from: 'table', table: name, ...(alias === undefined ? {} : { alias }), use: written ?? 'read', range: names.at(location).range,
  });
  const called = new Set(tables.map(({ name, alias }) => alias ?? name.name));
  const reads = columns.flatMap(({ qualifier, name, location }): ColumnUse[] => {
    // A label of the query's own, a whole row, a system column.
    if (qualifier === undefined ? own.has(name) || called.has(name) : !called.has(qualifier)) return [];
    if (systemColumns.has(name)) return [];
    return [{ name, ...(qualifier === undefined ? {} : { qualifier }), role: 'read', range: names.at(location).range }];
  });
  const writes = targets.map(({ column, location }): ColumnUse => ({ name: column, role: 'target', range: names.at(location).range }));
  const inserted = tables.filter((table) => table.written === 'insert');
  if (inserted.length === 0) return { sources: tables.map(source), columns: [...writes, ...reads], inner: [], open: false };
  const into: Scope = { sources: inserted.map(source), columns: writes, inner: [], open: false };
  const from: Scope = { sources: tables.filter((table) => table.written !== 'insert').map(source), columns: reads, inner: [], open: false };
  return { sources: [], columns: [], inner: [into, from], open: false };
}
