import type { Workspace } from '../audit/workspace';
import { createDown as buildDown } from '../fixes/create-down';
import type { WrittenDown } from '../fixes/write-down';
import { baseName } from '../migrations/folder-view';
import type { Change } from '../text/edits';
import { otherHalf } from './partner';
import { sectionsOf } from './place';

export type CreatedDown =
  /** `proved`: what PostgreSQL says of it, a sentence for people; null: it was not asked. */
  | { readonly changes: readonly Change[]; readonly file: string; readonly why: null; readonly proved: string | null }
  /** Why there is none to make, for people. */
  | { readonly changes: null; readonly file: string | null; readonly why: string; readonly proved: null };

/** The missing down of the file's migration, filled in, and tried where PostgreSQL is to be had. */
export async function createDown(workspace: Workspace, file: string): Promise<CreatedDown> {
  const audit = workspace.auditOf(file);
  if (audit?.folder.leftAlone !== undefined) return none(null, `Upright leaves this folder alone: ${audit.folder.leftAlone}`);
  const found = sectionsOf(workspace, file)[0];
  if (!found) return none(null, `${baseName(file)} is no migration`);
  const { convention } = found.audit.folder;
  const existing = found.section.direction === 'down' ? found.section : (otherHalf(found) ?? found.migration.down);
  if (existing) return none(existing.file, `It has a down: ${baseName(existing.file)}`);
  if (convention.downs === 'none' || convention.wantsDown?.(found.migration.migration) === false) return none(null, `${convention.title} has no downs for this kind of migration`);
  const written = await workspace.writtenDown(file);
  const built = buildDown(found.migration, written?.sql);
  const changes = built && workspace.inStep(built);
  const first = changes?.[0];
  return changes && first ? { changes, file: first.file, why: null, proved: written ? judged(written) : null } : none(null, 'Its place is taken by another file');
}

function none(file: string | null, why: string): CreatedDown {
  return { changes: null, file, why, proved: null };
}

function judged({ reverses, left }: WrittenDown): string {
  if (reverses.state === 'yes') return 'Proved: up and down were run, and the schema is what it was before';
  const more = left.length > 1 ? `, and ${left.length - 1} more` : '';
  return left[0] ? `It does not restore everything: ${reverses.reason}${more}` : `It could not be proved: ${reverses.reason}`;
}
