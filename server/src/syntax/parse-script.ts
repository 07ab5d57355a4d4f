import type { Range } from '../text/range';
import { parseStatement } from './grammar';
import { isComment, lex, type Token } from './lexer';
import { placed } from './placed';
import { readEffects } from './read-effects';
import { split, type Piece } from './split';
import type { Effect } from './effects';
import type { Comment, Script, Statement, SyntaxFault } from './statement';

/**
 * The statements of a text, or of the part of it in `range`. Never throws: what PostgreSQL's grammar refuses becomes
 * a statement of kind `Invalid` with the grammar's own fault, and hides nothing that follows.
 */
export function parseScript(text: string, range: Range = { start: 0, end: text.length }, previous?: Script): Script {
  const reuse = new Map<number, Statement>();
  for (const statement of previous?.statements ?? []) reuse.set(statement.range.start, statement);
  const statements: Statement[] = [];
  const comments: Comment[] = [];
  const add: Add = (within, end, read) => {
    const fault = read.fault && shiftFault(read.fault, within.start);
    const old = reuse.get(within.start);
    const same = old && old.range.end === within.end && old.end === end && old.kind === read.kind && sameFault(old.fault, fault) && text.startsWith(old.text, within.start);
    statements.push(same ? old : statementOf(text, within, end, { ...read, fault }));
  };

  let at = range.start;
  while (at < range.end) {
    let next = range.end;
    for (const piece of split(text, at, range.end)) {
      const resume = addPiece(text, piece, range.end, add);
      const seen = piece.comments.filter((comment) => resume === undefined || comment.start < resume);
      for (const comment of seen) comments.push({ range: { start: comment.start, end: comment.end }, text: text.slice(comment.start, comment.end) });
      if (resume !== undefined) {
        next = resume;
        break;
      }
    }
    at = next;
  }
  return { statements, comments };
}

type Add = (range: Range, end: number, read: Read) => void;

/** Adds the statement of a piece; returns an offset when what follows must be split anew from there. */
function addPiece(text: string, piece: Piece, end: number, add: Add): number | undefined {
  if (piece.range.start === piece.range.end) return undefined;
  if (piece.kind !== 'sql') {
    add(piece.range, piece.end, { kind: piece.kind === 'psql' ? 'PsqlCommand' : 'CopyData', effects: [], fault: undefined });
    return undefined;
  }
  const sql = text.slice(piece.range.start, piece.range.end);
  const read = readCached(sql);
  if (read.kind !== 'Invalid') {
    add(piece.range, piece.end, read);
    return undefined;
  }
  const fault = shiftFault(read.fault!, piece.range.start);

  const resume = resumeAfterFault(text, piece, fault, end);
  if (resume === undefined) {
    add(piece.range, piece.end, read);
    return undefined;
  }
  const head = { start: piece.range.start, end: lastTokenEnd(text, piece.range.start, resume) };
  const semicolon = text[head.end - 1] === ';';
  const body = semicolon ? { start: head.start, end: lastTokenEnd(text, head.start, head.end - 1) } : head;
  // A statement that only lacks its semicolon still does what it says, so that later files are not condemned.
  const alone = readCached(text.slice(body.start, body.end));
  const local = semicolon && alone.fault ? alone.fault : { message: fault.message, range: { start: fault.range.start - body.start, end: fault.range.end - body.start } };
  add(body, head.end, { ...alone, fault: local });
  return resume;
}

const startsStatement =
  /^[ \t]*(?:create|alter|drop|insert|update|delete|select|with|comment|grant|revoke|do|set|begin|commit|rollback|truncate|analyze|vacuum|lock|refresh|reindex|call|copy|merge|reassign|cluster|explain)\b/gim;

/** How many later lines are tried as the start of the next statement before the rest counts as one broken statement. */
const resumeTries = 40;

/**
 * Where the next statement starts after a broken one whose end cannot be told: a missing semicolon, parenthesis or
 * quote. It is the first line after the fault that starts like a statement and parses; or, where the piece swallowed
 * semicolons, what follows the first of them.
 */
function resumeAfterFault(text: string, piece: Piece, fault: SyntaxFault, end: number): number | undefined {
  const firstEnd = piece.holdsSemicolon ? split(text, piece.range.start, end, { ignoreNesting: true }).next().value?.end : undefined;
  startsStatement.lastIndex = lineStartOf(text, Math.max(fault.range.start, piece.range.start + 1));
  for (let tries = 0; tries < resumeTries; tries++) {
    const found = startsStatement.exec(text);
    if (!found || found.index >= piece.range.end) break;
    const start = found.index + found[0].search(/\S/);
    if (firstEnd !== undefined && start >= firstEnd) break;
    if (start <= piece.range.start) continue;
    for (const options of [{}, { ignoreNesting: true }]) {
      const candidate = split(text, start, end, options).next().value;
      if (candidate && readCached(text.slice(candidate.range.start, candidate.range.end)).kind !== 'Invalid') return start;
    }
  }
  return firstEnd !== undefined && firstEnd < piece.end ? firstEnd : undefined;
}

function lineStartOf(text: string, at: number): number {
  return Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}

function lastTokenEnd(text: string, from: number, to: number): number {
  let end = from;
  for (const t of lex(text, from, to)) if (!isComment(t)) end = t.open ? from + text.slice(from, to).trimEnd().length : t.end;
  return end;
}

/** Ranges from the statement's start. */
interface Read {
  readonly kind: string;
  readonly effects: readonly Effect[];
  readonly fault: SyntaxFault | undefined;
}

/** By statement text, ranges from the statement's start: an edit parses one statement. Oldest out first. */
const cache = new Map<string, Read>();
const cacheLimit = 50_000;

function readCached(sql: string): Read {
  const known = cache.get(sql);
  if (known) return known;
  const parsed = parseStatement(sql);
  const read: Read = parsed.ok
    ? { kind: parsed.kind, effects: readEffects(parsed.kind, parsed.tree, sql), fault: undefined }
    : { kind: 'Invalid', effects: [], fault: { message: parsed.message, range: parsed.range } };
  if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value!);
  cache.set(sql, read);
  return read;
}

function statementOf(text: string, range: Range, end: number, read: Read): Statement {
  const sql = text.slice(range.start, range.end);
  return {
    kind: read.kind,
    range,
    end,
    text: sql,
    fault: read.fault,
    effects: placed(read.effects, range.start),
    tree() {
      const parsed = parseStatement(sql);
      return parsed.ok ? parsed.tree : undefined;
    },
    tokens: (): Token[] => lex(sql).filter((t) => !isComment(t)).map((t) => ({ ...t, start: t.start + range.start, end: t.end + range.start })),
  };
}

function shiftFault(fault: SyntaxFault, by: number): SyntaxFault {
  return { message: fault.message, range: { start: fault.range.start + by, end: fault.range.end + by } };
}

function sameFault(a: SyntaxFault | undefined, b: SyntaxFault | undefined): boolean {
  return a?.message === b?.message && a?.range.start === b?.range.start;
}
