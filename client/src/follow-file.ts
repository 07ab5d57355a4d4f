import * as vscode from 'vscode';
import { type FolderStatus, FoldersRequest, StatusRequest } from '../../server/src/lsp/protocol';
import type { Server, ServerState } from './server';

/** What the user interface shows beside the editor. */
export interface View {
  readonly server: ServerState;
  /** All migrations folders. */
  readonly folders: readonly FolderStatus[];
  /** The folder of the file in the active editor; null: it is in none. */
  readonly folder: FolderStatus | null;
}

/** Calls `show` when the active editor, the server or what it knows has changed. */
export function followFile(server: Server, show: (view: View) => void): vscode.Disposable {
  let reading = false;
  let again = false;

  const update = async () => {
    again = true;
    if (reading) return;
    reading = true;
    try {
      while (again) {
        again = false;
        show(await read(server));
      }
    } finally {
      reading = false;
    }
  };

  return vscode.Disposable.from(server.onDidChange(update), vscode.window.onDidChangeActiveTextEditor(update));
}

async function read(server: Server): Promise<View> {
  const state = server.state;
  if (state !== 'running') return { server: state, folders: [], folder: null };
  const document = vscode.window.activeTextEditor?.document;
  try {
    const [folders, folder] = await Promise.all([
      server.request(FoldersRequest, {}),
      document?.uri.scheme === 'file' ? server.request(StatusRequest, { uri: document.uri.toString() }) : null,
    ]);
    return { server: state, folders, folder };
  } catch (error) {
    server.log.error("The folders' state couldn't be read.", error);
    return { server: server.state, folders: [], folder: null };
  }
}
