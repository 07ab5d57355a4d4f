import { insert, remove, replace, type TextEdit } from '../text/edits';
import { lineBreak } from '../text/lines';
import type { Range } from '../text/range';

export interface Line {
  /** Without the line break. */
  readonly text: string;
  readonly range: Range;
}

/** The lines of a text that `meant` matches, without those inside dollar bodies and block comments, which no tool's marker is meant to be in. */
export function markerLines(text: string, meant: RegExp): Line[] {
  if (!new RegExp(meant.source, 'im').test(text)) return [];
  const lines: Line[] = [];
  const quoted = [...text.matchAll(/(\$\w*\$)[\s\S]*?\1|\/\*[\s\S]*?\*\//g)].map(({ index, 0: match }) => ({ start: index, end: index + match.length }));
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const range = { start: match.index, end: match.index + match[0].length };
    if (!meant.test(match[0]) || quoted.some(({ start, end }) => start < range.start && range.start < end)) continue;
    lines.push({ text: match[0], range });
  }
  return lines;
}

/** Moves a line to the top of its text, in the words that the tool takes there. */
export function lineToTop(text: string, { range }: Line, words: string): TextEdit[] {
  const br = lineBreak(text);
  if (text.slice(0, range.start).trim() === '') return [replace({ start: 0, end: range.end }, words)];
  const next = text.slice(range.end).startsWith(br) ? range.end + br.length : range.end;
  return [insert(0, words + br), remove({ start: range.start, end: next })];
}
