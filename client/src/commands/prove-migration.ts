import * as vscode from 'vscode';
import { fileOf } from '../file-of';
import type { Server } from '../server';
import { prove } from './prove-all';

export const id = 'upright.proveMigration';

export async function run(server: Server, argument: unknown): Promise<string | undefined> {
  const file = fileOf(argument);
  return file && prove(server, `Proving ${vscode.workspace.asRelativePath(file)}`, { uri: file.toString() });
}
