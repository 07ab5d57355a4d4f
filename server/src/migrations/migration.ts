import type { Range } from '../text/range';

/** The SQL of one direction: a whole file, or the part of one between a tool's markers. */
export interface Section {
  /** Absolute path with forward slashes. */
  readonly file: string;
  /** UTF-16 offsets in the file's text. */
  readonly range: Range;
}

/**
 * How the tool sends a section to PostgreSQL.
 * `wrapped`: inside a transaction that the tool opens. `implicit`: as one query message, which PostgreSQL makes one
 * transaction when it holds two statements or more. `none`: statement by statement, each on its own.
 */
export interface TransactionMode {
  readonly mode: 'wrapped' | 'implicit' | 'none';
  /** How we know, for people: "golang-migrate sends a file as one query". */
  readonly because: string;
  /** Nobody knows; it is taken to be so. */
  readonly assumed?: true;
  /** Every migration that the tool has still to run is in it, too. */
  readonly ofAllPending?: true;
  /** It is no BEGIN of the tool's: the tool adds a statement of its own to the query. */
  readonly joined?: true;
  /** The statements go one by one before a common end, so that the first may still be one that cannot be in a transaction. */
  readonly pipeline?: true;
  /** The tool records the migration in the same transaction, though it opens none. */
  readonly recorded?: true;
  /** Why statements that cannot be in a transaction may not be beside others all the same. */
  readonly unmixed?: string;
}

export interface Migration {
  /** As in the file name. */
  readonly version: string;
  /** The words of the name, without version and suffix; may be empty. */
  readonly name: string;
  readonly up: Section | undefined;
  readonly down: Section | undefined;
  /** Of the up section. */
  readonly transaction: TransactionMode;
  /** Of the down section, where it differs. */
  readonly downTransaction?: TransactionMode;
  /** Name of a program (Go, JavaScript, ...) that the tool runs between the migration before and this one: what it did is unknown. */
  readonly afterProgram?: string;
  /** Name of a program that is its other direction, of which there is no SQL. */
  readonly program?: string;
}

/** A file in a migrations folder that the tool does not take for a migration. */
export interface Stray {
  /** Absolute path with forward slashes. */
  readonly file: string;
  /** `ignored`: silently never run. `runs`: run although it looks like a copy. `down as up`: run, although it was meant to undo. `refused`: the tool stops at it. `other`: not meant to be one (README, seed, schema dump). */
  readonly fate: 'ignored' | 'runs' | 'down as up' | 'refused' | 'other';
  /** What is wrong with the name, effect first: "never runs: golang-migrate wants 018_x.up.sql". */
  readonly why: string;
  /** Names (no folder) under which the tool would run it, best first. */
  readonly better: readonly string[];
  /** The version that its name has all the same, so that two files under one number are seen. */
  readonly version?: string;
}
