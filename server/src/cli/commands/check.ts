import type { Command } from 'commander';
import { hasFailed } from '../failures';
import { formatJson } from '../formats/json';
import { formatText } from '../formats/text';
import type { KeptAnswer } from '../kept-answer';
import { checkTargets, openTargets, proveTargets } from '../open-targets';
import { colours, print } from '../print';
import { readTargets } from '../targets';
import { addCheckOptions, exitCodeOf, withPostgres, type CheckOptions } from './check-options';

interface CheckCommandOptions extends CheckOptions {
  readonly cache: boolean;
}

export function addCheck(program: Command, kept: KeptAnswer): void {
  addCheckOptions(program.command('check', { isDefault: true }).description('audit migrations (what happens without a command)'))
    .option('--no-cache', 'audit anew, and keep nothing for the next run')
    .action((paths: readonly string[], options: CheckCommandOptions, command: Command) => check(kept, paths, options, command));
}

async function check(kept: KeptAnswer, paths: readonly string[], options: CheckCommandOptions, command: Command): Promise<void> {
  const { machine } = kept;
  // Without a command's name a word may have been meant for one.
  const targets = readTargets(machine, paths, command.parent?.args[0] !== command.name());
  const { result, isLasting } = await withPostgres(options.postgres, async (proofs) => {
    const workspace = await openTargets(targets, machine, proofs);
    await proveTargets(workspace, targets);
    return { result: checkTargets(workspace, targets), isLasting: typeof proofs === 'string' || proofs.areLasting() };
  }, options.cache ? kept.kept : undefined);
  const text = options.format === 'json' ? formatJson(result) : formatText(result, colours);
  const code = exitCodeOf(result.findings, options.failOn);
  print(text);
  process.exitCode = code;
  const isWhole = !hasFailed() && result.folders.every((audit) => ['ran', 'off'].includes(result.postgres(audit).state));
  // Under arguments that hold --no-cache nothing is ever kept, so that nothing is found either.
  if (options.cache && isWhole && isLasting) await kept.keep({ text, code });
}
