import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { registerExplanations } from './explanation';
import { followFile } from './follow-file';
import { registerSchemaDocuments } from './schema-documents';
import { createServer, type Server } from './server';
import { setContextKeys } from './context-keys';
import { createStatus } from './status';
import { watchFolders } from './watch-folders';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  server = createServer(context);
  const showStatus = createStatus(context);
  context.subscriptions.push(
    registerCommands(server),
    registerExplanations(server),
    registerSchemaDocuments(),
    watchFolders(server),
    followFile(server, (view) => {
      showStatus(view);
      setContextKeys(view);
    }),
  );
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
