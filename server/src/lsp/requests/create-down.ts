import type { WorkspaceEdit } from 'vscode-languageserver';
import { createDown as make } from '../../service/create-down';
import type { Session } from '../session';
import { canApply, toWorkspaceEdit } from '../workspace-edit';

export function createDown(session: Session, file: string): { edit: WorkspaceEdit | null; open: string | null; why: string | null } {
  const { changes, file: down, why } = make(session.workspace, file);
  if (changes && !canApply(session.client, changes)) return { edit: null, open: null, why: 'This editor does not create files for a language server' };
  return { edit: changes && toWorkspaceEdit(session, session.client, changes), open: down === null ? null : session.uri(down), why };
}
