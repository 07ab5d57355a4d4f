import * as vscode from 'vscode';
import type { View } from './follow-file';

/** The keys of package.json's `when` clauses. */
export function setContextKeys({ folders, folder }: View): void {
  const audited = folders.filter(({ leftAlone }) => leftAlone === null);
  set('upright.hasFolders', audited.length > 0);
  set('upright.inMigration', folder !== null && folder.leftAlone === null);
  // As VS Code's own keys `resourcePath` and `resourceDirname` have them.
  set('upright.folderPaths', audited.map(({ uri }) => vscode.Uri.parse(uri).fsPath));
}

function set(key: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
