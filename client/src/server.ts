import * as vscode from 'vscode';
import { CloseAction, ErrorAction, type ErrorHandler, LanguageClient, type RequestType, RevealOutputChannelOn, TransportKind, type WorkspaceEdit } from 'vscode-languageclient/node';
import { ChangedNotification } from '../../server/src/lsp/protocol';
import * as openRulePage from './commands/open-rule-page';
import { documentSelector } from './document-selector';
import { affectsSwitches, switchedOff } from './switched-off';

/** After so many ends in `crashWindow` milliseconds the server is not started again by itself. */
const maxCrashes = 4;
const crashWindow = 3 * 60_000;

export type ServerState = 'starting' | 'running' | 'stopped';

export interface Server {
  readonly state: ServerState;
  /** The state has changed, or something that the server knows of the folders. */
  readonly onDidChange: vscode.Event<void>;
  readonly log: vscode.LogOutputChannel;
  start(): Promise<void>;
  /** Starts the server anew, after all starts and stops that were asked for before. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Waits for a start that is under way; rejects when the server has stopped. */
  request<Params, Result>(type: RequestType<Params, Result, void>, params: Params, token?: vscode.CancellationToken): Promise<Result>;
  /** The server's edit as one of VS Code's. */
  toEdit(edit: WorkspaceEdit): Promise<vscode.WorkspaceEdit>;
}

export function createServer(context: vscode.ExtensionContext): Server {
  const log = vscode.window.createOutputChannel('Upright', { log: true });
  const changed = new vscode.EventEmitter<void>();
  let client: LanguageClient | undefined;
  let state: ServerState = 'stopped';
  let queue = Promise.resolve();
  let crashes: number[] = [];

  const setState = (next: ServerState) => {
    state = next;
    changed.fire();
  };

  const errorHandler: ErrorHandler = {
    error: (_error, _message, count) => ({ action: count !== undefined && count <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true }),
    closed: () => {
      const now = Date.now();
      crashes = [...crashes.filter((crash) => now - crash < crashWindow), now];
      if (crashes.length <= maxCrashes) {
        setState('starting');
        return { action: CloseAction.Restart, handled: true };
      }
      setState('stopped');
      void offerRestart(`Upright's server has ended ${crashes.length} times within three minutes and is not started again.`);
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };

  const startNow = async () => {
    if (client) return;
    setState('starting');
    const starting = createClient(context, log, errorHandler);
    client = starting;
    starting.onNotification(ChangedNotification, () => changed.fire());
    // The client starts by itself after a crash, too.
    starting.onDidChangeState(() => {
      if (client === starting && starting.isRunning()) setState('running');
    });
    try {
      await starting.start();
    } catch (error) {
      // The client has told the user.
      log.error("The server couldn't be started.", error);
      setState('stopped');
    }
  };

  const stopNow = async (next: ServerState) => {
    const stopping = client;
    client = undefined;
    setState(next);
    if (stopping?.needsStop()) await stopping.dispose().catch((error) => log.error("The server couldn't be stopped.", error));
  };

  const enqueue = (task: () => Promise<void>) => (queue = queue.then(task));

  const running = async () => {
    await queue;
    if (!client || state === 'stopped') throw new Error("Upright's server has stopped.");
    return client;
  };

  const server: Server = {
    get state() {
      return state;
    },
    onDidChange: changed.event,
    log,
    start: () => enqueue(startNow),
    restart() {
      crashes = [];
      void enqueue(() => stopNow('starting'));
      return enqueue(startNow);
    },
    stop: () => enqueue(() => stopNow('stopped')),
    request: async (type, params, token) => (await running()).sendRequest(type.method, params, token),
    toEdit: async (edit) => (await running()).protocol2CodeConverter.asWorkspaceEdit(edit),
  };

  async function offerRestart(message: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(message, 'Restart Server', 'Show Log');
    if (choice === 'Restart Server') await server.restart();
    if (choice === 'Show Log') log.show();
  }

  context.subscriptions.push(
    log,
    changed,
    vscode.workspace.onDidChangeConfiguration((change) => (affectsSwitches(change) || change.affectsConfiguration('upright.prove')) && server.restart()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
  );
  return server;
}

function createClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, errorHandler: ErrorHandler): LanguageClient {
  const module = context.asAbsolutePath('dist/server.cjs');
  const transport = TransportKind.ipc;
  return new LanguageClient(
    'upright',
    'Upright',
    { run: { module, transport }, debug: { module, transport, options: { execArgv: ['--nolazy', '--inspect'] } } },
    {
      documentSelector,
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { trusted: vscode.workspace.isTrusted, prove: vscode.workspace.getConfiguration('upright').get('prove', true) },
      errorHandler,
      middleware: {
        ...switchedOff,
        executeCommand: (command, args, next) => (command === openRulePage.id ? openRulePage.run(context.extensionUri, args[0]) : next(command, args)),
      },
      markdown: { supportHtml: false },
    },
  );
}
