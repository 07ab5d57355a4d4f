import { isComment, nextToken, type Token } from './lexer';
import type { Range } from '../text/range';

/** A piece of a file that is sent, or meant to be sent, as one. */
export interface Piece {
  readonly kind: 'sql' | 'psql' | 'copy data';
  /** First token to last token, without the semicolon. */
  readonly range: Range;
  /** With the semicolon. */
  readonly end: number;
  /** It has a semicolon inside parentheses or a body that was taken to belong to it. */
  readonly holdsSemicolon: boolean;
  readonly comments: readonly Token[];
}

export interface SplitOptions {
  /** Every semicolon ends a piece, whatever it stands in: for text whose parentheses do not close. */
  readonly ignoreNesting?: boolean;
}

/**
 * Pieces of the text between two offsets, one at a time. A semicolon ends a piece outside parentheses and outside
 * the BEGIN ATOMIC body of a routine, as in psql (psqlscan.l: paren_depth, begin_depth). The rows after
 * COPY ... FROM stdin run to a line `\.`.
 */
export function* split(text: string, from: number, to: number, options: SplitOptions = {}): Generator<Piece> {
  let at = from;
  while (at < to) {
    const piece = nextPiece(text, at, to, options);
    if (!piece) return;
    yield piece;
    at = piece.end;
    if (piece.kind === 'sql' && readsStandardInput(text, piece)) {
      const data = copyData(text, at, to);
      if (data) {
        yield data;
        at = data.end;
      }
    }
  }
}

function nextPiece(text: string, from: number, to: number, options: SplitOptions): Piece | undefined {
  const comments: Token[] = [];
  const words: string[] = [];
  let first: Token | undefined;
  let last: Token | undefined;
  let parens = 0;
  let begins = 0;
  let holdsSemicolon = false;
  for (let t = nextToken(text, from, to); t; t = nextToken(text, t.end, to)) {
    // A comment without an end is a fault of its own.
    if (isComment(t) && !t.open) {
      comments.push(t);
      continue;
    }
    if (t.kind === 'psql' && !first) return { kind: 'psql', range: { start: t.start, end: t.end }, end: t.end, holdsSemicolon: false, comments };
    if (t.kind === 'punctuation') {
      const c = text.charCodeAt(t.start);
      if (c === 40) parens++;
      else if (c === 41) parens = Math.max(0, parens - 1);
      else if (c === 59) {
        if (options.ignoreNesting || (parens === 0 && begins === 0)) {
          if (!first || !last) {
            from = t.end;
            continue;
          }
          return { kind: 'sql', range: { start: first.start, end: last.end }, end: t.end, holdsSemicolon, comments };
        }
        holdsSemicolon = true;
      }
    } else if (t.kind === 'word') {
      if (words.length < 4) words.push(text.slice(t.start, t.end).toLowerCase());
      if (parens === 0 && makesRoutine(words)) {
        const word = text.slice(t.start, t.end).toLowerCase();
        if (word === 'begin' || (word === 'case' && begins > 0)) begins++;
        else if (word === 'end' && begins > 0) begins--;
      }
    }
    first ??= t;
    last = t;
  }
  if (!first || !last) return comments.length > 0 ? undefinedPiece(comments, to) : undefined;
  return { kind: 'sql', range: { start: first.start, end: last.end }, end: last.end, holdsSemicolon, comments };
}

/** Comments after the last statement belong to the script all the same. */
function undefinedPiece(comments: readonly Token[], to: number): Piece {
  return { kind: 'sql', range: { start: to, end: to }, end: to, holdsSemicolon: false, comments };
}

function makesRoutine(words: readonly string[]): boolean {
  const at = words[1] === 'or' && words[2] === 'replace' ? 3 : 1;
  return words[0] === 'create' && (words[at] === 'function' || words[at] === 'procedure');
}

function readsStandardInput(text: string, piece: Piece): boolean {
  return (
    piece.end > piece.range.end &&
    (text.charCodeAt(piece.range.start + 2) | 32) === 112 &&
    /^copy\b[^;]*\bfrom\s+stdin\b/i.test(text.slice(piece.range.start, piece.range.end))
  );
}

function copyData(text: string, from: number, to: number): Piece | undefined {
  const lineBreak = text.indexOf('\n', from);
  if (lineBreak < 0 || lineBreak >= to || text.slice(from, lineBreak).trim() !== '') return undefined;
  const terminator = /^\\\.[ \t]*\r?$/m;
  const found = terminator.exec(text.slice(lineBreak + 1, to));
  if (!found) return undefined;
  const end = lineBreak + 1 + found.index + found[0].replace(/\r$/, '').length;
  return { kind: 'copy data', range: { start: lineBreak + 1, end }, end, holdsSemicolon: false, comments: [] };
}
