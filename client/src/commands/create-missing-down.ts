import * as vscode from 'vscode';
import { CreateDownRequest } from '../../../server/src/lsp/protocol';
import { applyEdit } from '../apply-edit';
import { fileOf } from '../file-of';
import type { Server } from '../server';

export const id = 'upright.createMissingDown';

export async function run(server: Server, argument: unknown): Promise<void> {
  const file = fileOf(argument);
  if (!file) return;
  const { edit, open, why, proved } = await server.request(CreateDownRequest, { uri: file.toString() });
  if (edit) await applyEdit(server, edit);
  if (proved !== null) void vscode.window.showInformationMessage(`Upright: ${proved}.`);
  if (why !== null && open === null) void vscode.window.showInformationMessage(why);
  if (open !== null) await vscode.window.showTextDocument(vscode.Uri.parse(open), { preview: false, viewColumn: vscode.ViewColumn.Beside });
}
