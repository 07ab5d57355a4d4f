import type { Range } from '../text/range';
import type { Scope } from './scope';

export type ObjectKind =
  | 'schema' | 'table' | 'view' | 'materialized view' | 'foreign table' | 'index' | 'sequence'
  | 'column' | 'constraint' | 'trigger' | 'policy' | 'rule'
  | 'type' | 'domain' | 'enum value'
  | 'function' | 'procedure' | 'aggregate' | 'routine'
  | 'role' | 'extension' | 'publication' | 'subscription' | 'statistics' | 'collation' | 'operator' | 'operator class'
  | 'operator family' | 'cast' | 'conversion' | 'event trigger' | 'foreign data wrapper' | 'server' | 'user mapping'
  | 'language' | 'access method' | 'text search configuration' | 'text search dictionary' | 'text search parser'
  | 'text search template' | 'transform' | 'tablespace' | 'database';

/** A relation's name as it is written: folded to lower case unless quoted. No schema: the search path decides. */
export interface QualifiedName {
  readonly schema?: string;
  readonly name: string;
}

/** An object that a statement names. */
export interface ObjectName extends QualifiedName {
  readonly kind: ObjectKind;
  /** The table of a column, constraint, trigger, policy or rule; the type of an enum value. */
  readonly parent?: QualifiedName;
  /** Argument types of a routine, in PostgreSQL's short spelling (`integer`, `text`, `uuid[]`); absent: whichever has that name. */
  readonly signature?: readonly string[];
  /** Where the (last part of the) name stands; for a name that PostgreSQL will choose, the clause. */
  readonly range: Range;
}

/**
 * What makes a statement harmless when the object is already there (create) or already gone (drop):
 * `exists` IF [NOT] EXISTS, `replace` OR REPLACE, `condition` a test of the catalog around it (DO ... IF NOT EXISTS),
 * `exception` a handler that swallows the error.
 */
export type Guard = 'none' | 'exists' | 'replace' | 'condition' | 'exception';

export interface ColumnDefinition {
  readonly name: string;
  /** In PostgreSQL's short spelling: `integer`, `character varying(255)`, `uuid[]`, `myschema.mood`. */
  readonly type: string;
  readonly typeName: QualifiedName;
  readonly notNull: boolean;
  /** The default as it is written. */
  readonly default?: string;
  /** serial, bigserial, smallserial: makes a sequence. */
  readonly serial?: boolean;
  readonly identity?: 'always' | 'by default';
  readonly generated?: string;
  /** As written, from the name to the end of its last constraint. */
  readonly text: string;
  readonly range: Range;
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

export interface ConstraintDefinition {
  readonly type: 'primary key' | 'unique' | 'foreign key' | 'check' | 'exclude' | 'not null';
  /** Absent: PostgreSQL chooses it when the statement runs. */
  readonly name?: string;
  /** Columns it covers; of a check: the columns its expression names. */
  readonly columns: readonly string[];
  readonly references?: QualifiedName & { readonly columns: readonly string[]; readonly range: Range };
  /** Absent: the statement says nothing, which is NO ACTION. */
  readonly onDelete?: ReferentialAction;
  /** Where ` ON DELETE ...` belongs when there is none: after REFERENCES t (cols) [MATCH x]. */
  readonly onDeleteAt?: number;
  /** UNIQUE / PRIMARY KEY USING INDEX. */
  readonly usingIndex?: string;
  readonly notValid?: boolean;
  /** As written. */
  readonly text: string;
  readonly range: Range;
}

export interface IndexDefinition {
  readonly table: QualifiedName & { readonly range: Range };
  /** Key columns in order; null for an expression. */
  readonly columns: readonly (string | null)[];
  readonly unique: boolean;
  /** The predicate as written. */
  readonly where?: string;
  /** Columns that the predicate names. */
  readonly whereColumns: readonly string[];
  readonly method: string;
  readonly concurrently: boolean;
  /** Not on the partitions. */
  readonly only: boolean;
  readonly named: boolean;
  readonly text: string;
}

export type Definition =
  | {
      readonly of: 'table';
      readonly columns: readonly ColumnDefinition[];
      readonly constraints: readonly ConstraintDefinition[];
      readonly temporary: boolean;
      readonly unlogged: boolean;
      readonly inherits: readonly QualifiedName[];
      readonly partitionOf?: QualifiedName;
      readonly partitioned: boolean;
      /** LIKE other [INCLUDING ...]. */
      readonly like: readonly (QualifiedName & { readonly including: readonly string[] })[];
      /** CREATE TABLE AS: output columns, or undefined where they cannot be told. */
      readonly asQuery?: { readonly columns: readonly string[] | undefined };
    }
  | { readonly of: 'column'; readonly column: ColumnDefinition; readonly constraints: readonly ConstraintDefinition[] }
  | { readonly of: 'constraint'; readonly constraint: ConstraintDefinition }
  | { readonly of: 'index'; readonly index: IndexDefinition }
  /** `columns` undefined: they cannot be told from the text. */
  | { readonly of: 'view'; readonly columns: readonly string[] | undefined; readonly reads: Scope | undefined }
  | { readonly of: 'enum'; readonly values: readonly string[] }
  | { readonly of: 'composite'; readonly columns: readonly ColumnDefinition[] }
  | { readonly of: 'domain'; readonly base: string }
  | { readonly of: 'enum value'; readonly before?: string; readonly after?: string }
  | { readonly of: 'routine'; readonly signature: readonly string[]; readonly returns: string; readonly language: string }
  | { readonly of: 'sequence'; readonly ownedBy?: { readonly table: QualifiedName; readonly column: string }; readonly temporary: boolean }
  | { readonly of: 'trigger'; readonly constraint: boolean; readonly function: QualifiedName; readonly columns: readonly string[] }
  | { readonly of: 'extension' }
  | { readonly of: 'other' };

export type ColumnChange =
  /** `computes`: USING is more than a cast of the column's value. */
  | { readonly set: 'type'; readonly type: string; readonly typeName: QualifiedName; readonly computes: boolean }
  | { readonly set: 'not null'; readonly to: boolean }
  /** undefined: DROP DEFAULT. */
  | { readonly set: 'default'; readonly to: string | undefined }
  /** ADD GENERATED fails on a column that has an identity, DROP IDENTITY on one that has none. */
  | { readonly set: 'identity'; readonly to: 'always' | 'by default' | undefined; readonly guard: Guard }
  | { readonly set: 'other' };

/** The literal rows of an INSERT: enough to tell whether a second run would violate a key. */
export interface InsertedRows {
  readonly table: QualifiedName & { readonly range: Range };
  /** Undefined: no column list. */
  readonly columns: readonly string[] | undefined;
  /** One array a row; a literal as written, or null where it is not a literal; undefined: not VALUES. */
  readonly rows: readonly (readonly (string | null)[])[] | undefined;
  readonly onConflict: boolean;
}

interface Common {
  /** The part of the statement that has this effect; a finding about it stands on `object.range`. */
  readonly range: Range;
  /** In a branch of a DO block whose condition cannot be read: it may or may not happen. */
  readonly maybe?: boolean;
}

export type Effect = Common &
  (
    | { readonly does: 'create'; readonly object: ObjectName; readonly guard: Guard; readonly definition: Definition }
    | { readonly does: 'drop'; readonly object: ObjectName; readonly guard: Guard; readonly cascade: boolean }
    | { readonly does: 'rename'; readonly object: ObjectName; readonly to: string; readonly guard: Guard }
    | { readonly does: 'move'; readonly object: ObjectName; readonly toSchema: string; readonly guard: Guard }
    | { readonly does: 'change'; readonly object: ObjectName; readonly change: ColumnChange; readonly guard: Guard }
    | { readonly does: 'validate'; readonly object: ObjectName; readonly guard: Guard }
    /** The statement needs the object and leaves it: COMMENT ON, OWNER TO, GRANT ... ON ... TO, a trigger's function. */
    | { readonly does: 'need'; readonly object: ObjectName; readonly guard: Guard }
    /** ALTER SEQUENCE ... OWNED BY: it goes when the column goes. Undefined: OWNED BY NONE. */
    | { readonly does: 'own'; readonly object: ObjectName; readonly by: { readonly table: QualifiedName; readonly column: string } | undefined; readonly guard: Guard }
    /** ATTACH / DETACH PARTITION. */
    | { readonly does: 'attach' | 'detach'; readonly object: ObjectName; readonly to: QualifiedName; readonly guard: Guard }
    | { readonly does: 'query'; readonly reads: Scope; readonly guard: Guard }
    | { readonly does: 'insert'; readonly insert: InsertedRows; readonly guard: Guard }
    /** DELETE or TRUNCATE: what the keys of the table hold afterwards is not known. */
    | { readonly does: 'empty'; readonly table: QualifiedName; readonly range: Range }
    | { readonly does: 'search path'; readonly schemas: readonly string[] | undefined }
    /** Something happened that cannot be read: from here on a name that is not known is unknown, not wrong. */
    | { readonly does: 'unknown'; readonly why: string }
  );

export type EffectOf<D extends Effect['does']> = Extract<Effect, { does: D }>;
