import type { Command } from 'commander';
import type { FolderAudit } from '../../audit/conclude-audit';
import { nodeMachine } from '../../audit/node-machine';
import { formatJson } from '../formats/json';
import { formatProofs } from '../formats/proofs';
import { formatText } from '../formats/text';
import { checkTargets, openTargets, proveTargets } from '../open-targets';
import { shownPath } from '../paths';
import { colours, print } from '../print';
import { readTargets } from '../targets';
import { UserError } from '../user-error';
import { addProveOptions, exitCodeOf, withPostgres, type ProveOptions } from './check-options';

export function addProve(program: Command): void {
  addProveOptions(program.command('prove').description('run each migration, run it twice, undo it, and say what happened')).action(prove);
}

/** What PostgreSQL found, and its answers to the three questions of each migration. */
async function prove(paths: readonly string[], options: ProveOptions): Promise<void> {
  const targets = readTargets(nodeMachine, paths);
  const all = await withPostgres(true, async (proofs) => {
    const workspace = await openTargets(targets, nodeMachine, proofs);
    await proveTargets(workspace, targets);
    return checkTargets(workspace, targets);
  });
  const isOff = (audit: FolderAudit) => all.postgres(audit).state === 'off';
  for (const audit of all.folders) {
    const postgres = all.postgres(audit);
    // Of several folders one may be left alone.
    if (postgres.state === 'failed' || (postgres.state === 'off' && all.folders.every(isOff))) throw new UserError(`${shownPath(audit.folder.path)}: nothing was proved: ${postgres.reason}`);
  }
  const result = { ...all, findings: all.findings.filter(({ evidence }) => evidence === 'postgresql') };
  if (options.format === 'json') print(formatJson(result));
  else print([...result.folders.filter((audit) => !isOff(audit)).map((audit) => `${formatProofs(audit, colours)}\n`), formatText(result, colours)].join('\n'));
  process.exitCode = exitCodeOf(result.findings, options.failOn);
}
