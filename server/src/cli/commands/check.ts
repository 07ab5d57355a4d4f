import type { Command } from 'commander';
import { nodeDisk } from '../../audit/node-disk';
import { formatJson } from '../formats/json';
import { formatText } from '../formats/text';
import { checkTargets, openTargets } from '../open-targets';
import { colours, print } from '../print';
import { readTargets } from '../targets';
import { addCheckOptions, exitCodeOf, whyPostgresOff, type CheckOptions } from './check-options';

export function addCheck(program: Command): void {
  addCheckOptions(program.command('check', { isDefault: true }).description('audit migrations (what happens without a command)')).action(check);
}

async function check(paths: readonly string[], options: CheckOptions): Promise<void> {
  const targets = readTargets(paths);
  const result = checkTargets(await openTargets(targets, nodeDisk), targets);
  print(options.format === 'json' ? formatJson(result, whyPostgresOff(options)) : formatText(result, colours));
  process.exitCode = exitCodeOf(result.findings, options.failOn);
}
