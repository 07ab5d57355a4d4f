import { isComment, lex, type Token } from '../syntax/lexer';
import type { Range } from '../text/range';

/**
 * A section as goose (internal/sqlparser/parser.go) and sql-migrate (sqlparse/sqlparse.go) cut it: a query ends with a line whose
 * last word before a comment ends with a semicolon, whatever quotes or dollar bodies are open, and from a line that `begin` matches
 * to one that `end` matches all is one query, both lines included.
 */
export function lineQueries(text: string, section: Range, begin: RegExp, end: RegExp): Range[] {
  const { queries, rest } = cut(text, section, begin, end);
  return rest ? [...queries, rest] : [...queries];
}

/** The tokens of a query at the section's end that no semicolon and no `end` ends, at which both tools stop. */
export function unfinishedQuery(text: string, section: Range, begin: RegExp, end: RegExp): readonly Token[] {
  const { rest } = cut(text, section, begin, end);
  return rest ? lex(text, rest.start, rest.end).filter((token) => !isComment(token)) : [];
}

function cut(text: string, section: Range, begin: RegExp, end: RegExp): { readonly queries: readonly Range[]; readonly rest: Range | undefined } {
  const queries: Range[] = [];
  let start: number | undefined;
  let block = false;
  for (let at = section.start; at < section.end; ) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 || newline >= section.end ? section.end : newline + 1;
    const line = text.slice(at, next);
    if (begin.test(line)) block = true;
    // A comment that is not inside a query is none of it.
    if (start === undefined && line.trim() !== '' && (block || !line.trimStart().startsWith('--'))) start = at;
    const ended = block ? end.test(line) : endsQuery(line);
    if (ended && start !== undefined) {
      queries.push({ start, end: next });
      start = undefined;
    }
    if (ended) block = false;
    at = next;
  }
  return { queries, rest: start === undefined ? undefined : { start, end: section.end } };
}

function endsQuery(line: string): boolean {
  const words = line.trim().split(/\s+/);
  const comment = words.findIndex((word) => word.startsWith('--'));
  return (comment < 0 ? words : words.slice(0, comment)).at(-1)?.endsWith(';') ?? false;
}

/** The parts of a section between the matches of a separator. */
export function partsBetween(text: string, section: Range, separator: RegExp): Range[] {
  const parts: Range[] = [];
  let start = section.start;
  for (const match of text.slice(section.start, section.end).matchAll(new RegExp(separator.source, separator.flags + 'g'))) {
    const end = section.start + match.index;
    parts.push({ start, end: end + match[0].length });
    start = end + match[0].length;
  }
  return [...parts, { start, end: section.end }];
}
