import { status } from '../../service/status';
import { toFolderStatus } from '../conversions';
import { pathOf } from '../paths';
import type { FolderStatus } from '../protocol';
import type { Session } from '../session';

export function folders(session: Session): FolderStatus[] {
  return session.workspace.audits().map((audit) => toFolderStatus(status(session.workspace, audit)));
}

export function folderStatus(session: Session, { uri }: { uri: string }): FolderStatus | null {
  const file = pathOf(uri);
  const audit = file === undefined ? undefined : session.workspace.auditOf(file);
  return audit ? toFolderStatus(status(session.workspace, audit)) : null;
}

/** Everything is read anew, as if the server had just been started. */
export async function audit(session: Session): Promise<{ folders: FolderStatus[] }> {
  await session.load();
  return { folders: folders(session) };
}
