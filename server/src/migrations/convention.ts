import type { TextEdit } from '../text/edits';
import type { Range } from '../text/range';
import type { Migration, Section, Stray, TransactionMode } from './migration';

export type ToolId =
  | 'golang-migrate' | 'goose' | 'dbmate' | 'sqlx' | 'diesel' | 'refinery' | 'flyway' | 'tern' | 'node-pg-migrate'
  | 'supabase' | 'prisma' | 'drizzle' | 'atlas' | 'sqitch' | 'sql-migrate' | 'graphile-migrate' | 'hasura' | 'popx' | 'pop'
  | 'encore' | 'morph' | 'bun' | 'liquibase' | 'postgrator' | 'db-migrate' | 'river' | 'custom';

/**
 * What detection and listing may look at: names, and texts on demand. Paths are absolute with forward slashes.
 * The names are those of when it was made; the texts are read when asked for.
 */
export interface FolderView {
  /** The migrations folder. */
  readonly path: string;
  /** Files below it, relative to it, sorted. */
  readonly files: readonly string[];
  /** Text of one of them; undefined when it cannot be read. */
  read(relative: string): string | undefined;
  /**
   * The nearest file of that name in the folder or one above it, up to the workspace root: go.mod, Cargo.toml,
   * package.json, Makefile, ...
   */
  nearest(name: string): FileText | undefined;
  /** Programs beside the folder's files and in the folder above it: code that may name the folder and its runner. */
  programs(): readonly FileText[];
  /** Files of the workspace whose absolute paths are wanted, those around the folder and in it too; the same function finds the same. */
  around(isWanted: (path: string) => boolean): readonly FileText[];
}

export interface FileText {
  readonly path: string;
  readonly text: string;
}

export interface Evidence {
  /** For people, e.g. "go.mod requires github.com/golang-migrate/migrate/v4". */
  readonly text: string;
  /** 3: the tool's own configuration names this folder, or its markers are in the files. 2: a manifest or program nearby names the tool. 1: the shape of the names alone. */
  readonly strength: 1 | 2 | 3;
}

/** What the tool does with a folder's files. */
export interface Listing {
  /** In the order in which the tool runs them. */
  readonly migrations: readonly Migration[];
  readonly strays: readonly Stray[];
}

/** Files that a new migration consists of, relative to the folder. */
export interface NewMigration {
  readonly files: readonly { readonly file: string; readonly text: string; readonly direction: 'up' | 'down' | 'both' }[];
  /** UTF-16 offset in the first file at which the author starts to type. */
  readonly caret: number;
  /** Files of the tool that have to know of it (a journal, sums, a plan), relative to the folder, with their whole new text. */
  readonly rewrites?: readonly { readonly file: string; readonly text: string }[];
}

/** How a file is kept out of the transaction that the tool would put around it. */
export interface OptOut {
  /** As the tool's documents write it. */
  readonly shown: string;
  /** `one`: the tool then sends the SQL as one query, so that it helps a lone statement only. */
  readonly allows: 'one' | 'many';
  /** What is done for a section of the file, both relative to the folder; undefined: it cannot be done here. */
  apply(file: string, text: string, section: Range, direction: 'up' | 'down', folder: FolderView): Opting | undefined;
}

/** A change of the file, another name for it, or a file beside it; names are relative to the folder. */
export type Opting =
  | { readonly by: 'edit'; readonly edit: TextEdit }
  | { readonly by: 'name'; readonly name: string }
  | { readonly by: 'file'; readonly file: string; readonly text: string };

/** Where a placeholder stands. */
export interface Spot {
  readonly folder: FolderView;
  /** Relative to the folder; undefined: somewhere in it. */
  readonly file?: string;
  readonly text: string;
  /** UTF-16 offset in the text. */
  readonly at: number;
}

/** A line that was meant for the tool and that it takes otherwise than the author. */
export interface Slip {
  /** `ignored`: a comment to the tool. `refused`: the tool stops. `down as up`: the SQL that undoes runs with the up. `filled in`: the tool takes text for a placeholder. */
  readonly fate: 'ignored' | 'refused' | 'down as up' | 'filled in';
  /** UTF-16 offsets in the file. */
  readonly range: Range;
  /** What follows, effect first. */
  readonly why: string;
  readonly edits?: readonly TextEdit[];
  /** What they do, where it is not to write the line as the tool takes it. */
  readonly fix?: string;
  /** What mends it in the place of edits: a file that is not there, relative to the folder. */
  readonly create?: { readonly file: string; readonly text: string };
  /** Where it is less than the rule's own. */
  readonly severity?: 'warning';
}

/** A transaction that the tool keeps open beside a migration which runs in none. */
export interface SelfLock {
  /** What leaves it so, for the message. */
  readonly why: string;
  /** False: there may be a setting that is not seen. */
  readonly certain: boolean;
  /** Edits of a file around the folder. */
  readonly fix?: { readonly title: string; readonly file: string; readonly edits: readonly TextEdit[] };
}

/** Files by which a tool sees whether its migrations are still the ones that it knows. */
export interface Integrity {
  /** Where they do not fit the folder, in the order in which the tool would see it. */
  faults(folder: FolderView): readonly IntegrityFault[];
  /** Texts of files, relative to the folder, as they have to be for the folder as it is. */
  inStep?(folder: FolderView): ReadonlyMap<string, string>;
}

export interface IntegrityFault {
  /** Relative to the folder. */
  readonly file: string;
  /** UTF-16 offsets in it. */
  readonly range: Range;
  /** What follows, effect first. */
  readonly why: string;
  /** Whole new texts of files of the folder. */
  readonly mend?: { readonly title: string; readonly texts: () => ReadonlyMap<string, string> };
}

/** A comment that means something to the tool. */
export interface Directive {
  /** In the form that the tool takes; `…` stands for what its author writes there. */
  readonly text: string;
  /** Finds it in a line, wherever the tool takes it there. */
  readonly pattern: RegExp;
  /** What the tool does for it, in Markdown. */
  readonly does: string;
  /** Where alone the tool looks for it: in the first line, or before the first statement. Absent: in any line. */
  readonly at?: 'first line' | 'head';
  /** The tool itself writes it. */
  readonly generated?: true;
}

/** What the tool makes of migrations whose turn is over; effects are for the message, tool first. */
export interface Past {
  /**
   * What becomes of a migration that comes to a database after one that is above it. `skipped`: never run, in silence. `refused`:
   * the tool stops. `runs`: run all the same, so that databases differ in the order. Absent: that is not known.
   */
  late?(migration: Migration, folder: FolderView): { readonly fate: 'skipped' | 'refused' | 'runs'; readonly effect: string };
  /** Its place in time, where the tool writes one down beside the name: what is not after the newest that ran comes late. */
  time?(migration: Migration, folder: FolderView): number | undefined;
  /** The tool runs it again when it changes, so that it is never past. */
  repeats?(migration: Migration, folder: FolderView): boolean;
  /** Does a database know what it ran by the version alone, or does another name make another migration? */
  readonly knownBy: 'version' | 'name';
  /** What the tool does when an applied migration's text is another (it keeps checksums); absent: that passes unnoticed. */
  readonly edited?: string;
  /** What it does when an applied migration has other line breaks; absent: that passes unnoticed. */
  lineBreaks?(folder: FolderView): string | undefined;
  /** What it does when an applied migration is no longer there; absent: nothing. */
  readonly gone?: string;
}

/** Lines of the tool's own around one statement. */
export interface StatementBlock {
  readonly begin: string;
  readonly end: string;
}

/** One migration tool. Facts about it come from its source; each file names them. */
export interface Convention {
  readonly id: ToolId;
  readonly title: string;
  /** Evidence that this folder is the tool's; none: it is not. */
  detect(folder: FolderView): readonly Evidence[];
  list(folder: FolderView): Listing;
  /** Number order or text order: whether 9 comes before 10. */
  readonly order: 'number' | 'text' | 'journal';
  /** Both directions in one file, or a file each; `none`: the tool has no downs. */
  readonly downs: 'file' | 'section' | 'none';
  /** What the tool does without a down: it refuses already at up, fails at rollback, skips in silence. */
  readonly missingDown: 'refused' | 'fails' | 'skipped' | 'never needed';
  /** False for a migration whose kind has no down (sqlx's simple files, Flyway's repeatable ones). Absent: each may have one. */
  wantsDown?(migration: Migration): boolean;
  /** What happens to two migrations with one version, for the message; `legal` where the tool allows it. */
  readonly duplicate: { readonly legal: boolean; readonly effect: string };
  /** Equal for what is one version to the tool: `001` and `1` are to one that reads numbers. Undefined: no other has it. */
  versionKey(version: string): string | undefined;
  /** The greatest version that the tool can read, where it is one that people reach. */
  greatestVersion?(folder: FolderView): bigint | undefined;
  /** Does the tool stop where its numbers, from 1 on, leave one out? */
  readonly contiguous?: boolean;
  /** A version that runs right after this one, where the tool's order has room for it: 009a behind 009. */
  versionBeside?(version: string, listing: Listing): string | undefined;
  /** The table in which the tool keeps what it ran; schema only where it has one of its own. */
  readonly tracking: {
    readonly table: string;
    readonly schema?: string;
    /** SQL that makes it as the tool makes it. */
    readonly create: string;
    /** SQL by which the tool records this migration; undefined: it is not one statement (a truncate and an insert) and is given as several. */
    record(migration: Migration): readonly string[];
  };
  /** Name of the file in which the missing direction of a migration belongs, relative to the folder; for `section` tools the same file. */
  partnerFile(migration: Migration, direction: 'up' | 'down', folder: FolderView): string | undefined;
  /** What the down of a `section` tool looks like around its SQL, to be appended to the file. */
  appendDown?(sql: string, lineBreak: string): string;
  /** File names of the migration under another version: old relative path to new one. */
  renamed(migration: Migration, to: { version: string }, folder: FolderView): ReadonlyMap<string, string>;
  /** The next free version in the folder's own style (width, number or timestamp). */
  nextVersion(folder: FolderView, listing: Listing, now: () => Date): string;
  /** `now`: for the tools that write the time down; the clock's where it is not given. */
  create(name: string, version: string, folder: FolderView, listing: Listing, now?: Date): NewMigration;
  /** A complaint about a name that cannot become a migration's, or undefined. */
  refuseName?(name: string): string | undefined;
  /** Absent: the tool has no way around its transaction, or opens none. */
  readonly optOut?: OptOut;
  /**
   * The parts of a section that go to PostgreSQL as one query each, where the tool does not find the statements as PostgreSQL
   * does; they may hold comments and the tool's own lines. Undefined: one statement each, or all of them, as the mode says.
   */
  queries?(text: string, section: Range, transaction: TransactionMode): readonly Range[] | undefined;
  /** Lines around what `queries` would cut, or a line between two queries that would be one. */
  readonly statementBlock?: StatementBlock;
  readonly queryBreak?: string;
  /** The tool's markers and directives. */
  readonly directives?: readonly Directive[];
  /** Lines of a file (relative to the folder) that its author and the tool understand differently. */
  slips?(text: string, folder: FolderView, file: string): readonly Slip[];
  /** The same in a file of settings beside a migration; `file` is relative to the folder. */
  settingSlips?(folder: FolderView): readonly (Slip & { readonly file: string })[];
  /** What becomes of SQL before the first marker of a file. */
  readonly beforeMarker?: string;
  /** Does the tool put something in the place of this (`{{ .x }}`, `${x}`, `:x`) before it sends the file? Absent: it sends files as they stand. */
  fillsIn?(placeholder: string, spot: Spot): boolean;
  /** Does the tool write the SQL from a model? People then seldom do, and put no guards into it. */
  readonly generates?: boolean;
  /** Equal for files into which a converter has split one migration: all their downs together undo all their ups. Undefined: it is whole. */
  splitFrom?(migration: Migration): string | undefined;
  /** Roles that are on every server on which the tool is meant to run. */
  readonly roles?: readonly string[];
  /** SQL that makes the least of what such a server has beside them, for the proof; its schemas may hold more. */
  readonly platform?: string;
  /** Does the tool put the session's settings back after each migration, or start a new session? */
  readonly resetsSettings?: boolean;
  /** Does the tool keep a transaction with a snapshot open beside a migration that runs in none? Undefined: no, or it is told not to. */
  selfLock?(folder: FolderView): SelfLock | undefined;
  /** The database that the tool is built for here, where that is not PostgreSQL, with what says so. */
  otherDatabase?(folder: FolderView): string | undefined;
  readonly integrity?: Integrity;
  readonly past: Past;
}

/** A folder of migrations, as its tool sees it. */
export interface MigrationFolder extends Listing {
  readonly path: string;
  readonly convention: Convention;
  readonly evidence: readonly string[];
  readonly view: FolderView;
  /** Why it is recognised and left alone: another database, templates. No findings then. */
  readonly leftAlone: string | undefined;
}

export function sections(migration: Migration): Section[] {
  return [migration.up, migration.down].filter((section): section is Section => section !== undefined);
}
