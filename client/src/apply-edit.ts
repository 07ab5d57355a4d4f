import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';
import type { Server } from './server';

/**
 * Applies an edit of the server's so that one Undo takes it back, and saves the files that it creates, and those in which a tool keeps
 * its record of them: tools, and the server, read them from the disk. What somebody has not saved himself is left to him.
 */
export async function applyEdit(server: Server, edit: WorkspaceEdit): Promise<void> {
  const unsaved = new Set(vscode.workspace.textDocuments.filter((document) => document.isDirty).map(({ uri }) => uri.toString()));
  if (!(await vscode.workspace.applyEdit(await server.toEdit(edit)))) throw new Error("VS Code didn't apply Upright's edit.");
  for (const change of edit.documentChanges ?? []) {
    const edited = 'kind' in change ? undefined : change.textDocument.uri;
    const isRecord = edited !== undefined && !edited.endsWith('.sql') && !unsaved.has(vscode.Uri.parse(edited).toString());
    const uri = isRecord ? edited : 'kind' in change && change.kind === 'create' ? change.uri : undefined;
    if (uri !== undefined) await (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri))).save();
  }
}
