import { Option, type Command } from 'commander';
import type { Finding } from '../../rules/finding';
import { severities } from '../formats/summary';

/** What `check` and `fix` both take. */
export interface CheckOptions {
  readonly format: 'text' | 'json';
  readonly failOn: 'error' | 'warning' | 'information' | 'never';
  readonly postgres: boolean;
}

export function addCheckOptions(command: Command): Command {
  return command
    .argument('[PATH...]', 'folders or files; none: every migrations folder in or below the current one')
    .addOption(new Option('--format <FORMAT>', 'how findings are printed').choices(['text', 'json']).default('text'))
    .addOption(new Option('--fail-on <SEVERITY>', 'the least severity that makes the exit code 1').choices(['error', 'warning', 'information', 'never']).default('warning'))
    .option('--no-postgres', "the text's answer alone, without running anything");
}

/** 1 where a finding is as severe as asked for, else 0. */
export function exitCodeOf(findings: readonly Finding[], failOn: CheckOptions['failOn']): 0 | 1 {
  const least = failOn === 'never' ? -1 : severities.indexOf(failOn);
  return findings.some((finding) => severities.indexOf(finding.severity) <= least) ? 1 : 0;
}

/** Why PostgreSQL did not take part. */
export function whyPostgresOff(options: CheckOptions): string {
  return options.postgres ? 'this version answers from the text alone' : '--no-postgres';
}
