import type { Suppression } from '../syntax/suppressions';
import type { Statement } from '../syntax/statement';
import type { Run, SectionScript } from '../rules/rule';
import { remove } from '../text/edits';
import type { Range } from '../text/range';
import type { Finding, Severity } from '../rules/finding';

export interface Found {
  readonly finding: Finding;
  /** The statement that it is about, where it is about one. */
  readonly statement: Statement | undefined;
  /** The run in which it says that PostgreSQL refuses the statement. */
  readonly refused?: Run;
}

export interface Suppressed {
  readonly kept: readonly Found[];
  /** Suppressions that met nothing. */
  readonly unused: readonly { readonly suppression: Suppression; readonly section: SectionScript }[];
}

/** Takes out what a comment of its file suppresses. */
export function suppress(found: readonly Found[], sections: readonly SectionScript[], ruleIds: ReadonlySet<string>): Suppressed {
  const used = new Set<Suppression>();
  const byFile = new Map<string, Suppression[]>();
  for (const section of sections) byFile.set(section.file, [...(byFile.get(section.file) ?? []), ...section.suppressions]);
  const kept = found.filter(({ finding, statement }) => {
    const meets = (byFile.get(finding.file) ?? []).filter((s) => s.rule === finding.rule && reaches(s, finding.range, statement));
    for (const suppression of meets) used.add(suppression);
    return meets.length === 0;
  });
  const unused = sections.flatMap((section) =>
    section.suppressions.filter((s) => !used.has(s) && ruleIds.has(s.rule)).map((suppression) => ({ suppression, section })),
  );
  return { kept, unused };
}

function reaches(suppression: Suppression, range: Range, statement: Statement | undefined): boolean {
  const { scope } = suppression;
  if (scope === 'file') return true;
  if (scope === undefined) return false;
  return statement ? statement.range.start === scope.range.start : scope.range.start <= range.start && range.start <= scope.end;
}

/** The finding on a suppression that met nothing, with the fix that deletes it. */
export function unusedSuppression({ suppression, section }: Suppressed['unused'][number], severity: Severity): Finding {
  const { text, file } = section;
  const alone = section.suppressions.filter((s) => s.comment === suppression.comment).length === 1;
  return {
    rule: 'suppression-unused',
    severity,
    message: `The suppression hides nothing: there is no finding of ${suppression.rule} here`,
    file,
    range: suppression.range,
    evidence: 'text',
    fixes: [{
      title: alone ? 'Delete the suppression' : `Delete ${suppression.rule} from the suppression`,
      safety: 'suggestion',
      changes: () => [{ kind: 'edit', file, edits: [remove(alone ? commentWithLine(text, suppression.comment.range) : nameWithComma(text, suppression.range))] }],
    }],
    related: [],
  };
}

function commentWithLine(text: string, range: Range): Range {
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  const rest = /^[ \t]*(?:\r\n|\n|\r|$)/.exec(text.slice(range.end));
  return text.slice(lineStart, range.start).trim() === '' && rest ? { start: lineStart, end: range.end + rest[0].length } : range;
}

function nameWithComma(text: string, range: Range): Range {
  const after = /^\s*,\s*/.exec(text.slice(range.end));
  if (after) return { start: range.start, end: range.end + after[0].length };
  const before = /,\s*$/.exec(text.slice(0, range.start));
  return before ? { start: range.start - before[0].length, end: range.end } : range;
}
