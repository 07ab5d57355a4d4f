import { sections, type MigrationFolder } from '../migrations/convention';
import type { Finding, Fix } from '../rules/finding';
import type { Change } from '../text/edits';
import type { FolderPast } from './version-control';

/** The files of SQL (absolute) that databases have run, and that nobody changes any more. */
export interface HistoryFiles {
  /** On the base branch, or up to `since`. */
  readonly all: ReadonlySet<string>;
  /** Up to `since`: of them only what breaks the replay is reported. */
  readonly settled: ReadonlySet<string>;
}

/** @param since a version of the folder, or else a reference of version control. */
export function historyOf(folder: MigrationFolder, since: string | undefined, past: FolderPast | undefined): HistoryFiles {
  const absolute = (files: readonly string[]) => files.filter((file) => /\.(sql|pgsql|psql)$/i.test(file)).map((file) => `${folder.path}/${file}`);
  const settled = since === undefined ? [] : (upTo(folder, since) ?? absolute(past?.references.get(since)?.files ?? []));
  const repeated = new Set(folder.migrations.filter((migration) => folder.convention.past.repeats?.(migration, folder.view)).map(({ up }) => up?.file));
  return { all: new Set([...absolute(past?.base?.left.files ?? []), ...settled].filter((file) => !repeated.has(file))), settled: new Set(settled) };
}

/** Files of the migrations up to a version; undefined: there is no such version. */
function upTo({ migrations, convention }: MigrationFolder, since: string): string[] | undefined {
  const key = convention.versionKey(since);
  const last = migrations.findIndex(({ version }) => version === since || (key !== undefined && convention.versionKey(version) === key));
  return last < 0 ? undefined : migrations.slice(0, last + 1).flatMap((migration) => sections(migration).map(({ file }) => file));
}

/** Its fixes put back what the base branch has. */
const restoring = 'applied-file-edited';
/** Fixes of these change comments alone, so that they may touch a file of which no tool keeps a checksum. */
const ofComments = new Set(['suppression-unused', 'suppression-unknown-rule']);

/**
 * The findings without the fixes that would change what a file of the history does. Which these are is found out when somebody looks
 * at a finding's fixes, since it takes their working out.
 */
export function keepHistory(findings: readonly Finding[], { convention }: MigrationFolder, history: HistoryFiles): readonly Finding[] {
  if (history.all.size === 0) return findings;
  const kept = (changes: readonly Change[]) => changes.every((change) => change.kind === 'create' || !history.all.has(change.file));
  return findings.map((finding) => {
    if (finding.rule === restoring || (ofComments.has(finding.rule) && convention.past.edited === undefined)) return finding;
    let fixes: readonly Fix[] | undefined;
    return {
      ...finding,
      get fixes() {
        return (fixes ??= finding.fixes.filter((fix) => kept(fix.changes() ?? [])));
      },
    };
  });
}
