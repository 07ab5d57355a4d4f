import type { CancellationToken, Connection, DocumentDiagnosticParams, DocumentDiagnosticReport, GenericRequestHandler, InitializeParams, InitializeResult } from 'vscode-languageserver';
import type { RequestType } from 'vscode-languageserver-protocol';
import packageJson from '../../../package.json';
import type { Disk } from '../audit/disk';
import type { Kept } from '../audit/kept';
import { nodeDisk } from '../audit/node-disk';
import { Proofs, type OpenPostgres } from '../audit/proofs';
import { answering, answeringFile, type Answer } from './answering';
import { capabilities } from './capabilities';
import { clientAbilities } from './client-abilities';
import { DiagnosticsFeed } from './diagnostics-feed';
import { pathOf } from './paths';
import * as protocol from './protocol';
import { pushDiagnostics } from './push-diagnostics';
import { refreshClient } from './refresh';
import { codeAction, resolveCodeAction } from './requests/code-action';
import { codeLens } from './requests/code-lens';
import { completion } from './requests/completion';
import { configuration } from './requests/configuration';
import { createDown } from './requests/create-down';
import { definition } from './requests/definition';
import { documentDiagnostics } from './requests/document-diagnostics';
import { documentSymbols } from './requests/document-symbols';
import { executeCommand } from './requests/execute-command';
import { explain } from './requests/explain';
import { fixFile } from './requests/fix-file';
import { foldingRanges } from './requests/folding-ranges';
import { audit, folders, folderStatus } from './requests/folders';
import { hover } from './requests/hover';
import { newMigration, previewMigration } from './requests/new-migration';
import { partner } from './requests/partner';
import { prove } from './requests/prove';
import { references } from './requests/references';
import { schemas } from './requests/schemas';
import { WorkspaceDiagnostics } from './requests/workspace-diagnostics';
import { Session } from './session';
import { filesChanged, watchFiles } from './watch';

export interface Host {
  /** Absent: the machine's. */
  readonly disk?: Disk;
  /** Absent: nothing is proved. */
  readonly openPostgres?: OpenPostgres;
  /** Absent: proofs end with the process. */
  readonly kept?: Kept;
}

/** Milliseconds without anything to prove before PostgreSQL's process is ended. */
const postgresIdleMs = 90_000;

/** Serves one client until it goes away. The connection need not listen yet. */
export function startServer(connection: Connection, { disk = nodeDisk, openPostgres, kept }: Host = {}): void {
  const session = new Session(connection, disk);
  const feed = new DiagnosticsFeed(session);
  const workspaceDiagnostics = new WorkspaceDiagnostics(session, feed);
  const on = <P, R>(name: string, handle: (session: Session, params: P, token: CancellationToken) => Answer<R>) => answering<P, R>(session, name, (params, token) => handle(session, params, token));
  const onFile = <P, R>(name: string, empty: R, handle: (session: Session, file: string, params: P, token: CancellationToken) => Answer<R>) => answeringFile<P, R>(session, name, empty, (file, params, token) => handle(session, file, params, token));
  const custom = <P, R>({ method }: RequestType<P, R, void>, handle: (session: Session, params: P, token: CancellationToken) => Answer<R>) => connection.onRequest(method, on(method, handle) as GenericRequestHandler<R, never>);
  const customOnFile = <P, R>({ method }: RequestType<P, R, void>, empty: R, handle: (session: Session, file: string, params: P) => Answer<R>) => connection.onRequest(method, onFile(method, empty, handle) as GenericRequestHandler<R, never>);

  connection.onInitialize((params): InitializeResult => {
    session.client = clientAbilities(params);
    // An editor that says nothing of trust has none to give.
    const said = params.initializationOptions as { trusted?: unknown; prove?: unknown } | undefined;
    session.trusted = said?.trusted !== false;
    if (openPostgres) session.workspace.postgres = session.trusted ? (said?.prove !== false ? new Proofs(openPostgres, postgresIdleMs, kept) : 'the setting upright.prove says so') : 'nothing is run in an untrusted workspace';
    session.ready = session.load(rootsOf(params));
    if (!session.client.pullsDiagnostics) pushDiagnostics(session, feed);
    refreshClient(session);
    return { capabilities: capabilities(session.client), serverInfo: { name: 'upright', version: packageJson.version } };
  });
  connection.onInitialized(() => {
    watchFiles(session);
    if (session.client.workspaceFolders) connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => void session.changeRoots(paths(added), paths(removed)));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => filesChanged(session, changes));
  connection.workspace.onDidRenameFiles(() => session.reloadSoon());
  connection.onShutdown(() => {
    workspaceDiagnostics.endAll();
    session.close();
  });

  connection.languages.diagnostics.on(onFile<DocumentDiagnosticParams, DocumentDiagnosticReport>('textDocument/diagnostic', { kind: 'full', items: [] }, (_, file, params) => documentDiagnostics(session, feed, file, params)));
  connection.languages.diagnostics.onWorkspace((params, token, _, progress) => workspaceDiagnostics.request(params, token, progress));
  connection.onCodeAction(onFile('textDocument/codeAction', [], codeAction));
  connection.onCodeActionResolve(on('codeAction/resolve', resolveCodeAction));
  connection.onExecuteCommand(on('workspace/executeCommand', executeCommand));
  connection.onCompletion(onFile('textDocument/completion', [], completion));
  connection.onHover(onFile('textDocument/hover', null, hover));
  connection.onDefinition(onFile('textDocument/definition', null, definition));
  connection.onReferences(onFile('textDocument/references', [], references));
  connection.onDocumentSymbol(onFile('textDocument/documentSymbol', [], documentSymbols));
  connection.onFoldingRanges(onFile('textDocument/foldingRange', [], foldingRanges));
  connection.onCodeLens(onFile('textDocument/codeLens', [], codeLens));

  custom(protocol.FoldersRequest, folders);
  custom(protocol.StatusRequest, folderStatus);
  custom(protocol.AuditRequest, audit);
  custom(protocol.PreviewMigrationRequest, previewMigration);
  custom(protocol.NewMigrationRequest, newMigration);
  custom(protocol.ConfigurationRequest, configuration);
  customOnFile(protocol.PartnerRequest, null, partner);
  customOnFile(protocol.CreateDownRequest, { edit: null, open: null, why: 'This is no file', proved: null }, createDown);
  custom(protocol.ProveRequest, prove);
  customOnFile(protocol.SchemasRequest, { why: 'This is no file' }, schemas);
  customOnFile(protocol.FixFileRequest, { edit: null, fixed: 0, left: 0 }, fixFile);
  customOnFile(protocol.ExplainRequest, { markdown: 'This is no file, so Upright knows nothing of it.' }, explain);

  session.documents.listen(connection);
  connection.listen();
}

function rootsOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  return paths(workspaceFolders ?? (rootUri ? [{ uri: rootUri }] : []));
}

function paths(folders: readonly { readonly uri: string }[]): string[] {
  return folders.flatMap(({ uri }) => pathOf(uri)?.replace(/\/$/, '') ?? []);
}
