import type { TransactionMode } from '../migrations/migration';
import type { Statement } from '../syntax/statement';
import type { Difference } from './difference';
import type { Failure, Outcome } from './session';

/** One direction of a migration, as its tool sends it. */
export interface Part {
  readonly statements: readonly Statement[];
  readonly mode: TransactionMode['mode'];
  /** The query message with which each statement goes, counted from 0, where the mode alone does not say it. */
  readonly queries?: readonly number[];
  /** The statements go one by one before a common end: the first may still be one that cannot be in a transaction. */
  readonly pipeline?: true;
  /** Why none of it is sent: a template decides which of the statements are run. */
  readonly unsent?: string;
  /** Of a down: why it need not undo its up alone. */
  readonly together?: string;
}

/** One migration, as it is proved. */
export interface ProofInput {
  readonly up: Part;
  readonly down: Part | undefined;
  /** The statements by which the tool records it as run. */
  readonly record: readonly string[];
  /** Why nobody knows what is there when it begins: a program ran just before, a file could not be read. */
  readonly unknownBefore?: string;
  /** Why nobody knows where the search path leads when it begins. */
  readonly pathBefore?: string;
}

export interface Verdict {
  readonly state: 'yes' | 'no' | 'unproved';
  /** For `no` and `unproved`: PostgreSQL's words, or what was in the way. */
  readonly reason?: string;
}

/**
 * What PostgreSQL did with one migration on the schema that the earlier ones leave. Lists are as long as the part's
 * statements, in their order; an empty list was not tried. A failure with `unproved` says why it is no evidence against
 * the migration.
 */
export interface Proof {
  readonly applies: Verdict;
  readonly twice: Verdict;
  readonly reverses: Verdict;
  /** The first run of up; locks and rewrites are observed here. */
  readonly up: readonly Outcome[];
  /** The tool's own record of it, written right after the up. */
  readonly record: readonly Outcome[];
  /** What failed only when the transaction ended: deferred constraints. */
  readonly atCommit: Failure | undefined;
  /** Up once more on top of itself. What failed or was not run the first time is not run again. */
  readonly second: readonly Outcome[];
  readonly down: readonly Outcome[];
  /** What the down leaves otherwise than it was before the up. */
  readonly difference: readonly Difference[];
  /** Up once more after the down. */
  readonly again: readonly Outcome[];
  /** Milliseconds that it all took. */
  readonly ms: number;
}
