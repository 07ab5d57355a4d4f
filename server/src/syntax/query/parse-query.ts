import type { From, Statement } from 'pgsql-ast-parser';
import { cutFromClauses } from './from-clauses';
import type { PlainQuery } from './plain-query';
import { readableForms } from './query-forms';
import { withoutNamelessRows } from './values-rows';

export interface QueryTree {
  readonly statement: Statement;
  /** What the library has read, place for place. Where it differs from the query, the tree says other than the query. */
  readonly read: string;
  /** The FROM or USING of an UPDATE or DELETE, by the start of that, where it was read on its own. */
  readonly froms: ReadonlyMap<number, readonly From[]>;
}

/** The library takes 5 to 40 ms for 1,000 characters, and a person is typing. Real statements stay under 3,000. */
const longest = 10_000;

/** Undefined where the library cannot read it even in a form that it knows. */
export function parseQuery(plain: PlainQuery): QueryTree | undefined {
  const text = withoutNamelessRows(plain.text);
  if (text.replace(/\s+/g, ' ').length > longest) return undefined;
  const statement = parsed(text);
  return statement ? { statement, read: text, froms: new Map() } : parsedInParts(readableForms({ ...plain, text }));
}

function parsedInParts(readable: string): QueryTree | undefined {
  const { text, clauses } = cutFromClauses(readable);
  const statement = parsed(text);
  if (!statement) return undefined;
  const froms = new Map<number, readonly From[]>();
  for (const clause of clauses) {
    const query = parsed(clause.text);
    if (query?.type !== 'select') return undefined;
    froms.set(clause.of, query.from ?? []);
  }
  return { statement, read: readable, froms };
}

function parsed(text: string): Statement | undefined {
  try {
    const statements = library().parse(text, { locationTracking: true });
    return statements.length === 1 ? statements[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Loaded at the first need: many folders hold no query that has to be read exactly. */
function library(): typeof import('pgsql-ast-parser') {
  return require('pgsql-ast-parser') as typeof import('pgsql-ast-parser');
}
