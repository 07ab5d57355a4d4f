import type { Workspace } from '../audit/workspace';
import { createDown as buildDown } from '../fixes/create-down';
import { baseName } from '../migrations/folder-view';
import type { Change } from '../text/edits';
import { otherHalf } from './partner';
import { sectionsOf } from './place';

export type CreatedDown =
  | { readonly changes: readonly Change[]; readonly file: string; readonly why: null }
  /** Why there is none to make, for people. */
  | { readonly changes: null; readonly file: string | null; readonly why: string };

/** The missing down of the file's migration, filled in. */
export function createDown(workspace: Workspace, file: string): CreatedDown {
  const audit = workspace.auditOf(file);
  if (audit?.folder.leftAlone !== undefined) return { changes: null, file: null, why: `Upright leaves this folder alone: ${audit.folder.leftAlone}` };
  const found = sectionsOf(workspace, file)[0];
  if (!found) return { changes: null, file: null, why: `${baseName(file)} is no migration` };
  const { convention } = found.audit.folder;
  const existing = found.section.direction === 'down' ? found.section : (otherHalf(found) ?? found.migration.down);
  if (existing) return { changes: null, file: existing.file, why: `It has a down: ${baseName(existing.file)}` };
  if (convention.downs === 'none' || convention.wantsDown?.(found.migration.migration) === false) return { changes: null, file: null, why: `${convention.title} has no downs for this kind of migration` };
  const built = buildDown(found.migration);
  const changes = built && workspace.inStep(built);
  const first = changes?.[0];
  return changes && first ? { changes, file: first.file, why: null } : { changes: null, file: null, why: 'Its place is taken by another file' };
}
