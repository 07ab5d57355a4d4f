import { Option, type Command } from 'commander';
import { nodeMachine } from '../../audit/node-machine';
import { applyFixes, type Fixing } from '../fix/apply-fixes';
import { makeDraft } from '../fix/draft';
import { unifiedDiff } from '../fix/unified-diff';
import { writeDraft } from '../fix/write-draft';
import { formatJson } from '../formats/json';
import { counted } from '../formats/summary';
import { formatText } from '../formats/text';
import { visible } from '../formats/visible';
import { knownRule } from '../known-rules';
import { openTargets } from '../open-targets';
import { shownPath } from '../paths';
import { colours, print, remark } from '../print';
import { readTargets } from '../targets';
import { UserError } from '../user-error';
import { addCheckOptions, exitCodeOf, withPostgres, type CheckOptions } from './check-options';

interface FixCommandOptions extends CheckOptions {
  readonly suggestions: boolean;
  readonly dryRun: boolean;
  readonly rule: readonly string[];
}

export function addFix(program: Command): void {
  addCheckOptions(program.command('fix').description('mend what can be mended, hints too, and check again'))
    .option('--suggestions', 'also fixes that change what a migration does, make files or rename them', false)
    .option('--dry-run', 'print what would change as a diff, and write nothing', false)
    .addOption(new Option('--rule <ID>', "only this rule's fixes, and those to files too; may be repeated").argParser((id: string, ids: string[]) => [...ids, id]).default([], 'all rules'))
    .action(fix);
}

async function fix(paths: readonly string[], options: FixCommandOptions): Promise<void> {
  if (options.dryRun && options.format === 'json') throw new UserError('--dry-run prints a diff; it cannot be had as JSON');
  const rules = new Set(options.rule.map((id) => knownRule(id).id));
  const targets = readTargets(nodeMachine, paths);
  const draft = makeDraft(nodeMachine);
  const fixing = await withPostgres(options.postgres, async (proofs) => {
    const workspace = await openTargets(targets, { ...nodeMachine, ...draft }, proofs);
    return applyFixes(workspace, targets, draft, { suggestions: options.suggestions, rules });
  });
  const { result } = fixing;
  for (const refusal of fixing.refusals) remark(`upright: not mended: ${visible(refusal)}`);
  if (options.dryRun) {
    print(unifiedDiff(draft));
    remark(`Would mend ${summary(fixing)}`);
  } else {
    writeDraft(draft);
    if (options.format === 'json') print(formatJson(result));
    else print([...fixing.applied.map(({ finding, fix: { title } }) => `${colours.green('mended')} ${visible(`${shownPath(finding.file)}: ${title}`)} ${colours.dim(`(${finding.rule})`)}`), `Mended ${summary(fixing)}`, '', formatText(result, colours)].join('\n'));
  }
  process.exitCode = exitCodeOf(result.findings, options.failOn);
}

function summary({ applied }: Fixing): string {
  if (applied.length === 0) return 'nothing';
  const files = new Set(applied.flatMap(({ changes }) => changes.map((change) => change.file)));
  return `${counted(applied.length, ['finding', 'findings'])} in ${counted(files.size, ['file', 'files'])}`;
}
