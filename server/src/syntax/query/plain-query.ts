import { identifier, lex, type Token } from '../lexer';

/**
 * A query for `pgsql-ast-parser`: every comment is blank, every string literal is `'____'`, and every identifier that
 * the library's lexer would misread is a stand-in, each in the same place and of the same length. That lexer knows no
 * letters beyond ASCII, no dollar quotes, no doubled quotes in names, and takes a quote within a comment for a string.
 */
export interface PlainQuery {
  readonly text: string;
  /** The name as PostgreSQL sees it, of a name in the library's tree. */
  readonly name: (word: string) => string;
  /** A word of this length that the library takes for an identifier; undefined where none is left. */
  readonly standIn: (name: string, length: number) => string | undefined;
}

/** A word that starts with q gets a stand-in too: so no word of the query can be taken for one. */
const readableWord = /^[a-pr-z_]\w*$/i;
const readableNumber = /^(?:\d+(?:\.\d*)?|\.\d+)$/;
const endsInWord = /\w$/;
const startsInWord = /^\w/;
/** A literal goes on in the next one when a line break stands between them (PostgreSQL's documentation, 4.1.2.1). */
const continued = /'_*'(?:[ \t\f]*[\r\n]\s*'_*')+/g;

/** Undefined where a literal or a comment does not end, and for a name in escapes (U&"...") or a psql command. */
export function plainQuery(text: string): PlainQuery | undefined {
  const names = new Map<string, string>();
  const standIns = new Map<string, string>();
  const taken = new Map<number, number>();

  function standIn(name: string, length: number): string | undefined {
    const key = `${length} ${name}`;
    const known = standIns.get(key);
    if (known !== undefined) return known;
    const count = taken.get(length) ?? 0;
    const word = length === 1 && count === 0 ? 'q' : `q${count.toString(36).padStart(length - 1, '_')}`;
    if (word.length > length) return undefined;
    taken.set(length, count + 1);
    standIns.set(key, word);
    names.set(word, name);
    return word;
  }

  const pieces: string[] = [];
  let end = 0;
  for (const token of lex(text)) {
    const between = text.slice(end, token.start);
    const before = between === '' ? pieces.at(-1) : undefined;
    const piece = plainToken(token);
    // "a"b is two names, and their stand-ins would be one.
    if (piece === undefined || (before && endsInWord.test(before) && startsInWord.test(piece))) return undefined;
    pieces.push(between, piece);
    end = token.end;
  }
  pieces.push(text.slice(end));
  return { text: pieces.join('').replace(continued, (whole) => `'${'_'.repeat(whole.length - 2)}'`), name: (word) => names.get(word) ?? word, standIn };

  function plainToken(token: Token): string | undefined {
    const written = text.slice(token.start, token.end);
    const { length } = written;
    if (token.open) return undefined;
    switch (token.kind) {
      case 'psql':
        return undefined;
      case 'line comment':
      case 'block comment':
        return ' '.repeat(length);
      case 'dollar':
        return `'${'_'.repeat(length - 2)}'`;
      case 'string': {
        const prefix = written.indexOf("'");
        return `${' '.repeat(prefix)}'${'_'.repeat(length - prefix - 2)}'`;
      }
      case 'number':
        return readableNumber.test(written) ? written : '1'.repeat(length);
      case 'quoted': {
        const name = identifier(text, token);
        return name && standIn(name, length);
      }
      case 'word':
        return readableWord.test(written) ? written : standIn(foldCase(written), length);
      default:
        return written;
    }
  }
}

/** PostgreSQL folds the letters of ASCII alone when a character may take several bytes (downcase_identifier). */
function foldCase(word: string): string {
  return word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
