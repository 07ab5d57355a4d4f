import * as vscode from 'vscode';
import { CodeLensRequest, DocumentDiagnosticRequest, type Middleware, type vsdiag } from 'vscode-languageclient/node';

/** True when the settings have changed that `switchedOff` reads. */
export function affectsSwitches(change: vscode.ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration('upright.enable') || change.affectsConfiguration('upright.codeLens');
}

/** Answers in the server's place, with nothing, for the files in which the settings want to hear nothing. */
export const switchedOff: Middleware = {
  async sendRequest(type, params, token, next) {
    const method = typeof type === 'string' ? type : type.method;
    const uri = (params as { textDocument?: { uri?: string } } | undefined)?.textDocument?.uri;
    if (uri === undefined || isOn(vscode.Uri.parse(uri), method)) return next(type, params, token);
    const nothing = method === DocumentDiagnosticRequest.method ? { kind: 'full', items: [] } : null;
    return nothing as never;
  },
  provideWorkspaceDiagnostics: async (resultIds, token, report, next) => {
    const result = await next(resultIds, token, (chunk) => report(chunk && { items: chunk.items.map(silence) }));
    return result && { items: result.items.map(silence) };
  },
};

/** Does the user want to hear of the file, by way of this request where one is named? */
export function isOn(uri: vscode.Uri, method?: string): boolean {
  const settings = vscode.workspace.getConfiguration('upright', uri);
  return settings.get('enable', true) && (method !== CodeLensRequest.method || settings.get('codeLens', true));
}

function silence(report: vsdiag.WorkspaceDocumentDiagnosticReport): vsdiag.WorkspaceDocumentDiagnosticReport {
  return 'items' in report && !isOn(report.uri) ? { ...report, items: [] } : report;
}
