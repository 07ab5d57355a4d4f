import { dirname, relative } from 'node:path/posix';
import type { SetupFailure } from '../postgres/proof-memory';
import type { Finding } from '../rules/finding';
import type { Range } from '../text/range';
import type { ConfigurationReading } from './read-configuration';

/** Paths of an `upright.json` that lead nowhere. `files`: all of the workspace. */
export function pathFaults(file: string, { configuration, places }: ConfigurationReading, files: readonly string[], read: (path: string) => string | undefined): Finding[] {
  const shown = (target: string) => relative(dirname(file), target);
  const { folders, baseline } = configuration;
  const empty = folders.flatMap((folder, i) =>
    files.some((candidate) => candidate.startsWith(`${folder}/`)) ? [] : [fault(file, `"folders" has no effect on ${shown(folder)}: there are no files in it`, places.folders[i]!)],
  );
  const lost = baseline !== undefined && places.baseline && read(baseline) === undefined ? [fault(file, `"baseline" has no effect: there is no file ${shown(baseline)}`, places.baseline)] : [];
  return [...empty, ...lost];
}

/** What of the baseline's text PostgreSQL refused, among what is run before the migrations; what rests on it is unknown. */
export function baselineFaults(file: string, { places }: ConfigurationReading, baseline: string | undefined, failures: readonly SetupFailure[]): Finding[] {
  const at = places.baseline;
  if (!at || baseline === undefined) return [];
  return failures.filter(({ text }) => baseline.includes(text)).map(({ text, outcome }): Finding => {
    const why = outcome.result === 'failed' ? outcome.failure.message : outcome.reason;
    const words = text.replace(/\s+/g, ' ').trim();
    const brief = words.length > 60 ? `${words.slice(0, 57)}...` : words;
    return { ...fault(file, `A statement of the baseline is not run: ${why}, at ${brief}`, at), severity: 'warning', evidence: 'postgresql' };
  });
}

function fault(file: string, message: string, range: Range): Finding {
  return { rule: 'configuration', severity: 'error', message, file, range, evidence: 'text', fixes: [], related: [] };
}
