import type { Change } from '../text/edits';
import type { Range } from '../text/range';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** `safe`: may run on save. `suggestion`: changes behaviour or needs a thought. `manual`: leaves a placeholder to fill in. */
export type Safety = 'safe' | 'suggestion' | 'manual';

/** A mend for a finding. `changes` is asked for only when somebody looks at it; undefined: it cannot be done after all. */
export interface Fix {
  /** Imperative, names the object: "Add IF NOT EXISTS to table agents". */
  readonly title: string;
  readonly safety: Safety;
  readonly changes: () => readonly Change[] | undefined;
  /** Of a fix that writes a down: the same with SQL that PostgreSQL has tried. */
  readonly withDown?: (sql: string) => readonly Change[] | undefined;
}

export interface Related {
  readonly file: string;
  readonly range: Range;
  readonly message: string;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence, effect first, the object named, no advice. */
  readonly message: string;
  readonly file: string;
  readonly range: Range;
  readonly evidence: 'text' | 'postgresql';
  /** What PostgreSQL said, where it spoke: its five characters (documentation, appendix A), its detail and its hint. */
  readonly sqlstate?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly fixes: readonly Fix[];
  readonly related: readonly Related[];
}
