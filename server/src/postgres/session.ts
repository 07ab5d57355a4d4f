import type { Difference } from './difference';
import type { Snapshot, TableName } from './snapshot';

/** A relation as it was called when it was looked at. */
export interface RelationName {
  readonly schema: string;
  readonly name: string;
  /** pg_class.relkind in words. */
  readonly kind: string;
}

/** A lock on a relation that was there when the statement began or that it made. */
export interface Lock {
  readonly relation: RelationName;
  /** As in pg_locks: `AccessExclusiveLock`, `ShareRowExclusiveLock`, ... */
  readonly mode: string;
  /** The statement itself made the relation, so that nobody can wait for it. */
  readonly created: boolean;
}

/** What PostgreSQL said when it refused something. */
export interface Failure {
  readonly message: string;
  readonly sqlstate: string;
  readonly hint?: string;
  readonly detail?: string;
  /** PostgreSQL's context: the function or trigger in which it happened. */
  readonly where?: string;
  /** UTF-16 offset in the text that was run. */
  readonly position?: number;
  /** Objects that PostgreSQL names in fields of their own. */
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
}

export type Outcome =
  | {
      readonly result: 'ran';
      /** Locks that were not held before it, strongest knowledge there is: in one transaction an earlier statement's lock hides its repetition. */
      readonly locks: readonly Lock[];
      /** Relations that were there before and have new files now: rewritten, rebuilt (an index) or emptied. */
      readonly rewrites: readonly RelationName[];
      /** How it was run, where it could not be run as it stands; then no locks are told. */
      readonly instead?: string;
    }
  | { readonly result: 'failed'; readonly failure: Failure; readonly unproved?: string }
  | { readonly result: 'not run'; readonly reason: string };

/** Failures that a commit in between might have prevented: a new enum value in use (55P04), pending trigger events (55006). */
const commitMatters = new Set(['55P04', '55006']);

export function waitsForCommit(outcome: Outcome): boolean {
  return outcome.result === 'failed' && commitMatters.has(outcome.failure.sqlstate);
}

/** A committed state to go back to. */
export type Saved = number;

/** What texts may change, by the words in them. */
export interface Mentions {
  readonly names: readonly string[];
  /** Functions, procedures, aggregates; types and domains. */
  readonly kinds: readonly ('routine' | 'type')[];
  /** They comment, and on nothing but relations, types and routines. */
  readonly comments: boolean;
}

/**
 * PostgreSQL, one connection, one caller at a time. Every method rejects with `SessionLost` once the session has ended
 * by itself: a statement that did not end, a crash, a server that went away.
 */
export interface Session {
  readonly kind: 'embedded' | 'server';
  /** E.g. 180006. */
  readonly version: number;
  begin(): Promise<void>;
  /**
   * Commits, with everything that happens then (deferred constraints), and forgets the connection's settings, so that
   * the next migration starts like a new connection. On a failure the transaction has been rolled back.
   * On a real server a transaction that changed roles stays open instead, as they would outlive the scratch database.
   */
  commit(): Promise<{ readonly failure?: Failure }>;
  /** Since such a commit. */
  readonly uncommitted: boolean;
  /** Rolls back to the last commit. */
  rollback(): Promise<void>;
  /** Marks a point in the open transaction. */
  mark(): Promise<void>;
  /** Goes back to the last such point, which stays. */
  back(): Promise<void>;
  /**
   * What a commit does to later statements, without one: checks deferred constraints, resets settings.
   * Not among it: an enum value added since the last commit still cannot be used.
   */
  boundary(): Promise<Failure | undefined>;
  /**
   * Runs texts in the open transaction, each under a savepoint of its own, so that a failure undoes that text alone. What they
   * lock and rewrite is observed for the first texts of a transaction.
   * A text that does not end in time gives a failure with SQLSTATE 57014; if it took the session with it, `lost` is set and
   * the texts behind it are `not run`.
   */
  run(texts: readonly string[], observe: boolean): Promise<readonly Outcome[]>;
  /** The schema as the open transaction sees it, or the committed one. */
  snapshot(): Promise<Snapshot>;
  /** Notes the schema, or of its relations only those that the open transaction has changed, or has been given the names of, to be compared with another. */
  note(scope: 'all' | 'touched' | Mentions): Promise<void>;
  /**
   * How the schema after differs from the one before; the present one is compared with the noted one, which is `noted`. Undefined:
   * the transaction has changed more than the names that were noted.
   */
  compare(noted: 'before' | 'after', tracking: TableName | undefined): Promise<readonly Difference[] | undefined>;
  /** Keeps the committed state; undefined where that cannot be done. */
  save(): Promise<Saved | undefined>;
  /** A kept state in bytes, for another process to start with; undefined where it is large. */
  readonly pack?: (saved: Saved) => Promise<Uint8Array | undefined>;
  forget(saved: Saved): Promise<void>;
  /** Goes back to a kept state; without one, to the empty database of the start. */
  restore(saved?: Saved): Promise<void>;
  /**
   * The calls that follow if all goes well, where each would be a message to another process: they are made at once, up to the
   * first that does not go well, and answered when they come. True: all were made. Rejects if the session is lost in their midst.
   */
  readonly ahead?: (calls: readonly Ahead[]) => Promise<boolean>;
  readonly lost: string | undefined;
  close(): Promise<void>;
}

/** A method of a session with its arguments. */
export type Call =
  | { readonly call: 'begin' | 'commit' | 'rollback' | 'mark' | 'back' | 'boundary' | 'snapshot' | 'save' }
  | { readonly call: 'note'; readonly scope: Parameters<Session['note']>[0] }
  | { readonly call: 'compare'; readonly noted: 'before' | 'after'; readonly tracking: TableName | undefined }
  | { readonly call: 'forget' | 'pack'; readonly saved: Saved }
  | { readonly call: 'restore'; readonly saved: Saved | undefined }
  | { readonly call: 'run'; readonly texts: readonly string[]; readonly observe: boolean };

/** `anyway`: what follows is called even if a text fails, unless it waits for a commit. */
export type Ahead = Call & { readonly anyway?: true };

export class SessionLost extends Error {
  override readonly name = 'SessionLost';
}
