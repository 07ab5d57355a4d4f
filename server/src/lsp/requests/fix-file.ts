import type { WorkspaceEdit } from 'vscode-languageserver';
import { fixFile as fix } from '../../service/fix-file';
import type { Session } from '../session';
import { toWorkspaceEdit } from '../workspace-edit';

export function fixFile(session: Session, file: string): { edit: WorkspaceEdit | null; fixed: number; left: number } {
  const { changes, fixed, left } = fix(session.workspace, file);
  return { edit: changes.length > 0 ? toWorkspaceEdit(session, session.client, changes) : null, fixed, left };
}
