import * as vscode from 'vscode';
import { AuditRequest } from '../../../server/src/lsp/protocol';
import type { Server } from '../server';
import { problems } from '../status';

export const id = 'upright.auditFolder';

/** Milliseconds. */
const messageTime = 8_000;

export async function run(server: Server): Promise<void> {
  const { folders } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Upright: auditing migrations' }, () => server.request(AuditRequest, {}));
  const total = (severity: 'error' | 'warning' | 'information' | 'hint') => folders.reduce((sum, { findings }) => sum + findings[severity], 0);
  const findings = { error: total('error'), warning: total('warning'), information: total('information'), hint: total('hint') };
  const migrations = folders.reduce((sum, folder) => sum + folder.migrations, 0);
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  vscode.window.setStatusBarMessage(`Upright: ${migrations} migrations, ${problems({ findings })}`, messageTime);
}
