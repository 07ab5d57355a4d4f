import {
  LSPErrorCodes, ResponseError,
  type CancellationToken, type ResultProgressReporter, type WorkspaceDiagnosticParams, type WorkspaceDiagnosticReport, type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { DiagnosticsFeed } from '../diagnostics-feed';
import type { Session } from '../session';

/** Milliseconds after the last change before the other files' diagnostics follow; the file being typed in is asked for by itself. */
const quietTime = 150;
const reportsAtOnce = 100;

interface Held {
  readonly known: Map<string, string>;
  readonly send: ((reports: WorkspaceDocumentDiagnosticReport[]) => void) | undefined;
  readonly finish: (report: WorkspaceDiagnosticReport | ResponseError<never>) => void;
  /** One pass over the folders after the other. */
  answering: Promise<void>;
}

/** Requests for all diagnostics are kept open: each learns what is new as it comes, and ends when the client ends it. */
export class WorkspaceDiagnostics {
  private readonly held = new Set<Held>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: Session,
    private readonly feed: DiagnosticsFeed,
  ) {
    session.onChange((what) => {
      // PostgreSQL answers for one migration after the other: what it says is gathered, and does not hold up the rest.
      if (what === 'proof' && this.timer) return;
      clearTimeout(this.timer);
      this.timer = this.held.size > 0 ? setTimeout(() => this.tell(), quietTime) : undefined;
    });
  }

  async request(params: WorkspaceDiagnosticParams, token: CancellationToken, progress: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined): Promise<WorkspaceDiagnosticReport | ResponseError<never>> {
    await this.session.ready;
    const previous = (params.previousResultIds ?? []).map(({ uri, value }) => [uri, value.replace(/@.*$/, '')] as const);
    return new Promise((finish) => {
      const held: Held = { known: new Map(previous), send: progress && ((items) => progress.report({ items })), finish, answering: Promise.resolve() };
      this.held.add(held);
      token.onCancellationRequested(() => this.end(held, new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled')));
      if (token.isCancellationRequested) this.end(held, new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled'));
      else this.answer(held, new Map(previous));
    });
  }

  /** The client goes away: nothing is kept waiting. */
  endAll(): void {
    clearTimeout(this.timer);
    for (const held of this.held) this.end(held, { items: [] });
  }

  private tell(): void {
    this.timer = undefined;
    for (const held of this.held) this.answer(held);
  }

  /** @param unchanged files of which the client is told, this once, that what it has still holds. */
  private answer(held: Held, unchanged = new Map<string, string>()): void {
    held.answering = held.answering.then(() => this.sendNews(held, unchanged)).catch((error: unknown) => this.session.failed('workspace/diagnostic', error));
  }

  private async sendNews(held: Held, unchanged: ReadonlyMap<string, string>): Promise<void> {
    const all: WorkspaceDocumentDiagnosticReport[] = [];
    const send = (reports: WorkspaceDocumentDiagnosticReport[]) => {
      if (!held.send) all.push(...reports);
      else for (let i = 0; i < reports.length; i += reportsAtOnce) held.send(reports.slice(i, i + reportsAtOnce));
    };
    for await (const reports of this.feed.differences(held.known)) {
      if (!this.held.has(held)) return;
      send(reports);
    }
    send([...unchanged].flatMap(([uri, resultId]) => (held.known.get(uri) === resultId ? [{ kind: 'unchanged', uri, version: null, resultId }] : [])));
    if (all.some(({ kind }) => kind === 'full')) this.end(held, { items: all });
  }

  private end(held: Held, report: WorkspaceDiagnosticReport | ResponseError<never>): void {
    this.held.delete(held);
    held.finish(report);
  }
}
