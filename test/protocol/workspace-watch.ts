import { CancellationTokenSource, ProgressType } from 'vscode-languageserver-protocol/node';
import type { WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport } from 'vscode-languageserver-protocol';
import type { Client } from './client';

let tokens = 0;

/** A workspace/diagnostic request that is held open, with what it has reported. */
export class WorkspaceWatch {
  /** By file URI. */
  readonly reports = new Map<string, WorkspaceDocumentDiagnosticReport>();
  readonly answer: Promise<WorkspaceDiagnosticReport>;
  ended = false;
  private readonly cancellation = new CancellationTokenSource();
  private readonly token = `workspace-${++tokens}`;

  constructor(
    private readonly client: Client,
    previousResultIds: { uri: string; value: string }[],
  ) {
    client.connection.onProgress(new ProgressType<WorkspaceDiagnosticReport>(), this.token, ({ items }) => {
      for (const item of items) this.reports.set(item.uri, item);
      client.heard();
    });
    const params = { identifier: 'upright', previousResultIds, partialResultToken: this.token };
    this.answer = client.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', params, this.cancellation.token);
    void this.answer.finally(() => (this.ended = true)).catch(() => {});
  }

  cancel(): void {
    this.cancellation.cancel();
  }

  rules(file: string): string[] | undefined {
    const report = this.reports.get(this.client.uri(file));
    return report?.kind === 'full' ? report.items.map(({ code }) => String(code)) : undefined;
  }
}
