import type { Finding } from '../../rules/finding';
import type { CheckResult } from '../open-targets';
import type { Chosen } from './choose-fixes';

/** Is nothing broken that was whole? A file under a new name is not looked at: it may run for the first time. */
export function breaksNothing(chosen: readonly Chosen[], before: CheckResult, after: CheckResult): boolean {
  const renamed = new Set(chosen.flatMap(({ changes }) => changes.flatMap((change) => (change.kind === 'rename' ? [change.file, change.to] : []))));
  const errors = (result: CheckResult) => all(result).filter((finding) => finding.severity === 'error' && !renamed.has(finding.file)).length;
  return errors(after) <= errors(before);
}

/** The fixes after which what they should mend is still there. */
export function withoutEffect(chosen: readonly Chosen[], before: CheckResult, after: CheckResult): readonly Chosen[] {
  const text = ({ file, rule, message }: Finding) => JSON.stringify([file, rule, message]);
  const [were, are, mended] = [count(all(before), text), count(all(after), text), count(chosen.map(({ finding }) => finding), text)];
  const isThere = (finding: string) => (are.get(finding) ?? 0) > (were.get(finding) ?? 0) - (mended.get(finding) ?? 0);
  return chosen.filter(({ finding }) => isThere(text(finding)));
}

/** Is there anything as grave as a warning that was not there before? */
export function bringsNothing(before: CheckResult, after: CheckResult): boolean {
  const grave = (result: CheckResult) => count(all(result).filter(({ severity }) => severity === 'error' || severity === 'warning'), ({ rule }) => rule);
  const wereGrave = grave(before);
  return [...grave(after)].every(([rule, n]) => n <= (wereGrave.get(rule) ?? 0));
}

/** Of the whole folders, also where only a file was asked for. */
function all({ folders }: CheckResult): readonly Finding[] {
  return folders.flatMap((audit) => audit.findings);
}

function count<T>(items: readonly T[], by: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(by(item), (counts.get(by(item)) ?? 0) + 1);
  return counts;
}
