import type { Command } from 'commander';
import type { FolderAudit } from '../../audit/conclude-audit';
import { nodeMachine } from '../../audit/node-machine';
import { newMigration, previewMigration } from '../../service/new-migration';
import { makeDraft } from '../fix/draft';
import { writeDraft } from '../fix/write-draft';
import { checkTargets, openTargets } from '../open-targets';
import { absolutePath, shownPath } from '../paths';
import { print } from '../print';
import { readTargets } from '../targets';
import { UserError } from '../user-error';

export function addNew(program: Command): void {
  program
    .command('new')
    .description("make a migration's files, with the next version in the folder's own style")
    .argument('<NAME...>', 'what the migration does, in a few words')
    .option('--folder <PATH>', 'the migrations folder, where there are several')
    // What the shell has parted held no blank that its author wanted in a name.
    .action((words: readonly string[], options: { folder?: string }) => make(words.join('_'), options.folder));
}

async function make(name: string, path: string | undefined): Promise<void> {
  const audit = await chooseFolder(path);
  const now = new Date();
  const { complaint } = previewMigration(audit, name, now);
  if (complaint !== null) throw new UserError(complaint);
  const draft = makeDraft(nodeMachine);
  const refusal = draft.apply(newMigration(audit, name, now).changes);
  if (refusal !== undefined) throw new UserError(refusal);
  writeDraft(draft);
  print(draft.files().map((file) => shownPath(file.path)).join('\n'));
}

async function chooseFolder(path: string | undefined): Promise<FolderAudit> {
  const targets = readTargets(nodeMachine, path === undefined ? [] : [path]);
  const { folders } = checkTargets(await openTargets(targets, nodeMachine), targets);
  const exact = path === undefined ? undefined : folders.find((audit) => audit.folder.path === absolutePath(path));
  const [only, ...others] = exact ? [exact] : folders;
  if (only && others.length === 0) return only;
  const list = folders.map(({ folder }) => `  ${shownPath(folder.path)} (${folder.convention.title})`);
  throw new UserError(['there are several migrations folders; name one by --folder:', ...list].join('\n'));
}
