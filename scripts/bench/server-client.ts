import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type MessageConnection } from 'vscode-jsonrpc/node';

/** A language server as a process, spoken to as an editor does. */
export class ServerClient {
  private version = 1;

  private constructor(
    private readonly connection: MessageConnection,
    readonly pid: number,
    private readonly stopped: Promise<void>,
  ) {}

  static async start(command: string, args: readonly string[], folder: string, initializationOptions: object = {}): Promise<ServerClient> {
    // What an earlier run has kept would be measured for what this one does.
    const env = { ...process.env, XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'upright-bench-cache-')) };
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env });
    const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/diagnostic/refresh', () => null);
    connection.onRequest('workspace/configuration', (params: { items: unknown[] }) => params.items.map(() => null));
    connection.onUnhandledNotification(() => {});
    connection.listen();
    const uri = pathToFileURL(folder).href;
    await connection.sendRequest('initialize', {
      processId: process.pid, initializationOptions, rootUri: uri, workspaceFolders: [{ uri, name: 'bench' }],
      capabilities: { textDocument: { diagnostic: {} }, workspace: { workspaceFolders: true } },
    });
    await connection.sendNotification('initialized', {});
    return new ServerClient(connection, child.pid!, new Promise((resolve) => child.once('exit', () => resolve())));
  }

  async open(uri: string, text: string): Promise<number> {
    await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'sql', version: this.version, text } });
    return this.diagnostics(uri);
  }

  /** Milliseconds from sending an edit to having its diagnostics. */
  async edit(uri: string, line: number, character: number, text: string, replaced: number): Promise<number> {
    const start = performance.now();
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: ++this.version },
      contentChanges: [{ range: { start: { line, character }, end: { line, character: character + replaced } }, text }],
    });
    await this.diagnostics(uri);
    return performance.now() - start;
  }

  async replace(uri: string, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: ++this.version }, contentChanges: [{ text }] });
  }

  request<T>(method: string, params: object): Promise<T> {
    return this.connection.sendRequest<T>(method, params);
  }

  /** Resident memory in MB (Linux). */
  memory(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))![1]) / 1024;
  }

  async close(): Promise<void> {
    await this.connection.sendRequest('shutdown').catch(() => undefined);
    await this.connection.sendNotification('exit').catch(() => undefined);
    await this.stopped;
    this.connection.dispose();
  }

  private async diagnostics(uri: string): Promise<number> {
    const report = (await this.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } })) as { items?: unknown[] };
    return report.items?.length ?? 0;
  }
}
