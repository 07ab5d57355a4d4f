import type { Command } from 'commander';
import { nodeDisk } from '../../audit/node-disk';
import { formatJson } from '../formats/json';
import { formatText } from '../formats/text';
import { checkTargets, openTargets, proveTargets } from '../open-targets';
import { colours, print } from '../print';
import { readTargets } from '../targets';
import { addCheckOptions, exitCodeOf, withPostgres, type CheckOptions } from './check-options';

export function addCheck(program: Command): void {
  addCheckOptions(program.command('check', { isDefault: true }).description('audit migrations (what happens without a command)')).action(check);
}

async function check(paths: readonly string[], options: CheckOptions, command: Command): Promise<void> {
  // Without a command's name a word may have been meant for one.
  const targets = readTargets(paths, command.parent?.args[0] !== command.name());
  const result = await withPostgres(options.postgres, async (proofs) => {
    const workspace = await openTargets(targets, nodeDisk, proofs);
    await proveTargets(workspace, targets);
    return checkTargets(workspace, targets);
  });
  print(options.format === 'json' ? formatJson(result) : formatText(result, colours));
  process.exitCode = exitCodeOf(result.findings, options.failOn);
}
