import * as vscode from 'vscode';
import { AuditRequest, FoldersRequest } from '../../server/src/lsp/protocol';
import type { Server } from './server';

/** Milliseconds without a change before the server is asked to look: a checkout brings hundreds. */
const quietTime = 200;

/**
 * Lets the server look again when a folder with migrations has come or gone. VS Code reports a folder that is deleted or
 * renamed without the files in it, so the patterns that the server watches never match.
 */
export function watchFolders(server: Server): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher('**', false, true, false);
  let created: vscode.Uri[] = [];
  let deleted: vscode.Uri[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = async () => {
    const [came, went] = [created, deleted];
    [created, deleted] = [[], []];
    try {
      if ((await hasFolder(came)) || (went.length > 0 && touches(went, await server.request(FoldersRequest, {})))) await server.request(AuditRequest, {});
    } catch (error) {
      server.log.error("A changed folder couldn't be read.", error);
    }
  };

  const later = (uris: () => vscode.Uri[]) => (uri: vscode.Uri) => {
    // SQL files are watched by the server itself.
    if (uri.path.endsWith('.sql') || uri.path.includes('/node_modules/')) return;
    uris().push(uri);
    clearTimeout(timer);
    timer = setTimeout(() => void look(), quietTime);
  };

  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(later(() => created)),
    watcher.onDidDelete(later(() => deleted)),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

async function hasFolder(uris: readonly vscode.Uri[]): Promise<boolean> {
  const paths = new Set(uris.map(({ path }) => path));
  for (const uri of uris) {
    // What lies in a new folder is looked at with it.
    if (paths.has(uri.path.slice(0, uri.path.lastIndexOf('/')))) continue;
    const isFolder = await vscode.workspace.fs.stat(uri).then(
      ({ type }) => (type & vscode.FileType.Directory) !== 0,
      () => false,
    );
    if (isFolder) return true;
  }
  return false;
}

/** Is one of the paths in a migrations folder, or one of these in it? */
function touches(uris: readonly vscode.Uri[], folders: readonly { uri: string }[]): boolean {
  const within = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}/`);
  return folders.some((folder) => {
    const { path } = vscode.Uri.parse(folder.uri);
    return uris.some((uri) => within(uri.path, path) || within(path, uri.path));
  });
}
