import type { Command } from 'commander';
import { nodeMachine } from '../../audit/node-machine';
import { explain } from '../../service/explain';
import { visible } from '../formats/visible';
import { checkTargets, openTargets } from '../open-targets';
import { absolutePath } from '../paths';
import { colours, print } from '../print';
import { readTargets } from '../targets';
import { UserError } from '../user-error';

export function addExplain(program: Command): void {
  program.command('explain').description('say what is known of a file, and how').argument('<FILE>', 'a file of a migrations folder').action(explainFile);
}

async function explainFile(typed: string): Promise<void> {
  const targets = readTargets(nodeMachine, [typed]);
  if (targets.some((target) => target.kind === 'folder')) throw new UserError(`${typed}: is a folder; name a file in it`);
  const workspace = await openTargets(targets, nodeMachine);
  checkTargets(workspace, targets);
  print(plain(explain(workspace, absolutePath(typed))));
}

/** The explanation without its Markdown, paths from the current folder. */
function plain(markdown: string): string {
  const current = absolutePath('.');
  const lines = markdown.replaceAll('`', '').replaceAll(`${current}/`, '').replaceAll(`: ${current}\n`, ': .\n').split('\n').map(visible);
  return lines.map((line) => (line.startsWith('# ') ? colours.bold(line.slice(2)) : line)).join('\n');
}
