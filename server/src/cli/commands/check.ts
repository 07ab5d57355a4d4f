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

async function check(paths: readonly string[], options: CheckOptions, command: Command): Promise<void> {
  // Without a command's name a word may have been meant for one.
  const targets = readTargets(paths, command.parent?.args[0] !== command.name());
  const result = checkTargets(await openTargets(targets, nodeDisk), targets);
  print(options.format === 'json' ? formatJson(result, whyPostgresOff(options)) : formatText(result, colours));
  process.exitCode = exitCodeOf(result.findings, options.failOn);
}
