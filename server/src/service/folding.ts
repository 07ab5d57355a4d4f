import type { Workspace } from '../audit/workspace';
import type { Comment } from '../syntax/statement';
import type { Range } from '../text/range';
import { Lines } from '../text/lines';
import { sectionsOf } from './place';

export interface Fold {
  readonly range: Range;
  readonly kind: 'statement' | 'comment' | 'section';
}

/** Statements and comments over several lines, runs of line comments, and the up and the down of a file that holds both. */
export function folding(workspace: Workspace, file: string): Fold[] {
  const sections = sectionsOf(workspace, file);
  const text = sections[0]?.section.text;
  if (text === undefined) return [];
  const lines = new Lines(text);
  const folds: Fold[] = [];
  for (const { section } of sections) {
    if (sections.length > 1) folds.push({ range: trimmed(text, section.range), kind: 'section' });
    for (const statement of section.script.statements) folds.push({ range: { start: statement.range.start, end: statement.end }, kind: 'statement' });
    for (const range of blocks(section.script.comments, lines)) folds.push({ range, kind: 'comment' });
  }
  return folds.filter(({ range }) => lines.position(range.start).line < lines.position(range.end).line);
}

/** Comments that stand alone on lines that follow each other are one block. */
function blocks(comments: readonly Comment[], lines: Lines): Range[] {
  const found: Range[] = [];
  for (const { range } of comments) {
    const line = lines.position(range.start).line;
    if (lines.lineText(line).trimStart().length !== lines.lineEnd(line) - range.start && lines.position(range.end).line === line) continue;
    const last = found.at(-1);
    if (last && lines.position(last.end).line === line - 1) found[found.length - 1] = { start: last.start, end: range.end };
    else found.push(range);
  }
  return found;
}

/** From the line of the marker, which stays to be seen, to the last line that is not empty. */
function trimmed(text: string, range: Range): Range {
  return { start: Math.max(0, range.start - 1), end: range.start + text.slice(range.start, range.end).trimEnd().length };
}
