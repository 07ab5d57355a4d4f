import type { ColumnUse, Scope, Source } from '../scope';

/** A scope that is still being read. */
export interface Draft {
  readonly sources: Source[];
  readonly columns: ColumnUse[];
  readonly inner: Draft[];
}

export function draft(): Draft {
  return { sources: [], columns: [], inner: [] };
}

/** Every table has these (PostgreSQL's documentation, 5.6). */
const systemColumns = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid']);

interface Around {
  /** What the sources in sight are called. */
  readonly called: ReadonlySet<string>;
  /** What the table is called that an INSERT writes. */
  readonly inserted: string | undefined;
}

/** The scopes of one statement as one, without what looks like a column and is none. */
export function settled(drafts: readonly Draft[]): Scope {
  const scopes = settle(drafts, { called: new Set(), inserted: undefined });
  return scopes.length === 1 ? scopes[0]! : { sources: [], columns: [], inner: scopes, open: false };
}

function settle(drafts: readonly Draft[], around: Around): Scope[] {
  return drafts.flatMap((one) => {
    const called = new Set([...around.called, ...one.sources.flatMap((source) => calledBy(source) ?? [])]);
    const target = one.sources.find((source) => source.from === 'table' && source.use === 'insert');
    const here: Around = { called, inserted: target ? calledBy(target) : around.inserted };
    const columns = one.columns.flatMap((column) => settledColumn(column, here) ?? []);
    const inner = settle(one.inner, here);
    if (one.sources.length + columns.length + inner.length === 0) return [];
    return [{ sources: one.sources, columns, inner, open: false }];
  });
}

function settledColumn(column: ColumnUse, { called, inserted }: Around): ColumnUse | undefined {
  if (column.role === 'target') return column;
  if (systemColumns.has(column.name)) return undefined;
  const { qualifier } = column;
  // A whole row: SELECT t FROM t.
  if (qualifier === undefined) return called.has(column.name) ? undefined : column;
  if (called.has(qualifier) || column.qualifierSchema !== undefined) return column;
  // The row that was there before, and the one that is there now, after RETURNING; in a trigger its own.
  if (qualifier === 'old' || qualifier === 'new') return undefined;
  return qualifier === 'excluded' && inserted !== undefined ? { ...column, qualifier: inserted } : column;
}

function calledBy(source: Source): string | undefined {
  return source.alias ?? (source.from === 'table' ? source.table.name : undefined);
}
