import type { BaseBranch } from '../migrations/base-branch';
import type { MigrationFolder } from '../migrations/convention';
import type { Migration, Section } from '../migrations/migration';
import type { Proof } from '../postgres/proof';
import type { Failure } from '../postgres/session';
import type { History, Step } from '../schema/history';
import type { Schema } from '../schema/schema';
import type { Script, Statement } from '../syntax/statement';
import type { Suppression } from '../syntax/suppressions';
import type { Range } from '../text/range';
import type { Finding, Fix, Related, Severity } from './finding';

/** One direction of a migration with its statements. */
export interface SectionScript extends Section {
  readonly direction: 'up' | 'down';
  /** Text of the whole file; ranges are offsets in it. */
  readonly text: string;
  readonly script: Script;
  /** One for each statement, in order: the schema before it and what is wrong with it there. */
  readonly steps: readonly Step[];
  /** The same when the section runs a second time on top of itself. */
  again(): readonly Step[];
  readonly suppressions: readonly Suppression[];
}

/** What PostgreSQL did with a migration. */
export interface MigrationProof {
  /** Its lists stand to the statements of the present text; one that has been edited since is `not run`. */
  readonly proof: Proof;
  /** It is of this very text, on the history as it is. */
  readonly fresh: boolean;
}

/** A run of a migration's statements on the schema that the earlier ones leave. */
export type Run = 'up' | 'up again' | 'down';

export interface MigrationContext {
  readonly folder: FolderContext;
  readonly migration: Migration;
  readonly index: number;
  readonly up: SectionScript | undefined;
  readonly down: SectionScript | undefined;
  /** The schema before the up, and after it. */
  readonly before: Schema;
  readonly after: Schema;
  /** Undefined: not proved yet, or not to be proved. */
  readonly proof: MigrationProof | undefined;
}

/** A migration with PostgreSQL's answer. */
export type ProvedContext = MigrationContext & { readonly proof: MigrationProof };

/** What day and what time it is. What is said of a folder without the time holds for the whole day. */
export interface Clock {
  /** The day's start, in UTC. */
  today(): Date;
  now(): Date;
}

export interface FolderContext {
  readonly folder: MigrationFolder;
  readonly history: History;
  /** Undefined on the base branch itself, and where there is no version control. */
  readonly base: BaseBranch | undefined;
  /** The top folder of the repository, where there is one and the workspace holds all of it. */
  readonly repository: string | undefined;
  readonly migrations: readonly MigrationContext[];
  /** Files that the tool passes over only because of their names, in the place that a better one would give them. */
  readonly strays: readonly MigrationContext[];
  readonly ruleIds: ReadonlySet<string>;
  /** The `upright.json` in force, or where one would be made; no text: there is none. */
  readonly configuration: { readonly file: string; readonly text: string | undefined };
  readonly clock: Clock;
  /** Text of a file of the folder. */
  text(file: string): string | undefined;
  /** The rule's own options from upright.json, or {}. */
  options(rule: string): Readonly<Record<string, unknown>>;
}

/** What a check says; the engine adds rule, severity and evidence. */
export interface Report {
  readonly message: string;
  readonly file: string;
  readonly range: Range;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly Related[];
  /** The statement that the finding is about: a suppression before or beside it counts. */
  readonly statement?: Statement;
  /** The finding says that PostgreSQL refuses the statement in that run: it is withdrawn where PostgreSQL does not. */
  readonly refused?: Run;
  /** What PostgreSQL said. */
  readonly failure?: Failure;
}

/** A rule's example: a folder in small. File names as the tool would have them; `▁`-free plain SQL. */
export interface Example {
  /** What it shows, for the rule's page. */
  readonly title: string;
  /** File name to text; a lone text stands for `001_example.up.sql`. */
  readonly files: Readonly<Record<string, string>>;
  /** The same folder on the base branch; absent: this is the base branch. */
  readonly base?: Readonly<Record<string, string>>;
  /** What the rule finds: `file: the text under the squiggle`, in order. None: a good example. */
  readonly finds: readonly string[];
  /** The files after the first fix of every finding, where they change; absent: no fix is offered. */
  readonly fixed?: Readonly<Record<string, string | null>>;
}

export interface Rule {
  /** kebab-case, the name of its file. */
  readonly id: string;
  /** A few words: what is wrong. */
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters, in a few sentences of Markdown. */
  readonly why: string;
  /** What to do instead, for the hover and the page. */
  readonly instead: string;
  readonly examples: readonly Example[];
  /** Only PostgreSQL can tell: its examples are of what it answers. */
  readonly needsPostgres?: true;
  /** JSON schema of each option. */
  readonly options?: Readonly<Record<string, { readonly type: string; readonly default: unknown; readonly description: string; readonly enum?: readonly unknown[] }>>;
  /** Its findings break the replay of the history, so that they are reported even before `since`. */
  readonly breaksReplay?: boolean;
  checkMigration?(context: MigrationContext, report: (finding: Report) => void): void;
  /** What PostgreSQL's answer says; its findings take the place of the text's on the same statement. */
  checkProof?(context: ProvedContext, report: (finding: Report) => void): void;
  checkFolder?(context: FolderContext, report: (finding: Report) => void): void;
}

export type { Finding, Fix, Related, Severity };
