import { isComment, lex } from '../syntax/lexer';
import { insert, type TextEdit } from '../text/edits';
import type { Range } from '../text/range';
import type { Slip } from './convention';
import { unfinishedQuery } from './line-queries';

/** The first token that is no comment: SQL, for which a tool wants a marker. */
export function firstSql(text: string): Range | undefined {
  const first = lex(text).find((token) => !isComment(token));
  return first && { start: first.start, end: first.end };
}

/** A query at a section's end without its semicolon, in the words of the tool. */
export function unfinished(text: string, section: Range | undefined, begin: RegExp, end: RegExp, why: string): Slip[] {
  const last = section && unfinishedQuery(text, section, begin, end).at(-1);
  if (!last) return [];
  const edits: readonly TextEdit[] = text[last.end - 1] === ';' ? [] : [insert(last.end, ';')];
  return [{ fate: 'refused', range: { start: last.start, end: last.end }, why, ...(edits.length > 0 ? { edits, fix: 'Add the semicolon' } : {}) }];
}
