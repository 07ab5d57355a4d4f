import * as vscode from 'vscode';
import { type FolderStatus, FoldersRequest, StatusRequest } from '../../server/src/lsp/protocol';
import type { Server, ServerState } from './server';

/** What the user interface shows beside the editor. */
export interface View {
  readonly server: ServerState;
  /** In the active editor; undefined: there is none, as between two. */
  readonly file: vscode.Uri | undefined;
  /** All migrations folders. */
  readonly folders: readonly FolderStatus[];
  /** The folder of the file; null: it is in none. */
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
  const file = vscode.window.activeTextEditor?.document.uri;
  if (state !== 'running') return { server: state, file, folders: [], folder: null };
  try {
    const [folders, folder] = await Promise.all([
      server.request(FoldersRequest, {}),
      file?.scheme === 'file' ? server.request(StatusRequest, { uri: file.toString() }) : null,
    ]);
    return { server: state, file, folders, folder };
  } catch (error) {
    // A restart takes the answers with it.
    if (server.state === 'running') server.log.error("The folders' state couldn't be read.", error);
    return { server: server.state, file, folders: [], folder: null };
  }
}
