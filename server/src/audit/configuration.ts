import type { ToolId } from '../migrations/convention';
import type { OwnPattern } from '../migrations/own-pattern';
import type { Severity } from '../rules/finding';

/** What `upright.json` says, every value checked; see design of its keys in docs/configuration.md. */
export interface Configuration {
  /** Absolute path of the file, or undefined where there is none. */
  readonly file: string | undefined;
  readonly tool: ToolId | 'none' | undefined;
  /** Names of the files of a runner of one's own. */
  readonly pattern: OwnPattern | undefined;
  /** Absolute folder paths; empty: found by their files. */
  readonly folders: readonly string[];
  /** Globs relative to the configuration file. */
  readonly exclude: readonly string[];
  readonly since: string | undefined;
  readonly baseline: string | undefined;
  readonly known: { readonly roles: readonly string[]; readonly schemas: readonly string[]; readonly objects: readonly string[] };
  readonly rules: ReadonlyMap<string, { readonly severity: Severity | 'off' | undefined; readonly options: Readonly<Record<string, unknown>> }>;
  readonly postgres: { readonly enabled: boolean; readonly url: string | undefined; readonly timeoutMs: number; readonly extensions: readonly string[] };
}
