import * as vscode from 'vscode';
import { AuditRequest, type FolderStatus } from '../../../server/src/lsp/protocol';
import type { Server } from '../server';

export const id = 'upright.auditFolder';

/** Milliseconds. */
const messageTime = 8_000;

export async function run(server: Server): Promise<void> {
  const { folders } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Upright: auditing migrations' }, () => server.request(AuditRequest, {}));
  const migrations = folders.reduce((sum, folder) => sum + folder.migrations, 0);
  const count = (severity: keyof FolderStatus['findings']) => folders.reduce((sum, { findings }) => sum + findings[severity], 0);
  const notes = count('information') + count('hint');
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  vscode.window.setStatusBarMessage(`Upright: ${migrations} migrations, ${count('error')} errors, ${count('warning')} warnings, ${notes} notes`, messageTime);
}
