import { loadModule, parsePlPgSQLSync, parseSync } from 'libpg-query';
import { fromCodePoints } from '../text/utf8';
import type { Range } from '../text/range';
import { nextToken } from './lexer';

/** Loads PostgreSQL's grammar (WebAssembly, some 20 ms); everything below needs it once before. */
export const loadGrammar: () => Promise<void> = loadModule;

export type Parsed =
  /** `kind` is the node's name; `tree` what it holds. More than one: a text that holds several statements after all. */
  | { readonly ok: true; readonly kind: string; readonly tree: any; readonly count: number }
  | { readonly ok: false; readonly message: string; readonly range: Range };

/** One statement's text as PostgreSQL 18's grammar sees it. Never throws; a refusal is data, its range in UTF-16 units. */
export function parseStatement(text: string): Parsed {
  try {
    const statements = (parseSync(text).stmts ?? []) as any[];
    const node = statements[0]?.stmt ?? {};
    const kind = Object.keys(node)[0] ?? 'Empty';
    return { ok: true, kind, tree: node[kind], count: statements.length };
  } catch (error) {
    // A tree deeper than our stack is our limit, no fault of the statement's.
    if (error instanceof RangeError) return { ok: true, kind: 'TooDeep', tree: {}, count: 1 };
    const details = (error as { sqlDetails?: { message: string; cursorPosition: number } }).sqlDetails;
    const message = details?.message ?? (error as Error).message;
    return { ok: false, message: firstLine(message), range: faultRange(text, fromCodePoints(text)(details?.cursorPosition ?? 0), message) };
  }
}

/** An unterminated quote is told with everything behind it. */
function firstLine(message: string): string {
  const line = /^[^\r\n]{0,120}/.exec(message)![0].trimEnd();
  return line.length < message.length ? `${line}..."` : line;
}

/** The PL/pgSQL tree of a DO statement or CREATE FUNCTION; undefined when its body does not parse. */
export function parseBody(text: string): any {
  try {
    return (parsePlPgSQLSync(text) as any).plpgsql_funcs?.[0]?.PLpgSQL_function;
  } catch {
    return undefined;
  }
}

/** The token at which the grammar stopped; at the end of input, the last one. */
function faultRange(text: string, at: number, message: string): Range {
  if (message.includes('at end of input') || at >= text.length) {
    let last: Range = { start: 0, end: 0 };
    for (let t = nextToken(text, 0); t; t = nextToken(text, t.end)) last = t;
    return { start: last.start, end: last.end };
  }
  const t = nextToken(text, at);
  if (!t) return { start: at, end: text.length };
  const lineBreak = text.slice(t.start, t.end).search(/[\r\n]/);
  return { start: t.start, end: lineBreak > 0 ? t.start + lineBreak : t.end };
}
