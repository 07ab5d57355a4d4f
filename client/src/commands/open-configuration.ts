import * as vscode from 'vscode';
import { ConfigurationRequest } from '../../../server/src/lsp/protocol';
import { fileOf } from '../file-of';
import type { Server } from '../server';

export const id = 'upright.openConfiguration';

const newConfiguration = `{
  // Severity of a rule: "off", "hint", "information", "warning" or "error".
  "rules": {}
}
`;

export async function run(server: Server, argument: unknown): Promise<void> {
  const file = fileOf(argument);
  const base = file?.scheme === 'file' ? file : vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!base) return;
  const { uri, exists } = await server.request(ConfigurationRequest, { uri: base.toString() });
  const configuration = vscode.Uri.parse(uri);
  if (!exists) {
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(configuration, { contents: new TextEncoder().encode(newConfiguration) });
    if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`${vscode.workspace.asRelativePath(configuration)} couldn't be created.`);
  }
  await vscode.window.showTextDocument(configuration);
}
