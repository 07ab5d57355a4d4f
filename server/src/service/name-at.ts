import type { Workspace } from '../audit/workspace';
import { namesIn, type NameUse } from './names-in';
import { statementAt, type StatementPlace } from './place';
import { resolveName, type Resolved } from './resolve-name';

/** A name of a statement, and the object that it stands for there. */
export interface NameAt {
  readonly place: StatementPlace;
  readonly use: NameUse;
  readonly resolved: Resolved;
}

export function nameAt(workspace: Workspace, file: string, offset: number): NameAt | undefined {
  const place = statementAt(workspace, file, offset);
  const use = place && namesIn(place.statement).find(({ range }) => range.start <= offset && offset <= range.end);
  const resolved = place && use && resolveInPlace(place, use);
  return resolved && { place, use, resolved };
}

/** What the statement makes is looked up in the schema that it leaves, everything else in the one that it finds. */
export function resolveInPlace({ before, after }: StatementPlace, use: NameUse): Resolved | undefined {
  if (use.made) return (after && resolveName(after, use)) ?? resolveName(before, use);
  return resolveName(before, use) ?? (after && resolveName(after, use));
}
