/**
 * pgsql-ast-parser reads one table or query in UPDATE ... FROM and no DELETE ... USING. Such a clause is blanked, and
 * given as a query of its own in which everything else is blank, so that each name keeps its place.
 */
export interface CutQuery {
  readonly text: string;
  readonly clauses: readonly FromClause[];
}

export interface FromClause {
  /** Where the UPDATE or DELETE starts that the clause belongs to. */
  readonly of: number;
  /** `SELECT FROM ...`, each word in its place. */
  readonly text: string;
}

interface Write {
  readonly verb: 'update' | 'delete';
  readonly at: number;
  readonly depth: number;
  from?: number;
}

/** `plain` has no comments, and no words or parentheses in literals. */
export function cutFromClauses(plain: string): CutQuery {
  const clauses: FromClause[] = [];
  const open: Write[] = [];
  let text = plain;
  let depth = 0;
  let before = '';

  function close(end: number) {
    const { at, from } = open.pop()!;
    if (from === undefined) return;
    const clause = plain.slice(from, end).replace(/^using/i, 'from ');
    clauses.push({ of: at, text: `${' '.repeat(at)}select${' '.repeat(from - at - 6)}${clause}`.padEnd(plain.length) });
    text = text.slice(0, from) + ' '.repeat(end - from) + text.slice(end);
  }

  for (const found of plain.matchAll(/[()]|[a-z_]\w*/gi)) {
    const word = found[0].toLowerCase();
    const write = open.at(-1);
    const within = write?.depth === depth;
    if (word === '(') depth++;
    else if (word === ')') {
      if (within) close(found.index);
      depth--;
    } else if ((word === 'update' || word === 'delete') && ['', '(', ')'].includes(before)) open.push({ verb: word, at: found.index, depth });
    else if (within && write.from === undefined && word === (write.verb === 'update' ? 'from' : 'using')) write.from = found.index;
    else if (within && write.from !== undefined && (word === 'where' || word === 'returning')) close(found.index);
    before = word;
  }
  while (open.length > 0) close(plain.length);
  return { text, clauses };
}
