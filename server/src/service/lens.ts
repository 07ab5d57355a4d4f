import { baseName } from '../migrations/folder-view';
import type { Workspace } from '../audit/workspace';
import { answers, costs } from './proof';
import { otherHalf } from './partner';
import { sectionsOf, type FileSection } from './place';

/** A line above an up or a down: its other half, and what PostgreSQL did with them. */
export interface Lens {
  /** Above the line of this offset. */
  readonly at: number;
  readonly title: string;
  readonly leadsTo: 'partner' | 'new down' | 'explanation' | 'what the down leaves';
}

export function lens(workspace: Workspace, file: string): Lens[] {
  const sections = sectionsOf(workspace, file);
  const [found] = sections;
  if (!found) return [];
  return [...(sections.length > 1 ? [] : (halfLens(found) ?? [])), ...proofLenses(found)];
}

function proofLenses({ migration }: FileSection): Lens[] {
  const { proof, up, down } = migration;
  if (!proof || !up) return [];
  const title = proof.fresh ? answers(proof, migration) : `proving: ${answers(proof, migration)}`;
  const leaves: Lens[] = down && proof.proof.difference.length > 0 ? [{ at: 0, title: 'compare what the down leaves', leadsTo: 'what the down leaves' }] : [];
  const cost = costs(proof);
  return [{ at: 0, title, leadsTo: 'explanation' }, ...(cost === undefined ? [] : [{ at: 0, title: cost, leadsTo: 'explanation' as const }]), ...leaves];
}

function halfLens(found: FileSection): Lens[] | undefined {
  const { section, migration, audit } = found;
  const other = otherHalf(found);
  if (other) return [{ at: 0, title: `${other.direction}: ${baseName(other.file)}`, leadsTo: 'partner' }];
  const { convention } = audit.folder;
  const hasDowns = convention.downs !== 'none' && convention.wantsDown?.(migration.migration) !== false;
  return section.direction === 'up' && hasDowns ? [{ at: 0, title: 'no down', leadsTo: 'new down' }] : undefined;
}
