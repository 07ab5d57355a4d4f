import type { ObjectKind, QualifiedName } from '../../syntax/effects';

interface Common {
  /** Keys of what it works on: when a later step of the down drops one of them, this one is not needed. */
  readonly within: readonly string[];
}

/** DROP of what the up made. */
export interface Dropped extends Common {
  readonly is: 'drop';
  readonly key: string;
  readonly kind: ObjectKind;
  readonly name: QualifiedName;
  /** The table of a column, constraint, trigger, policy or rule. */
  readonly on?: QualifiedName;
  readonly signature?: readonly string[];
  /** DROP OPERATOR CLASS x USING method; the languages of a transform. */
  readonly tail?: string;
}

/** What the up dropped or replaced, as it was before. */
export interface Created extends Common {
  readonly is: 'create';
  readonly key: string;
  /** Statements without their semicolons. */
  readonly sql: readonly string[];
  /** Comments in front of it. */
  readonly notes: readonly string[];
  /** CREATE OR REPLACE: another one of the same key that runs later makes it needless. */
  readonly replaces?: boolean;
  /** Of what queries other objects: the same on the schema before the up, for when it is made after everything else is undone. */
  readonly late?: readonly string[];
}

/** One clause of ALTER TABLE; clauses of one family and table that follow each other become one statement. */
export interface Altered extends Common {
  readonly is: 'alter';
  /** `other` is a statement of its own. */
  readonly family: 'add' | 'change' | 'other';
  readonly table: QualifiedName;
  readonly clause: string;
  readonly notes: readonly string[];
  /** Key of the column or constraint that it brings back. */
  readonly key?: string;
}

/** RENAME or SET SCHEMA, back. */
export interface Renamed extends Common {
  readonly is: 'rename';
  /** What it finds, and what it leaves. */
  readonly from: { readonly key: string; readonly name: QualifiedName };
  readonly to: { readonly key: string };
  readonly sql: string;
}

/** Any other statement. */
export interface Plain extends Common {
  readonly is: 'sql';
  readonly sql: string;
}

/** What no down can restore, or what this one could not read. */
export interface Note extends Common {
  readonly is: 'note';
  /** Without the dashes; one line. */
  readonly text: string;
  /** Left for the author to fill in. */
  readonly open: boolean;
}

/** One step of a down. */
export type Undo = Dropped | Created | Altered | Renamed | Plain | Note;

/** Words of the up statement that a step undoes: what it may depend on. */
export interface Step {
  readonly undo: Undo;
  readonly words: ReadonlySet<string>;
}

const relations = new Set<ObjectKind>(['table', 'view', 'materialized view', 'foreign table', 'index', 'sequence']);
const routines = new Set<ObjectKind>(['function', 'procedure', 'aggregate', 'routine']);

/** One spelling for each object, whatever statement names it. `name` and `on` with their schemas. */
export function keyOf(kind: ObjectKind, name: QualifiedName, on?: QualifiedName, signature?: readonly string[]): string {
  const group = relations.has(kind) ? 'relation' : routines.has(kind) ? 'routine' : kind === 'domain' ? 'type' : kind;
  const plain = (n: QualifiedName) => `${n.schema ?? ''}\0${n.name}`;
  return [group, ...(on ? [plain(on)] : []), plain(name), ...(signature ? [signature.join()] : [])].join('\0');
}

export function columnKey(table: QualifiedName, column: string): string {
  return keyOf('column', { name: column }, table);
}

export function noteOf(text: string, open: boolean, within: readonly string[] = []): Note {
  return { is: 'note', text, open, within };
}
