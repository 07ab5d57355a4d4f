import * as vscode from 'vscode';
import { PartnerRequest } from '../../../server/src/lsp/protocol';
import { fileOf } from '../file-of';
import type { Server } from '../server';
import * as createMissingDown from './create-missing-down';

export const id = 'upright.openPartner';

export async function run(server: Server, argument: unknown): Promise<void> {
  const file = fileOf(argument);
  if (!file) return;
  const partner = await server.request(PartnerRequest, { uri: file.toString() });
  if (partner) {
    const position = new vscode.Position(partner.position.line, partner.position.character);
    await vscode.window.showTextDocument(vscode.Uri.parse(partner.uri), { selection: new vscode.Range(position, position) });
    return;
  }
  const choice = await vscode.window.showInformationMessage('This file has no partner.', 'Create Missing Down');
  if (choice) await createMissingDown.run(server, file);
}
