import type { Finding, Fix } from '../../rules/finding';
import { conflict, type Change, type TextEdit } from '../../text/edits';

/** Which fixes are wanted. */
export interface FixOptions {
  readonly suggestions: boolean;
  /** Rules to which the fixes are limited; empty: all. */
  readonly rules: ReadonlySet<string>;
}

/** What a fix does to files, by its heaviest change. */
export type Weight = 'edit' | 'create' | 'rename';

export interface Chosen {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly changes: readonly Change[];
}

/**
 * Wanted fixes of one weight that can be made together, at most so many. Of several for a finding the first that is possible.
 * @param possible the changes that a fix may make; undefined: none.
 */
export function chooseFixes(
  findings: readonly Finding[], options: FixOptions, weight: Weight, most: number, possible: (finding: Finding, fix: Fix, changes: readonly Change[]) => readonly Change[] | undefined,
): readonly Chosen[] {
  const chosen: Chosen[] = [];
  const together = gathering();
  for (const finding of findings) {
    if (chosen.length >= most) break;
    for (const fix of finding.fixes) {
      if (!mayBeWanted(finding, fix, options)) continue;
      const proposed = fix.changes();
      if (!proposed || weightOf(fix, proposed) !== weight || !isWanted(finding, fix, weight, options) || !together.fits(proposed)) continue;
      const changes = possible(finding, fix, proposed);
      if (!changes) continue;
      const own = together.add(changes);
      if (own.length > 0) chosen.push({ finding, fix, changes: own });
      break;
    }
  }
  return chosen;
}

/** Before it is known what it does to files. */
export function mayBeWanted(finding: Finding, fix: Fix, { suggestions, rules }: FixOptions): boolean {
  if (fix.safety === 'manual' || (rules.size > 0 && !rules.has(finding.rule))) return false;
  return fix.safety === 'safe' || suggestions || rules.has(finding.rule);
}

/** Operations on files are suggestions whatever the fix says, and naming the rule asks for them. */
function isWanted(finding: Finding, fix: Fix, weight: Weight, { suggestions, rules }: FixOptions): boolean {
  return suggestions || (weight === 'edit' ? fix.safety === 'safe' : rules.has(finding.rule));
}

/** A down is written when the texts are settled, also one that stands in the file of its up. */
function weightOf({ withDown }: Fix, changes: readonly Change[]): Weight {
  if (changes.some((change) => change.kind === 'rename' || change.kind === 'delete')) return 'rename';
  return withDown || changes.some((change) => change.kind === 'create') ? 'create' : 'edit';
}

/** Changes that do not touch each other; an edit that two fixes share is made once. */
function gathering() {
  const edits = new Map<string, TextEdit[]>();
  const operated = new Set<string>();
  const isKnown = (file: string, edit: TextEdit) =>
    (edits.get(file) ?? []).some((other) => other.text === edit.text && other.range.start === edit.range.start && other.range.end === edit.range.end);
  const pathsOf = (change: Change) => (change.kind === 'rename' ? [change.file, change.to] : [change.file]);
  return {
    fits: (changes: readonly Change[]): boolean =>
      changes.every((change) =>
        change.kind === 'edit'
          ? !operated.has(change.file) && change.edits.every((edit) => !(edits.get(change.file) ?? []).some((other) => conflict(edit, other)))
          : pathsOf(change).every((path) => !operated.has(path) && !edits.has(path)),
      ),
    add(changes: readonly Change[]): readonly Change[] {
      const own = changes.flatMap((change): Change[] => {
        if (change.kind !== 'edit') return [change];
        const fresh = change.edits.filter((edit) => !isKnown(change.file, edit));
        return fresh.length === 0 ? [] : [{ ...change, edits: fresh }];
      });
      for (const change of own)
        if (change.kind === 'edit') edits.set(change.file, [...(edits.get(change.file) ?? []), ...change.edits]);
        else for (const path of pathsOf(change)) operated.add(path);
      return own;
    },
  };
}

/** All edits of a file as one change, in the place of the first: their offsets are those of one text. */
export function mergeEdits(changes: readonly Change[]): readonly Change[] {
  const edits = new Map<string, TextEdit[]>();
  const result: Change[] = [];
  for (const change of changes) {
    const known = change.kind === 'edit' ? edits.get(change.file) : undefined;
    if (change.kind !== 'edit') result.push(change);
    else if (known) known.push(...change.edits);
    else {
      const own = [...change.edits];
      edits.set(change.file, own);
      result.push({ ...change, edits: own });
    }
  }
  return result;
}
