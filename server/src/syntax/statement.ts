import type { Range } from '../text/range';
import type { Effect } from './effects';
import type { Token } from './lexer';

/** What PostgreSQL's grammar said of a statement that it refuses. */
export interface SyntaxFault {
  /** PostgreSQL's own words, e.g. `syntax error at or near "TABEL"`. */
  readonly message: string;
  readonly range: Range;
}

/**
 * One statement of a file. All ranges are offsets in the file.
 *
 * `kind` is the name of the grammar's node (`CreateStmt`, `AlterTableStmt`, ...); `Invalid` for what does not parse,
 * `PsqlCommand` for a line such as `\connect`, `CopyData` for the rows after COPY ... FROM stdin.
 */
export interface Statement {
  readonly kind: string;
  /** From the first token to the last, without the semicolon. */
  readonly range: Range;
  /** The same with the semicolon where there is one. */
  readonly end: number;
  readonly text: string;
  /**
   * PostgreSQL's tree; its `location` fields are UTF-8 bytes from the statement's start. Not kept, since it takes fifty
   * times the text's room: each call parses, 0.1 ms for most. Look at `kind` and `text` first.
   */
  tree(): any;
  readonly fault: SyntaxFault | undefined;
  /** What the statement does, in the order in which it does it. */
  readonly effects: readonly Effect[];
  /** Tokens without blanks and comments. */
  tokens(): readonly Token[];
}

export interface Comment {
  readonly range: Range;
  readonly text: string;
}

/** A file, or a section of one, as statements. */
export interface Script {
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
}
