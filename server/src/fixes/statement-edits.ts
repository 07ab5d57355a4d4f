import { lineBreak } from '../text/lines';
import { insert, remove, replace, type TextEdit } from '../text/edits';
import type { Range } from '../text/range';
import type { Statement } from '../syntax/statement';

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

/** Whole lines before a statement, with its indentation. */
export function insertBefore(text: string, statement: Statement, lines: readonly string[]): TextEdit {
  const indent = indentOf(text, statement.range.start);
  return insert(statement.range.start, lines.map((line) => line + lineBreak(text) + indent).join(''));
}

/** Whole lines after a statement, with its indentation. */
export function insertAfter(text: string, statement: Statement, lines: readonly string[]): TextEdit {
  const indent = indentOf(text, statement.range.start);
  const semicolon = statement.end === statement.range.end ? ';' : '';
  return insert(statement.end, semicolon + lines.map((line) => lineBreak(text) + indent + line).join(''));
}

/** The statement as the body of a DO block that swallows the named conditions. */
export function wrapInDo(text: string, statement: Statement, conditions: readonly string[]): TextEdit {
  const eol = lineBreak(text);
  const indent = indentOf(text, statement.range.start);
  const tag = dollarTag(statement.text);
  const body = statement.text.split(/\r\n|\n|\r/).map((line, i) => (i === 0 || line === '' ? line : `    ${line}`)).join(eol);
  const keepsLines = !/['$]/.test(statement.text) || !/[\r\n]/.test(statement.text);
  const lines = [
    `DO ${tag}`,
    'BEGIN',
    `    ${keepsLines ? body : statement.text};`,
    'EXCEPTION',
    `    WHEN ${conditions.join(' OR ')} THEN NULL;`,
    `END`,
    `${tag};`,
  ];
  return replace({ start: statement.range.start, end: statement.end }, lines.join(eol + indent));
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
