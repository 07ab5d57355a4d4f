import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { createProtocolConnection, type ProtocolConnection } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type {
  ClientCapabilities, CodeAction, Diagnostic, DocumentDiagnosticReport, InitializeResult, Position, PublishDiagnosticsParams, Range, TextDocumentEdit, TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { startServer } from '../../server/src/lsp/server';
import type { OpenPostgres } from '../../server/src/audit/proofs';
import type { Disk } from '../../server/src/audit/disk';
import { vscodeAbilities } from './abilities';
import { temporaryFolder, uriOf, write } from './temporary-folder';
import { WorkspaceWatch } from './workspace-watch';

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly disk?: Disk;
  /** Absent: nothing is proved. */
  readonly openPostgres?: OpenPostgres;
  /** Other workspace folders than the one. */
  readonly folders?: readonly string[];
  /** What it says of the workspace; absent: nothing. */
  readonly trusted?: boolean;
}

/** An editor on a temporary folder with these files, or on a copy of another folder; it ends with the test. */
export async function editorOn(test: TestContext, content: Parameters<typeof temporaryFolder>[0], options: ClientOptions = {}): Promise<Client> {
  const client = await Client.start(temporaryFolder(content), options);
  test.after(() => client.stop());
  return client;
}

/** An editor in small, connected to a server of its own by streams in memory. */
export class Client {
  readonly logged: string[] = [];
  readonly published = new Map<string, PublishDiagnosticsParams>();
  readonly registered: unknown[] = [];
  readonly shownDocuments: unknown[] = [];
  /** How often the server asked for a refresh or said that something changed, by method. */
  readonly told = new Map<string, number>();
  initialized!: InitializeResult;
  private readonly documents = new Map<string, TextDocument>();
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly root: string,
    readonly connection: ProtocolConnection,
    /** Raw bytes to the server. */
    readonly toServer: PassThrough,
  ) {}

  static async start(root: string, options: ClientOptions = {}): Promise<Client> {
    const toServer = new PassThrough();
    const fromServer = new PassThrough();
    startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(fromServer)), { ...(options.disk ? { disk: options.disk } : {}), ...(options.openPostgres ? { openPostgres: options.openPostgres } : {}) });
    const connection = createProtocolConnection(new StreamMessageReader(fromServer), new StreamMessageWriter(toServer));
    const client = new Client(root, connection, toServer);
    client.listen();
    const folders = options.folders ?? [root];
    client.initialized = await connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: uriOf(root),
      workspaceFolders: folders.map((folder) => ({ uri: uriOf(folder), name: folder })),
      capabilities: options.capabilities ?? vscodeAbilities,
      ...(options.trusted === undefined ? {} : { initializationOptions: { trusted: options.trusted } }),
    });
    await connection.sendNotification('initialized', {});
    return client;
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
    rmSync(this.root, { recursive: true, force: true });
  }

  path(file: string): string {
    return join(this.root, file);
  }

  uri(file: string): string {
    return uriOf(this.path(file));
  }

  request<R>(method: string, params: unknown): Promise<R> {
    return this.connection.sendRequest<R>(method, params);
  }

  /** A request about a file, and a place in it when a piece of its text is given (`|` is the caret, else its start). */
  at<R>(method: string, file: string, mark?: string, more: object = {}): Promise<R> {
    const position = mark === undefined ? {} : { position: this.positionOf(file, mark) };
    return this.request<R>(method, { textDocument: { uri: this.uri(file) }, ...position, ...more });
  }

  text(file: string): string {
    return this.documents.get(this.uri(file))?.getText() ?? readFileSync(this.path(file), 'utf8');
  }

  rangeOf(file: string, piece: string): Range {
    const document = TextDocument.create('', '', 0, this.text(file));
    const at = document.getText().indexOf(piece);
    if (at < 0) throw new Error(`${file} does not hold ${piece}`);
    return { start: document.positionAt(at), end: document.positionAt(at + piece.length) };
  }

  positionOf(file: string, mark: string): Position {
    const caret = Math.max(0, mark.indexOf('|'));
    const { start } = this.rangeOf(file, mark.replace('|', ''));
    const document = TextDocument.create('', '', 0, this.text(file));
    return document.positionAt(document.offsetAt(start) + caret);
  }

  textAt(file: string, range: Range): string {
    return TextDocument.create('', '', 0, this.text(file)).getText(range);
  }

  async open(file: string, text = readFileSync(this.path(file), 'utf8'), uri = this.uri(file)): Promise<void> {
    this.documents.set(uri, TextDocument.create(uri, 'sql', 1, text));
    await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'sql', version: 1, text } });
  }

  /** Replaces a piece of an open document's text, or appends when there is no piece. */
  async edit(file: string, piece: string, by: string): Promise<void> {
    const document = this.documents.get(this.uri(file))!;
    const end = document.positionAt(document.getText().length);
    const change = { range: piece === '' ? { start: end, end } : this.rangeOf(file, piece), text: by };
    this.documents.set(document.uri, TextDocument.update(document, [change], document.version + 1));
    await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri: document.uri, version: document.version }, contentChanges: [change] });
  }

  async close(file: string): Promise<void> {
    this.documents.delete(this.uri(file));
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.uri(file) } });
  }

  /** @param kind 1 created, 2 changed, 3 deleted. */
  async watched(...events: (readonly [file: string, kind: 1 | 2 | 3])[]): Promise<void> {
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: events.map(([file, type]) => ({ uri: this.uri(file), type })) });
  }

  pull(file: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.at('textDocument/diagnostic', file, undefined, { identifier: 'upright', ...(previousResultId === undefined ? {} : { previousResultId }) });
  }

  async diagnostics(file: string): Promise<Diagnostic[]> {
    const report = await this.pull(file);
    return report.kind === 'full' ? report.items : [];
  }

  async rules(file: string): Promise<string[]> {
    return (await this.diagnostics(file)).map(({ code }) => String(code));
  }

  /** Everything that may be done about a piece of a file's text. */
  actions(file: string, piece: string, only?: readonly string[]): Promise<CodeAction[]> {
    return this.at('textDocument/codeAction', file, undefined, { range: this.rangeOf(file, piece), context: { diagnostics: [], ...(only ? { only } : {}) } });
  }

  /** Resolves an action and does what it says, in the open documents and on disk. */
  async choose(action: CodeAction | undefined): Promise<void> {
    if (!action) throw new Error('There is no such action');
    const resolved = action.edit ? action : await this.request<CodeAction>('codeAction/resolve', action);
    if (!resolved.edit) throw new Error(`${action.title} has no edit`);
    await this.apply(resolved.edit);
  }

  async apply(edit: WorkspaceEdit): Promise<void> {
    for (const [uri, edits] of Object.entries(edit.changes ?? {})) await this.applyText(uri, edits);
    for (const change of edit.documentChanges ?? []) {
      if (!('kind' in change)) await this.applyText(change.textDocument.uri, change.edits as TextEdit[], (change as TextDocumentEdit).textDocument.version);
      else if (change.kind === 'create') write(fileURLToPath(change.uri), '');
      else if (change.kind === 'rename') renameSync(fileURLToPath(change.oldUri), fileURLToPath(change.newUri));
      else rmSync(fileURLToPath(change.uri));
    }
  }

  /** A workspace/diagnostic request that is held open; its reports are gathered by file name. */
  watchWorkspace(previousResultIds: { uri: string; value: string }[] = []): WorkspaceWatch {
    return new WorkspaceWatch(this, previousResultIds);
  }

  /** Until the condition holds; it is looked at whenever the server said something, and every 10 milliseconds. */
  async until(what: string, condition: () => boolean, milliseconds = 5000): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          this.waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, 10);
        this.waiting.add(wake);
      });
    }
  }

  heard(): void {
    for (const wake of this.waiting) wake();
  }

  private listen(): void {
    const count = (method: string) => {
      this.told.set(method, (this.told.get(method) ?? 0) + 1);
      this.heard();
    };
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => void this.logged.push(message));
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.set(params.uri, params);
      this.heard();
    });
    this.connection.onNotification('upright/changed', () => count('upright/changed'));
    this.connection.onRequest('workspace/diagnostic/refresh', () => void count('workspace/diagnostic/refresh'));
    this.connection.onRequest('workspace/codeLens/refresh', () => void count('workspace/codeLens/refresh'));
    this.connection.onRequest('client/registerCapability', ({ registrations }: { registrations: unknown[] }) => void this.registered.push(...registrations));
    this.connection.onRequest('window/showDocument', (params: unknown) => {
      this.shownDocuments.push(params);
      return { success: true };
    });
    this.connection.listen();
  }

  private async applyText(uri: string, edits: readonly TextEdit[], version: number | null = null): Promise<void> {
    const open = this.documents.get(uri);
    if (open) {
      if (version !== null && version !== open.version) throw new Error(`The edit is for version ${version}, the document has ${open.version}`);
      const text = TextDocument.applyEdits(open, [...edits]);
      this.documents.set(uri, TextDocument.update(open, [{ text }], open.version + 1));
      await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: open.version }, contentChanges: [{ text }] });
      return;
    }
    const file = fileURLToPath(uri);
    writeFileSync(file, TextDocument.applyEdits(TextDocument.create(uri, 'sql', 0, readFileSync(file, 'utf8')), [...edits]));
  }
}
