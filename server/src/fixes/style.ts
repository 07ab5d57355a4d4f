import type { Statement } from '../syntax/statement';
import { lex } from '../syntax/lexer';

/** How somebody writes SQL. */
export interface Style {
  readonly lower: boolean;
  /** One level of indentation. */
  readonly indent: string;
}

/** What is written here before it is put into a file: four spaces a level, keywords in capitals. */
const ownIndent = '    ';

/** Of a file: the case of most of these statements' first words, and the first level at which lines are indented most often. */
export function styleOf(text: string, statements: readonly Statement[]): Style {
  const first = statements.flatMap((statement) => /[A-Za-z]+/.exec(statement.text)?.[0] ?? []);
  const lower = first.filter((word) => word === word.toLowerCase()).length;
  const levels = new Map<string, number>();
  for (const [, indent] of text.matchAll(/(?:^|[\r\n])\S[^\r\n]*(?:\r\n|\n|\r)(\t| {2}| {4})(?=\S)/g)) levels.set(indent!, (levels.get(indent!) ?? 0) + 1);
  const [most] = [...levels].sort(([, a], [, b]) => b - a);
  return { lower: lower * 2 > first.length, indent: most?.[0] ?? ownIndent };
}

/**
 * SQL as it is written here, in another style. A name with a capital letter in it is quoted here, so that a word of capitals
 * is a keyword, or a name that may as well be written small.
 */
export function inStyle(sql: string, { lower, indent }: Style): string {
  let result = '';
  let from = 0;
  const gap = (to: number) => sql.slice(from, to).replace(/(?<=[\r\n])(?: {4})+$/, (spaces) => indent.repeat(spaces.length / ownIndent.length));
  for (const { kind, start, end } of lex(sql)) {
    const word = sql.slice(start, end);
    result += gap(start) + (lower && kind === 'word' && word === word.toUpperCase() ? word.toLowerCase() : word);
    from = end;
  }
  return result + sql.slice(from);
}

/** For what is written beside a statement: its case, and its file's indentation. */
export function styleBeside(text: string, statement: Statement): { readonly words: (sql: string) => string; readonly indent: string } {
  const style = styleOf(text, [statement]);
  return { words: (sql) => inStyle(sql, style), indent: style.indent };
}

/** Keywords in the case of the statement that they are put into: `create table` gets `if not exists`. */
export function keywordsLike(statement: Statement | undefined, keywords: string): string {
  return statement ? inStyle(keywords, styleOf('', [statement])) : keywords;
}
