import { baseName } from '../migrations/folder-view';
import type { Workspace } from '../audit/workspace';
import { otherHalf } from './partner';
import { sectionsOf, type FileSection } from './place';

/** A line above an up or a down that leads to its other half. */
export interface Lens {
  /** Above the line of this offset. */
  readonly at: number;
  readonly title: string;
  readonly leadsTo: 'partner' | 'new down';
}

export function lens(workspace: Workspace, file: string): Lens[] {
  const sections = sectionsOf(workspace, file);
  if (sections.length > 1) return [];
  return sections.flatMap((found) => lensOf(found) ?? []);
}

function lensOf(found: FileSection): Lens | undefined {
  const { section, migration, audit } = found;
  const other = otherHalf(found);
  if (other) return { at: 0, title: `${other.direction}: ${baseName(other.file)}`, leadsTo: 'partner' };
  const { convention } = audit.folder;
  const hasDowns = convention.downs !== 'none' && convention.wantsDown?.(migration.migration) !== false;
  return section.direction === 'up' && hasDowns ? { at: 0, title: 'no down', leadsTo: 'new down' } : undefined;
}
