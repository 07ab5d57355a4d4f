import type { Workspace } from '../audit/workspace';
import type { SectionScript } from '../rules/rule';
import { sectionsOf, type FileSection } from './place';

export interface Partner {
  readonly file: string;
  /** Where its SQL starts. */
  readonly offset: number;
}

/** The other half of the pair that the file is one half of; of a file that holds both, its down. */
export function partner(workspace: Workspace, file: string): Partner | undefined {
  const sections = sectionsOf(workspace, file);
  const other = sections.length > 1 ? sections.find(({ section }) => section.direction === 'down')?.section : sections[0] && otherHalf(sections[0]);
  return other && { file: other.file, offset: startOf(other) };
}

export function otherHalf({ migration, section }: FileSection): SectionScript | undefined {
  return section.direction === 'up' ? migration.down : migration.up;
}

/** The first statement, or else the first line after the section's marker. */
export function startOf(section: SectionScript): number {
  return section.script.statements[0]?.range.start ?? section.range.start;
}
