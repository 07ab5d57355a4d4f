import * as vscode from 'vscode';
import { ExplainRequest } from '../../server/src/lsp/protocol';
import type { Server } from './server';

const scheme = 'upright-explanation';

/** The read-only document that explains a file. */
export function explanationOf(file: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `${file.path} explained.md`, query: file.toString() });
}

/** Serves the documents of `explanationOf`, and keeps those that are open up to date. */
export function registerExplanations(server: Server): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  return vscode.Disposable.from(
    changed,
    server.onDidChange(() => {
      if (server.state !== 'running') return;
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
    }),
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async ({ query }, token) => (await server.request(ExplainRequest, { uri: query }, token)).markdown,
    }),
  );
}
