import { CodeActionKind, TextDocumentSyncKind, type ServerCapabilities } from 'vscode-languageserver';
import type { ClientAbilities } from './client-abilities';
import { completesAfter } from './requests/completion';
import { openPage } from './requests/execute-command';

/** What the server does for this client. Positions are UTF-16, which every client knows. */
export function capabilities(client: ClientAbilities): ServerCapabilities {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    ...(client.pullsDiagnostics ? { diagnosticProvider: { identifier: 'upright', interFileDependencies: true, workspaceDiagnostics: true } } : {}),
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.upright`], resolveProvider: client.resolvesEdits },
    codeLensProvider: {},
    completionProvider: { triggerCharacters: completesAfter },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    ...(client.showsDocuments ? { executeCommandProvider: { commands: [openPage] } } : {}),
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      // Of a folder that is renamed in the editor no watcher of files is told.
      fileOperations: { didRename: { filters: [{ pattern: { glob: '**/*' } }] } },
    },
  };
}
