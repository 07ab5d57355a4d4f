import * as vscode from 'vscode';
import { explanationOf } from '../explanation';
import { fileOf } from '../file-of';
import type { Server } from '../server';

export const id = 'upright.explainFile';

export async function run(_server: Server, argument: unknown): Promise<void> {
  const file = fileOf(argument);
  if (file) await vscode.commands.executeCommand('markdown.showPreview', explanationOf(file));
}
