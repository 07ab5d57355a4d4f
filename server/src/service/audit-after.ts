import { applyChanges } from '../audit/apply-changes';
import { auditFolder, type FolderAudit } from '../audit/audit-folder';
import type { Workspace } from '../audit/workspace';
import { openFolder } from '../migrations/open-folder';
import type { Change } from '../text/edits';

/** The audit of a folder as it would be after the changes, read only where it differs. Undefined: they cannot be applied. */
export function auditAfter(workspace: Workspace, audit: FolderAudit, changes: readonly Change[]): FolderAudit | undefined {
  const view = applyChanges(audit.folder.view, changes);
  const folder = view && openFolder(view, audit.folder.convention.id);
  if (!folder || !audit.context) return undefined;
  const { configuration } = audit;
  return auditFolder(folder, { configuration, configurationText: audit.context.configuration, whyUnreadable: (file) => workspace.whyUnreadable(file), onFailure: () => {} }, audit);
}
