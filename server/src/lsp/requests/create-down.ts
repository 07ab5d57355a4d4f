import type { WorkspaceEdit } from 'vscode-languageserver';
import { createDown as make } from '../../service/create-down';
import type { Session } from '../session';
import { canApply, toWorkspaceEdit } from '../workspace-edit';

export async function createDown(session: Session, file: string): Promise<{ edit: WorkspaceEdit | null; open: string | null; why: string | null; proved: string | null }> {
  const { changes, file: down, why, proved } = await make(session.workspace, file).finally(() => session.proving.soon());
  if (changes && !canApply(session.client, changes)) return { edit: null, open: null, proved: null, why: 'This editor does not create files for a language server' };
  return { edit: changes && toWorkspaceEdit(session, session.client, changes), open: down === null ? null : session.uri(down), why, proved };
}
