import { Option, type Command } from 'commander';
import type { Finding } from '../../rules/finding';
import type { Kept } from '../../audit/kept';
import { Proofs } from '../../audit/proofs';
import { openPostgres } from '../../postgres/open-postgres';
import { severities } from '../formats/summary';

/** What `check`, `fix` and `prove` take. */
export interface ProveOptions {
  readonly format: 'text' | 'json';
  readonly failOn: 'error' | 'warning' | 'information' | 'never';
}

export interface CheckOptions extends ProveOptions {
  readonly postgres: boolean;
}

/** Between two folders, or two rounds of fixes, PostgreSQL is kept. */
const idleMs = 60_000;

export function addProveOptions(command: Command): Command {
  return command
    .argument('[PATH...]', 'folders or files; none: every migrations folder in or below the current one')
    .addOption(new Option('--format <FORMAT>', 'how findings are printed').choices(['text', 'json']).default('text'))
    .addOption(new Option('--fail-on <SEVERITY>', 'the least severity that makes the exit code 1').choices(['error', 'warning', 'information', 'never']).default('warning'));
}

export function addCheckOptions(command: Command): Command {
  return addProveOptions(command).option('--no-postgres', "the text's answer alone, without running anything");
}

/** 1 where a finding is as severe as asked for, else 0. */
export function exitCodeOf(findings: readonly Finding[], failOn: ProveOptions['failOn']): 0 | 1 {
  const least = failOn === 'never' ? -1 : severities.indexOf(failOn);
  return findings.some((finding) => severities.indexOf(finding.severity) <= least) ? 1 : 0;
}

/** PostgreSQL, or why it is not wanted, for as long as `work` takes; what is left of it then is ended. */
export async function withPostgres<T>(wanted: boolean, work: (postgres: Proofs | string) => Promise<T>, kept?: Kept): Promise<T> {
  if (!wanted) return work('--no-postgres');
  const proofs = new Proofs(openPostgres(__dirname), idleMs, kept);
  try {
    return await work(proofs);
  } finally {
    await proofs.close();
  }
}
