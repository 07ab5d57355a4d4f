/**
 * PostgreSQL's lexical rules (src/backend/parser/scan.l and src/fe_utils/psqlscan.l), as far as finding statements and
 * names needs them. The grammar's own scanner takes 16 ms for a 33 KB file, three times as long as its parser; this
 * takes under one. `test/unit/syntax/lexer.test.ts` holds it against the grammar's scanner.
 */
export type TokenKind =
  | 'word' | 'quoted' | 'string' | 'dollar' | 'number' | 'parameter' | 'operator' | 'punctuation' | 'line comment' | 'block comment'
  /** A psql meta-command such as `\connect x`, to the end of its line. */
  | 'psql';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** A quote, dollar quote or block comment without its end: the token runs to the end of the text. */
  readonly open: boolean;
}

const isSpace = (c: number) => c === 32 || (c >= 9 && c <= 13) || c === 0xfeff;
const isDigit = (c: number) => c >= 48 && c <= 57;
const isWordStart = (c: number) => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c >= 0x80;
const isWordPart = (c: number) => isWordStart(c) || isDigit(c) || c === 36;
const operators = new Set([...'+-*/<>=~!@#%^&|`?'].map((c) => c.charCodeAt(0)));

/** The token that starts at or after `at`; undefined at the end. `end` bounds the text that is looked at. */
export function nextToken(text: string, at: number, end = text.length): Token | undefined {
  let i = at;
  while (i < end && isSpace(text.charCodeAt(i))) i++;
  if (i >= end) return undefined;
  const c = text.charCodeAt(i);
  const next = i + 1 < end ? text.charCodeAt(i + 1) : 0;

  if (c === 45 && next === 45) return token('line comment', i, lineEnd(text, i, end));
  if (c === 47 && next === 42) return blockComment(text, i, end);
  if (c === 39) return quoted('string', text, i, i + 1, 39, end, false);
  if (c === 34) return quoted('quoted', text, i, i + 1, 34, end, false);
  if (isWordStart(c)) {
    const lower = c | 32;
    if (next === 39 && (lower === 101 || lower === 98 || lower === 120))
      return quoted('string', text, i, i + 2, 39, end, lower === 101);
    if (lower === 117 && next === 38 && i + 2 < end) {
      const quote = text.charCodeAt(i + 2);
      if (quote === 39) return quoted('string', text, i, i + 3, 39, end, false);
      if (quote === 34) return quoted('quoted', text, i, i + 3, 34, end, false);
    }
    let j = i + 1;
    while (j < end && isWordPart(text.charCodeAt(j))) j++;
    return token('word', i, j);
  }
  if (c === 36) return dollar(text, i, end);
  if (isDigit(c) || (c === 46 && isDigit(next))) return number(text, i, end);
  if (c === 92) return token('psql', i, lineEnd(text, i, end));
  if (operators.has(c)) {
    let j = i + 1;
    while (j < end && operators.has(text.charCodeAt(j)) && !startsComment(text, j, end)) j++;
    return token('operator', i, j);
  }
  if (c === 58 && (next === 58 || next === 61)) return token('operator', i, i + 2);
  return token('punctuation', i, i + (c >= 0xd800 && c <= 0xdbff ? 2 : 1));
}

/** All tokens of the text between the offsets, comments included. */
export function lex(text: string, from = 0, to = text.length): Token[] {
  const tokens: Token[] = [];
  for (let t = nextToken(text, from, to); t; t = nextToken(text, t.end, to)) tokens.push(t);
  return tokens;
}

export function isComment(t: Token): boolean {
  return t.kind === 'line comment' || t.kind === 'block comment';
}

/**
 * The name that a word or quoted identifier stands for: ASCII letters folded to lower case unless quoted, cut to 63
 * bytes (NAMEDATALEN - 1), as PostgreSQL does.
 */
export function identifier(text: string, t: Token): string | undefined {
  if (t.kind === 'word') return cut(text.slice(t.start, t.end).replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
  if (t.kind === 'quoted' && !t.open && text.charCodeAt(t.start) === 34) return cut(text.slice(t.start + 1, t.end - 1).replaceAll('""', '"'));
  return undefined;
}

const longestName = 63;

function cut(name: string): string {
  if (name.length * 3 <= longestName) return name;
  const bytes = new TextEncoder().encode(name);
  if (bytes.length <= longestName) return name;
  let end = longestName;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(bytes.subarray(0, end));
}

function token(kind: TokenKind, start: number, end: number, open = false): Token {
  return { kind, start, end, open };
}

function lineEnd(text: string, at: number, end: number): number {
  let i = at;
  while (i < end && text.charCodeAt(i) !== 10 && text.charCodeAt(i) !== 13) i++;
  return i;
}

function startsComment(text: string, at: number, end: number): boolean {
  const c = text.charCodeAt(at);
  const next = at + 1 < end ? text.charCodeAt(at + 1) : 0;
  return (c === 45 && next === 45) || (c === 47 && next === 42);
}

function quoted(kind: 'string' | 'quoted', text: string, start: number, from: number, quote: number, end: number, escapes: boolean): Token {
  for (let i = from; i < end; i++) {
    const c = text.charCodeAt(i);
    if (escapes && c === 92) i++;
    else if (c === quote) {
      if (i + 1 < end && text.charCodeAt(i + 1) === quote) i++;
      else return token(kind, start, i + 1);
    }
  }
  return token(kind, start, end, true);
}

function blockComment(text: string, start: number, end: number): Token {
  let depth = 1;
  for (let i = start + 2; i < end - 1; i++) {
    const c = text.charCodeAt(i);
    const next = text.charCodeAt(i + 1);
    if (c === 42 && next === 47) {
      i++;
      if (--depth === 0) return token('block comment', start, i + 1);
    } else if (c === 47 && next === 42) {
      i++;
      depth++;
    }
  }
  return token('block comment', start, end, true);
}

function dollar(text: string, start: number, end: number): Token {
  let i = start + 1;
  if (i < end && isDigit(text.charCodeAt(i))) {
    while (i < end && isDigit(text.charCodeAt(i))) i++;
    return token('parameter', start, i);
  }
  while (i < end && isWordPart(text.charCodeAt(i)) && text.charCodeAt(i) !== 36) i++;
  if (i >= end || text.charCodeAt(i) !== 36) return token('punctuation', start, start + 1);
  const tag = text.slice(start, i + 1);
  const close = text.indexOf(tag, i + 1);
  return close < 0 || close + tag.length > end ? token('dollar', start, end, true) : token('dollar', start, close + tag.length);
}

function number(text: string, start: number, end: number): Token {
  let i = start;
  const take = () => {
    while (i < end && (isDigit(text.charCodeAt(i)) || text.charCodeAt(i) === 95)) i++;
  };
  if (text.charCodeAt(i) === 48 && i + 1 < end && /[xob]/i.test(text[i + 1]!)) {
    i += 2;
    while (i < end && /[0-9a-f_]/i.test(text[i]!)) i++;
    return token('number', start, i);
  }
  take();
  if (i < end && text.charCodeAt(i) === 46 && text.charCodeAt(i + 1) !== 46) {
    i++;
    take();
  }
  if (i < end && (text.charCodeAt(i) | 32) === 101) {
    const sign = text.charCodeAt(i + 1) === 43 || text.charCodeAt(i + 1) === 45 ? 1 : 0;
    if (i + 1 + sign < end && isDigit(text.charCodeAt(i + 1 + sign))) {
      i += 1 + sign;
      take();
    }
  }
  return token('number', start, i);
}
