import * as vscode from 'vscode';
import { type FolderStatus, FoldersRequest, NewMigrationRequest, PreviewMigrationRequest } from '../../../server/src/lsp/protocol';
import { applyEdit } from '../apply-edit';
import { askName } from '../ask-name';
import { fileOf, givenFile } from '../file-of';
import { folderOf, pickFolder } from '../pick-folder';
import type { Server } from '../server';

export const id = 'upright.createMigrationPair';

const title = 'Create Migration Pair';

/** A keybinding may hand over the name as `{ "name": "..." }`; then it is not asked for. */
export async function run(server: Server, argument: unknown): Promise<void> {
  const folders = (await server.request(FoldersRequest, {})).filter(({ leftAlone }) => leftAlone === null);
  if (folders.length === 0) {
    void vscode.window.showInformationMessage('Upright sees no folder of PostgreSQL migrations in this workspace.');
    return;
  }
  const likely = folderOf(folders, fileOf(argument));
  const settled = folders.length === 1 || givenFile(argument) ? (likely ?? folders[0]) : undefined;
  const name = givenName(argument);
  const wish = name === undefined ? await ask(server, folders, settled, likely) : { folder: settled ?? (await pickFolder(folders, likely, title)), name };
  if (wish?.folder) await create(server, wish.folder, wish.name);
}

function givenName(argument: unknown): string | undefined {
  const name = (argument as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' ? name : undefined;
}

async function ask(server: Server, folders: readonly FolderStatus[], settled: FolderStatus | undefined, likely: FolderStatus | undefined): Promise<{ folder: FolderStatus; name: string } | undefined> {
  for (;;) {
    const folder = settled ?? (await pickFolder(folders, likely, `${title} (1/2)`));
    if (!folder) return undefined;
    const preview = (name: string) => server.request(PreviewMigrationRequest, { folder: folder.uri, name });
    const answer = await askName(title, preview, settled ? undefined : { step: 2, of: 2 });
    if (answer !== 'back') return answer && { folder, name: answer.name };
  }
}

/** Makes the files of a migration of that name, and opens the up with the caret where the author starts to type. */
async function create(server: Server, folder: FolderStatus, name: string): Promise<void> {
  const { edit, open, caret } = await server.request(NewMigrationRequest, { folder: folder.uri, name });
  await applyEdit(server, edit);
  const position = new vscode.Position(caret.line, caret.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(open), { preview: false, selection: new vscode.Range(position, position) });
}
