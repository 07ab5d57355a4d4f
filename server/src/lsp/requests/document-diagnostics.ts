import type { DocumentDiagnosticParams, DocumentDiagnosticReport } from 'vscode-languageserver';
import type { DiagnosticsFeed } from '../diagnostics-feed';
import type { Session } from '../session';

/**
 * The diagnostics of one file as it is now. The result's id holds the document's version: after an edit they are sent
 * again even when they are the same, because the editor has moved its marks meanwhile.
 */
export function documentDiagnostics(session: Session, feed: DiagnosticsFeed, file: string, params: DocumentDiagnosticParams): DocumentDiagnosticReport {
  const { id, items } = feed.of(file);
  const resultId = `${id}@${session.version(file) ?? ''}`;
  return params.previousResultId === resultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items: [...items] };
}
