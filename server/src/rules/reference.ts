import { nearestName } from '../fixes/nearest-name';
import { quoteName } from '../fixes/quote-name';
import { replace } from '../text/edits';
import type { Problem } from '../schema/problem';
import type { Fix, MigrationContext, Report, SectionScript } from './rule';

/** What a first run finds missing or there already: the common part of the rules unknown-* and duplicate-object. */
export function problemsOf({ up, down }: MigrationContext): { section: SectionScript; problem: Problem }[] {
  const found: { section: SectionScript; problem: Problem }[] = [];
  for (const section of [up, down]) for (const { problems } of section?.steps ?? []) for (const problem of problems) found.push({ section: section!, problem });
  return found;
}

export function referenceReport(section: SectionScript, problem: Problem, extra: readonly Fix[] = []): Report {
  return {
    message: `${section.direction === 'up' ? 'This fails' : 'Going back fails'}: ${problem.reason}`,
    file: section.file,
    range: problem.range,
    statement: problem.statement,
    refused: section.direction,
    fixes: [...nearestFix(section, problem), ...extra],
    related: problem.related ? [{ file: problem.related.origin.file, range: problem.related.origin.range, message: `${problem.object.parent?.name ?? problem.object.name}: ${problem.related.is}` }] : [],
  };
}

function nearestFix(section: SectionScript, problem: Problem): Fix[] {
  const nearest = nearestName(problem.object.name, problem.candidates);
  // Who drops it a second time means no other.
  if (nearest === undefined || (problem.effect.does === 'drop' && problem.related?.is === 'dropped here')) return [];
  return [{
    title: `Replace ${problem.object.name} by ${nearest}`,
    safety: 'suggestion',
    changes: () => [{ kind: 'edit', file: section.file, edits: [replace(problem.range, quoteName(nearest))] }],
  }];
}
