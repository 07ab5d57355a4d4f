import { identifier, isComment, lex, type Token } from '../syntax/lexer';
import type { Statement } from '../syntax/statement';
import type { Range } from '../text/range';

/** A word or quoted identifier of a statement; most keywords are among them. */
export interface Identifier {
  /** Folded as PostgreSQL folds it. */
  readonly name: string;
  readonly range: Range;
  readonly beforeDot: boolean;
  /** It stands where a relation's name does: `FROM x`, `REFERENCES x`, `x.y`. */
  readonly relation: boolean;
  /** It stands where a type's name does: `::x`. */
  readonly type: boolean;
}

const beforeRelation = new Set(['table', 'on', 'into', 'from', 'update', 'references', 'only', 'exists', 'join', 'view', 'to']);

/** The identifiers of a statement in order, those in the body of a DO block too. */
export function identifiersOf(statement: Statement): Identifier[] {
  const { text, range } = statement;
  const tokens = tokensOf(text, 0, text.length, statement.kind === 'DoStmt');
  const spelled = (t: Token | undefined) => (t ? text.slice(t.start, t.end).toLowerCase() : '');
  return tokens.flatMap((token, i) => {
    const name = identifier(text, token);
    if (name === undefined) return [];
    const before = spelled(tokens[i - 1]);
    const isKeyword = token.kind === 'word' && ((name === 'key' && (before === 'primary' || before === 'foreign')) || tokens[i + 1]?.kind === 'string');
    if (isKeyword) return [];
    const beforeDot = spelled(tokens[i + 1]) === '.';
    return [{
      name,
      range: { start: token.start + range.start, end: token.end + range.start },
      beforeDot,
      relation: beforeDot || beforeRelation.has(before),
      type: before === '::',
    }];
  });
}

function tokensOf(text: string, from: number, to: number, bodies: boolean): Token[] {
  return lex(text, from, to).flatMap((token) => {
    if (isComment(token)) return [];
    if (!bodies || token.kind !== 'dollar' || token.open) return [token];
    const tag = text.indexOf('$', token.start + 1) + 1 - token.start;
    return tokensOf(text, token.start + tag, token.end - tag, false);
  });
}
