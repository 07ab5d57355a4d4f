import * as vscode from 'vscode';
import { FoldersRequest, ProveRequest } from '../../../server/src/lsp/protocol';
import type { Server } from '../server';

export const id = 'upright.proveAll';

/** Milliseconds between two looks at how far it is. */
const lookEvery = 300;

export function run(server: Server): Promise<string> {
  return prove(server, 'Proving all migrations', {});
}

/** Waits for PostgreSQL's answer with a progress that can be cancelled, tells it, and gives it to who called the command. */
export async function prove(server: Server, title: string, params: { uri?: string }): Promise<string> {
  const { message } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    const looking = setInterval(() => void look(server).then((message) => progress.report({ message })), lookEvery);
    try {
      return await server.request(ProveRequest, params, token);
    } finally {
      clearInterval(looking);
    }
  });
  void vscode.window.showInformationMessage(`Upright: ${message}`);
  return message;
}

async function look(server: Server): Promise<string | undefined> {
  const folders = await server.request(FoldersRequest, {}).catch(() => []);
  return folders.map(({ postgres }) => (postgres.state === 'running' ? `${postgres.done} of ${postgres.of}` : undefined)).find((message) => message !== undefined);
}
