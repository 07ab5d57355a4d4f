import { ErrorCodes, ResponseError, type Position, type WorkspaceEdit } from 'vscode-languageserver';
import type { FolderAudit } from '../../audit/conclude-audit';
import { newMigration as make, previewMigration as preview } from '../../service/new-migration';
import { Lines } from '../../text/lines';
import { pathOf } from '../paths';
import type { Session } from '../session';
import { canApply, toWorkspaceEdit } from '../workspace-edit';

interface Wish {
  readonly folder: string;
  readonly name: string;
}

export function previewMigration(session: Session, { folder, name }: Wish): { complaint: string | null; files: string[] } {
  const { complaint, files } = preview(auditOf(session, folder), name, new Date());
  return { complaint, files: files.map((file) => session.uri(file)) };
}

export function newMigration(session: Session, { folder, name }: Wish): { edit: WorkspaceEdit; open: string; caret: Position } | ResponseError<never> {
  const audit = auditOf(session, folder);
  const now = new Date();
  const { complaint } = preview(audit, name, now);
  if (complaint !== null) return new ResponseError(ErrorCodes.InvalidParams, complaint);
  const { changes, file, caret, text } = make(audit, name, now);
  if (!canApply(session.client, changes)) return new ResponseError(ErrorCodes.InvalidParams, 'This editor does not create files for a language server');
  return { edit: toWorkspaceEdit(session, session.client, changes), open: session.uri(file), caret: new Lines(text).position(caret) };
}

/** @throws ResponseError when there is no such migrations folder. */
function auditOf(session: Session, folder: string): FolderAudit {
  const path = pathOf(folder);
  const audit = session.workspace.audits().find((candidate) => candidate.folder.path === path);
  if (!audit) throw new ResponseError(ErrorCodes.InvalidParams, `There is no migrations folder ${folder}`);
  return audit;
}
