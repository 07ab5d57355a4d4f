import * as vscode from 'vscode';
import { fileOf } from '../file-of';
import type { Server } from '../server';
import { prove } from './prove-all';

export const id = 'upright.proveMigration';

export async function run(server: Server, argument: unknown): Promise<void> {
  const file = fileOf(argument);
  if (file) await prove(server, `Proving ${vscode.workspace.asRelativePath(file)}`, { uri: file.toString() });
}
