import { fromUtf8, type OffsetMap } from '../text/utf8';
import type { Range } from '../text/range';
import { identifier, isComment, lex, type Token } from './lexer';
import type { QualifiedName } from './effects';

export interface NameAt extends QualifiedName {
  /** The last part of the name. */
  readonly range: Range;
  /** Index of the token after the name. */
  readonly next: number;
}

/**
 * Where the names of one statement stand. PostgreSQL's tree gives a byte location for relations and columns, but none
 * for the names in DROP, ALTER ... COLUMN or RENAME; those are found by looking on from the last place that is known.
 */
export class Names {
  readonly tokens: readonly Token[];
  readonly toUtf16: OffsetMap;
  private cursor = 0;

  constructor(readonly text: string) {
    this.tokens = lex(text).filter((t) => !isComment(t));
    this.toUtf16 = fromUtf8(text);
  }

  get whole(): Range {
    return { start: 0, end: this.text.length };
  }

  word(index: number): string | undefined {
    const t = this.tokens[index];
    return t && t.kind === 'word' ? this.text.slice(t.start, t.end).toLowerCase() : undefined;
  }

  is(index: number, punctuation: string): boolean {
    const t = this.tokens[index];
    return t !== undefined && t.kind === 'punctuation' && this.text.startsWith(punctuation, t.start);
  }

  /** Index of the first token at or after a UTF-16 offset. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.tokens[middle]!.start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The dotted name at a location of PostgreSQL's tree (bytes); later look-ups go on behind it. */
  at(location: number | undefined): NameAt {
    return this.dotted(this.indexAt(this.toUtf16(location ?? 0)));
  }

  /** Moves on to a location of PostgreSQL's tree (bytes), so that what is found next stands behind it. */
  from(location: number | undefined): void {
    this.cursor = this.indexAt(this.toUtf16(location ?? 0));
  }

  /** The next place where this name stands, as a dotted name when `schema` is given. Not found: the whole statement. */
  find(name: string, schema?: string): Range {
    for (let i = this.cursor; i < this.tokens.length; i++) {
      if (this.nameOf(i) !== (schema ?? name)) continue;
      if (schema === undefined) {
        this.cursor = i + 1;
        return this.rangeOf(i);
      }
      if (this.is(i + 1, '.') && this.nameOf(i + 2) === name) {
        this.cursor = i + 3;
        return this.rangeOf(i + 2);
      }
    }
    return this.whole;
  }

  /** The next string literal with this value. */
  findString(value: string): Range {
    for (let i = this.cursor; i < this.tokens.length; i++) {
      const t = this.tokens[i]!;
      if (t.kind === 'string' && this.text.slice(t.start, t.end) === `'${value.replaceAll("'", "''")}'`) {
        this.cursor = i + 1;
        return this.rangeOf(i);
      }
    }
    return this.whole;
  }

  findWord(word: string): number {
    for (let i = this.cursor; i < this.tokens.length; i++) if (this.word(i) === word) return i;
    return -1;
  }

  rangeOf(index: number): Range {
    const t = this.tokens[index];
    return t ? { start: t.start, end: t.end } : this.whole;
  }

  nameOf(index: number): string | undefined {
    const t = this.tokens[index];
    return t && identifier(this.text, t);
  }

  /** From the token at an offset to the last one before the comma or parenthesis that ends its clause. */
  clause(start: number): Range {
    let depth = 0;
    let end = start;
    for (let i = this.indexAt(start); i < this.tokens.length; i++) {
      const t = this.tokens[i]!;
      if (t.kind === 'punctuation') {
        const c = this.text[t.start];
        if (c === '(' || c === '[') depth++;
        else if (c === ')' || c === ']') depth--;
        if (depth < 0 || (depth === 0 && c === ',')) break;
      }
      end = t.end;
    }
    return { start, end };
  }

  /** The text's end before `limit`, without the blanks and comments in front of it. */
  endBefore(limit: number): number {
    const i = this.indexAt(limit);
    return i > 0 ? Math.min(this.tokens[i - 1]!.end, limit) : limit;
  }

  private dotted(index: number): NameAt {
    const parts: number[] = [index];
    let i = index;
    while (this.is(i + 1, '.') && this.nameOf(i + 2) !== undefined) {
      i += 2;
      parts.push(i);
    }
    this.cursor = i + 1;
    const name = this.nameOf(i) ?? '';
    const schema = parts.length > 1 ? this.nameOf(parts[parts.length - 2]!) : undefined;
    return { name, ...(schema === undefined ? {} : { schema }), range: this.rangeOf(i), next: i + 1 };
  }
}
