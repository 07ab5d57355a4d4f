import * as vscode from 'vscode';
import type { FolderStatus } from '../../server/src/lsp/protocol';

/** The folder that holds the file or is it; the innermost one of several. */
export function folderOf(folders: readonly FolderStatus[], file: vscode.Uri | undefined): FolderStatus | undefined {
  const path = file?.toString();
  const pathOf = (folder: FolderStatus) => vscode.Uri.parse(folder.uri).toString();
  return folders
    .filter((folder) => path === pathOf(folder) || path?.startsWith(`${pathOf(folder)}/`))
    .sort((a, b) => b.uri.length - a.uri.length)[0];
}

/** Asks for one of several folders, the likely one first; undefined: given up. */
export async function pickFolder(folders: readonly FolderStatus[], likely: FolderStatus | undefined, title: string): Promise<FolderStatus | undefined> {
  const ordered = [...folders].sort((a, b) => Number(b === likely) - Number(a === likely));
  const items = ordered.map((folder) => ({
    label: nameOf(vscode.Uri.parse(folder.uri)),
    description: folder.title,
    folder,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: 'Folder of the new migration', matchOnDescription: true });
  return picked?.folder;
}

/** Below the workspace folder; the folder itself has its own name. */
function nameOf(folder: vscode.Uri): string {
  const root = vscode.workspace.getWorkspaceFolder(folder);
  return root?.uri.toString() === folder.toString() ? root.name : vscode.workspace.asRelativePath(folder);
}
