import * as vscode from 'vscode';
import { FixFileRequest } from '../../../server/src/lsp/protocol';
import { applyEdit } from '../apply-edit';
import { fileOf } from '../file-of';
import type { Server } from '../server';

export const id = 'upright.fixAllInFile';

/** Milliseconds. */
const messageTime = 8_000;

export async function run(server: Server, argument: unknown): Promise<void> {
  const file = fileOf(argument);
  if (!file) return;
  const { edit, fixed, left } = await server.request(FixFileRequest, { uri: file.toString() });
  if (edit) await applyEdit(server, edit);
  const rest = left === 0 ? '' : `; ${left} left that no safe fix mends`;
  vscode.window.setStatusBarMessage(edit ? `Upright: ${fixed} fixed${rest}` : `Upright: nothing to fix${rest}`, messageTime);
}
