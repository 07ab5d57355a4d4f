import type { Expr, SelectedColumn } from 'pgsql-ast-parser';
import type { Source } from '../scope';
import { placeOf, type QueryText } from './names-in-query';
import { outputName } from './output-name';

/** Names of output columns; undefined: they cannot be told without the tables. */
export type Columns = readonly string[] | undefined;

export interface Selection extends QueryText {
  readonly selected: readonly SelectedColumn[] | null | undefined;
  readonly sources: readonly Source[];
  /** JOIN ... USING: `*` gives one column for two. */
  readonly merged: boolean;
  /** The columns of a sub-query among the selected. */
  readonly ofQuery: (query: Expr) => Columns;
}

export function outputColumns(selection: Selection): Columns {
  const all: string[] = [];
  for (const column of selection.selected ?? []) {
    const { expr } = column;
    const isStar = expr.type === 'ref' && expr.name === '*';
    const names = isStar ? star(expr.table?.name, selection) : [outputLabel(column, selection)];
    for (const name of names ?? [undefined]) {
      if (name === undefined) return undefined;
      all.push(name);
    }
  }
  return all;
}

/** What one output column is called. */
export function outputLabel(column: SelectedColumn, { plain, read, ofQuery }: Selection): string | undefined {
  if (column.alias) return plain.name(column.alias.name);
  const { start, end } = placeOf(column);
  // In (row).field the field is blank, and the parenthesis is not part of what is read.
  const after = /^[\s)]*/.exec(read.slice(end))![0].length;
  if (read.slice(start, end + after) !== plain.text.slice(start, end + after)) return undefined;
  return outputName(column.expr, plain.name, (query) => ofQuery(query)?.[0]);
}

function star(qualifier: string | undefined, { plain, sources, merged }: Selection): Columns {
  const called = qualifier === undefined ? undefined : plain.name(qualifier);
  const lists = sources.filter((one) => called === undefined || one.alias === called).map((one) => (one.from === 'other' ? one.columns : undefined));
  return !merged && lists.length > 0 && lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

/** The first columns are called as the list says, the others as before. */
export function renamed(columns: Columns, list: Columns): Columns {
  return columns && list ? [...list, ...columns.slice(list.length)] : columns;
}
