import type { Lines } from '../../text/lines';
import type { Range } from '../../text/range';
import { displayWidth, graphemes } from '../display-width';
import type { Colours } from '../print';
import { visible } from './visible';

const tabWidth = 4;
/** A longer line is shown around what is underlined, in UTF-16 units. */
const longestLine = 160;
const keptBefore = 40;

/** The lines of a range with carets under it; of a long range the first and the last. Each row ends without a line break. */
export function excerpt(lines: Lines, range: Range, colours: Colours, underline: (text: string) => string): readonly string[] {
  const first = lines.position(range.start);
  const last = lines.position(Math.max(range.start, range.end));
  const gutter = gutterWidth(lines, range);
  const bar = colours.blue('|');
  const row = (label: string, text: string) => `${colours.blue(label.padStart(gutter))} ${bar}${text === '' ? '' : ` ${text}`}`;
  const shown = (line: number, from: number, to: number) => {
    const { text, before, under } = layOut(lines.lineText(line), from, to);
    return [row(String(line + 1), text), row('', ' '.repeat(before) + underline('^'.repeat(under)))];
  };
  if (first.line === last.line) return [row('', ''), ...shown(first.line, first.character, last.character)];
  const between = last.line - first.line - 1;
  const lastLine = lines.lineText(last.line).slice(0, last.character);
  return [
    row('', ''),
    ...shown(first.line, first.character, lines.lineText(first.line).trimEnd().length),
    ...(between > 0 ? [colours.blue('.'.repeat(Math.max(3, gutter)))] : []),
    ...(lastLine.trim() === '' ? [] : shown(last.line, lastLine.length - lastLine.trimStart().length, lastLine.trimEnd().length)),
  ];
}

/** Columns that the line numbers of an excerpt take. */
export function gutterWidth(lines: Lines, range: Range): number {
  return String(lines.position(range.end).line + 1).length;
}

interface Laid {
  readonly text: string;
  /** Columns before the underlined part, and in it; at least one. */
  readonly before: number;
  readonly under: number;
}

/** A line as it is shown, and where on it UTF-16 offsets `from` to `to` are. */
function layOut(line: string, from: number, to: number): Laid {
  const cut = line.length <= longestLine ? 0 : from > longestLine / 2 ? from - keptBefore : 0;
  const piece = line.slice(cut, cut + longestLine);
  let text = cut > 0 ? '…' : '';
  let column = text.length;
  let before: number | undefined;
  let end: number | undefined;
  let at = cut;
  for (const grapheme of graphemes(piece)) {
    if (at >= from) before ??= column;
    if (at >= to) end ??= column;
    const shown = grapheme === '\t' ? ' '.repeat(tabWidth - (column % tabWidth)) : visible(grapheme);
    text += shown;
    column += grapheme === '\t' ? shown.length : displayWidth(shown);
    at += grapheme.length;
  }
  before ??= column;
  end ??= column;
  if (cut + longestLine < line.length) text += '…';
  return { text, before, under: Math.max(1, end - before) };
}
