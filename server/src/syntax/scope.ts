import type { Range } from '../text/range';
import type { QualifiedName } from './effects';
import type { QueryNames } from './query-names';

/**
 * The names that a query uses, with where they stand, before anybody knows what the tables hold.
 * A column is looked up in the tables of its scope, then of the scopes around it.
 */
export interface Scope {
  readonly sources: readonly Source[];
  readonly columns: readonly ColumnUse[];
  /** Sub-queries, which may also see this scope's sources. */
  readonly inner: readonly Scope[];
  /** True where something here could not be read: an unknown column may be legal, so nothing is said of it. */
  readonly open: boolean;
  /** The same names roughly, where they are at hand without reading the query exactly. */
  readonly names?: QueryNames;
  /** Where a name of `names` stands, from its location. */
  placeOf?(location: number): Range;
}

export type Source =
  /** `use`: read, or written by INSERT / UPDATE / DELETE / MERGE. */
  | { readonly from: 'table'; readonly table: QualifiedName; readonly alias?: string; readonly use: 'read' | 'insert' | 'update' | 'delete'; readonly range: Range }
  /** A sub-query, CTE, VALUES list or function; `columns` undefined: they cannot be told. */
  | { readonly from: 'other'; readonly alias?: string; readonly columns: readonly string[] | undefined };

export interface ColumnUse {
  readonly name: string;
  /** Table or alias before the dot. */
  readonly qualifier?: string;
  readonly qualifierSchema?: string;
  /** `target`: in an INSERT's column list or on the left of SET, so a column of the written table only. */
  readonly role: 'read' | 'target';
  readonly range: Range;
}
