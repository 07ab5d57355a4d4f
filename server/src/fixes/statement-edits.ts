import type { StatementBlock } from '../migrations/convention';
import { lineBreak } from '../text/lines';
import { insert, remove, replace, type TextEdit } from '../text/edits';
import type { Range } from '../text/range';
import type { Statement } from '../syntax/statement';
import { styleBeside } from './style';

/** Deletes a statement with its semicolon, and the lines that hold nothing else. */
export function deleteStatement(text: string, statement: Statement): TextEdit {
  let start = statement.range.start;
  let end = statement.end;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*(?:\r\n|\n|\r|$)/.exec(text.slice(end));
  if (text.slice(lineStart, start).trim() === '' && rest) {
    start = lineStart;
    end += rest[0].length;
    const blankBefore = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, start));
    const blankAfter = /^[ \t]*(?:\r\n|\n|\r)/.exec(text.slice(end));
    if (blankBefore && blankAfter) end += blankAfter[0].length;
  }
  return remove({ start, end });
}

/** Whole lines before a statement, with its indentation and in its style. */
export function insertBefore(text: string, statement: Statement, lines: readonly string[]): TextEdit {
  const indent = indentOf(text, statement.range.start);
  return insert(statement.range.start, styled(text, statement, lines).map((line) => line + lineBreak(text) + indent).join(''));
}

/** Whole lines after a statement, with its indentation and in its style. */
export function insertAfter(text: string, statement: Statement, lines: readonly string[]): TextEdit {
  const indent = indentOf(text, statement.range.start);
  const semicolon = statement.end === statement.range.end ? ';' : '';
  return insert(statement.end, semicolon + styled(text, statement, lines).map((line) => lineBreak(text) + indent + line).join(''));
}

/**
 * Lines in the place of a statement, or in front of it. `block`: where the tool would cut them at their semicolons; around a
 * statement that has the tool's lines around it already there need be no others.
 */
export function inPlaceOf(text: string, statement: Statement, lines: readonly string[], block: StatementBlock | undefined): TextEdit {
  const { end } = statement;
  if (!block || isInside(text, statement, block)) return replace({ start: statement.range.start, end }, lines.join(lineBreak(text) + indentOf(text, statement.range.start)));
  const endsLine = /^[ \t]*(?:[\r\n]|$)/.test(text.slice(end));
  const { start, written } = blockOf(text, statement, lines, block);
  return replace({ start, end }, written + (endsLine ? '' : lineBreak(text)));
}

export function inFrontOf(text: string, statement: Statement, lines: readonly string[], block: StatementBlock | undefined): TextEdit {
  if (!block || isInside(text, statement, block)) return insertBefore(text, statement, lines);
  const { start, written } = blockOf(text, statement, lines, block);
  return insert(start, written + lineBreak(text));
}

/** The tool's lines begin where a line begins. */
function blockOf(text: string, statement: Statement, lines: readonly string[], { begin, end }: StatementBlock): { readonly start: number; readonly written: string } {
  const eol = lineBreak(text);
  const indent = indentOf(text, statement.range.start);
  const lineStart = statement.range.start - indent.length;
  const beginsLine = lineStart === 0 || /[\r\n]/.test(text[lineStart - 1]!);
  const written = [begin, ...lines.map((line) => indent + line), end].join(eol);
  return beginsLine ? { start: lineStart, written } : { start: statement.range.start, written: eol + written };
}

function isInside(text: string, statement: Statement, { begin, end }: StatementBlock): boolean {
  const before = text.slice(0, statement.range.start).toLowerCase();
  const last = (line: string) => before.lastIndexOf(line.slice(line.lastIndexOf(' ') + 1).toLowerCase());
  return last(begin) > last(end);
}

/** The statement as the body of a DO block that swallows the named conditions, with what stands between it and its semicolon. */
export function wrapInDo(text: string, statement: Statement, conditions: readonly string[], block: StatementBlock | undefined): TextEdit {
  const eol = lineBreak(text);
  const whole = withSemicolon(text, statement);
  const tag = dollarTag(whole);
  const { words, indent } = styleBeside(text, statement);
  const body = whole.split(/\r\n|\n|\r/).map((line, i) => (i === 0 || line === '' ? line : indent + line)).join(eol);
  const keepsLines = !/['$]/.test(whole) || !/[\r\n]/.test(whole);
  const lines = [
    `${words('DO')} ${tag}`,
    words('BEGIN'),
    indent + (keepsLines ? body : whole),
    words('EXCEPTION'),
    indent + words(`WHEN ${conditions.join(' OR ')} THEN NULL;`),
    words('END'),
    `${tag};`,
  ];
  return inPlaceOf(text, statement, lines, block);
}

function styled(text: string, statement: Statement, lines: readonly string[]): readonly string[] {
  return styleBeside(text, statement).words(lines.join('\n')).split('\n');
}

/** A comment may stand between. */
export function withSemicolon(text: string, { range, end }: Statement): string {
  return text.slice(range.start, end) + (end === range.end ? ';' : '');
}

/** A dollar quote that the text does not hold. */
function dollarTag(text: string): string {
  for (const tag of ['$$', '$do$', '$guard$']) if (!text.includes(tag)) return tag;
  return '$upright$';
}

/** Where a name starts that may have its schema in front. */
export function nameStart(statement: Statement, name: Range): number {
  const tokens = statement.tokens();
  let i = tokens.findIndex((token) => token.start === name.start);
  while (i >= 2 && statement.text.slice(tokens[i - 1]!.start - statement.range.start, tokens[i - 1]!.end - statement.range.start) === '.') i -= 2;
  return tokens[i]?.start ?? name.start;
}

export function indentOf(text: string, at: number): string {
  const lineStart = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, at))![0];
}
