import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';
import type { Server } from './server';

/** Applies an edit of the server's so that one Undo takes it back, and saves the files that it creates: tools read the disk. */
export async function applyEdit(server: Server, edit: WorkspaceEdit): Promise<void> {
  if (!(await vscode.workspace.applyEdit(await server.toEdit(edit)))) throw new Error("VS Code didn't apply Upright's edit.");
  for (const change of edit.documentChanges ?? []) {
    if (!('kind' in change) || change.kind !== 'create') continue;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(change.uri));
    await document.save();
  }
}
