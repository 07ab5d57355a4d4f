import type { ImmutableMap } from './immutable-map';
import type { Range } from '../text/range';
import type { ColumnDefinition, ConstraintDefinition, IndexDefinition, ObjectKind, QualifiedName } from '../syntax/effects';

/** The statement that made (or last changed) an object. */
export interface Origin {
  readonly file: string;
  /** The name in that statement. */
  readonly range: Range;
  readonly statement: Range;
  readonly version: string;
}

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly typeName: QualifiedName;
  readonly notNull: boolean;
  readonly default: string | undefined;
  readonly identity: 'always' | 'by default' | undefined;
  readonly generated: string | undefined;
  readonly serial: boolean;
  readonly definition: ColumnDefinition;
  readonly origin: Origin;
}

export interface Constraint {
  /** PostgreSQL's own choice where the statement gave none. */
  readonly name: string;
  /** False where the chosen name rests on something unknown. */
  readonly nameKnown: boolean;
  readonly type: ConstraintDefinition['type'];
  readonly columns: readonly string[];
  readonly references?: { readonly schema: string; readonly name: string; readonly columns: readonly string[]; readonly range: Range };
  readonly definition: ConstraintDefinition;
  readonly origin: Origin;
}

export interface Index {
  readonly kind: 'index';
  readonly schema: string;
  readonly name: string;
  readonly table: { readonly schema: string; readonly name: string };
  readonly columns: readonly (string | null)[];
  /** What it uses beside its plain keys, in expressions, INCLUDE and predicate: it goes with a column of that name. */
  readonly others: readonly string[];
  readonly unique: boolean;
  readonly where: string | undefined;
  /** Made by a PRIMARY KEY, UNIQUE or EXCLUDE constraint of that name. */
  readonly constraint: string | undefined;
  readonly definition: IndexDefinition | undefined;
  readonly origin: Origin;
}

export interface Sequence {
  readonly kind: 'sequence';
  readonly schema: string;
  readonly name: string;
  /** The column with which it is dropped. */
  readonly ownedBy: { readonly schema: string; readonly name: string; readonly column: string } | undefined;
  readonly origin: Origin;
}

/** CREATE TYPE x AS (...): a type that also takes a relation's name. */
export interface Composite {
  readonly kind: 'composite';
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly origin: Origin;
}

/** What shares PostgreSQL's pg_class: two of one schema cannot have one name. */
export type Relation = Table | Index | Sequence | Composite;

export interface Trigger extends Origin {
  /** With its schema, where it is known which one that is. */
  readonly function: QualifiedName;
}

export interface Table {
  readonly kind: 'table' | 'view' | 'materialized view' | 'foreign table';
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  /** False: it may have columns that are not listed (LIKE, AS, INHERITS of something unknown, a part that could not be read). */
  readonly columnsKnown: boolean;
  readonly constraints: readonly Constraint[];
  readonly triggers: ReadonlyMap<string, Trigger>;
  readonly policies: ReadonlyMap<string, Origin>;
  readonly rules: ReadonlyMap<string, Origin>;
  readonly temporary: boolean;
  readonly unlogged: boolean;
  readonly partitioned: boolean;
  /** A partition or an INHERITS child: keys and columns may be its parent's. */
  readonly parents: readonly { readonly schema: string; readonly name: string }[];
  readonly children: readonly { readonly schema: string; readonly name: string }[];
  /** Names of its indexes, in its own schema; `Schema.indexesOf` gives them. */
  readonly indexes: readonly string[];
  /** Of a view: the relations that it reads. */
  readonly reads: readonly { readonly schema: string; readonly name: string }[];
  /** No file creates it, but a file uses it: it comes from elsewhere, and this is what the files add to it. */
  readonly assumed: boolean;
  /** Members that a statement has dropped, as `column x`, `constraint x`, ... */
  readonly gone: ImmutableMap<Origin>;
  /** Members of which nobody knows whether they are there, in the same spelling. */
  readonly doubts: ImmutableMap<true>;
  readonly origin: Origin;
}

export interface NamedObject {
  readonly kind: ObjectKind;
  readonly schema: string | undefined;
  readonly name: string;
  readonly signature?: readonly string[];
  /** Of a routine: its result type as written; empty for a procedure. */
  readonly returns?: string;
  readonly values?: readonly string[];
  /** An enum that no file creates: it has more values than those that files have added. */
  readonly moreValues?: boolean;
  /** CREATE TYPE x; a second statement fills it in. */
  readonly shell?: boolean;
  readonly origin: Origin;
}
