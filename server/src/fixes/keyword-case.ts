import type { Statement } from '../syntax/statement';

/** Keywords in the case of the statement that they are put into: `create table` gets `if not exists`. */
export function keywordsLike(statement: Statement, keywords: string): string {
  const first = /[A-Za-z]+/.exec(statement.text)?.[0] ?? '';
  return first !== '' && first === first.toLowerCase() ? keywords.toLowerCase() : keywords.toUpperCase();
}
