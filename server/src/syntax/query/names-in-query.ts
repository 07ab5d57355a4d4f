import type { ExprRef, PGNode } from 'pgsql-ast-parser';
import type { Range } from '../../text/range';
import type { QualifiedName } from '../effects';
import type { ColumnUse } from '../scope';
import type { PlainQuery } from './plain-query';

export interface QueryText {
  readonly plain: PlainQuery;
  /** What the library has read. */
  readonly read: string;
}

/** The relation whose name starts where the node starts; its range is the last part. */
export function nameAt(node: PGNode, { plain, read }: QueryText): QualifiedName & { readonly range: Range } {
  const { start } = placeOf(node);
  const written = /[a-z_]\w*(?:\s*\.\s*[a-z_]\w*)*/i.exec(read.slice(start))![0];
  const [name, schema] = words(written).reverse();
  return { ...(schema ? { schema: plain.name(schema.word) } : {}), name: plain.name(name!.word), range: place(name!, start) };
}

/** Nothing for `*` and for what is no column to PostgreSQL. */
export function columnUse(node: ExprRef, { plain, read }: QueryText): ColumnUse[] {
  // In parentheses, and in FILTER (WHERE ...), the library's place for a name takes in what stands around it.
  const { start, end } = placeOf(node);
  const all = words(read.slice(start, end)).reverse();
  const at = all.findIndex(({ word }) => word === node.name.toLowerCase());
  const column = all[at];
  const qualifier = node.table && all[at + 1];
  const schema = node.table?.schema === undefined ? undefined : all[at + 2];
  // A key word since PostgreSQL 16, and not for the library.
  if (!column || (!qualifier && column.word === 'system_user')) return [];
  return [
    {
      name: plain.name(column.word),
      ...(qualifier ? { qualifier: plain.name(qualifier.word) } : {}),
      ...(schema ? { qualifierSchema: plain.name(schema.word) } : {}),
      role: 'read',
      range: place(column, start),
    },
  ];
}

/** The columns of a list of bare names. */
export function columnsIn({ start, end }: Range, role: ColumnUse['role'], { plain }: QueryText): ColumnUse[] {
  return words(plain.text.slice(start, end)).map((one) => ({ name: plain.name(one.word), role, range: place(one, start) }));
}

export function namesIn(list: string, { plain }: QueryText): string[] {
  return words(list).map(({ word }) => plain.name(word));
}

export function placeOf(node: PGNode): Range {
  return node._location!;
}

interface Word {
  /** In lower case, as in the library's tree. */
  readonly word: string;
  readonly at: number;
}

function words(text: string): Word[] {
  return [...text.matchAll(/[a-z_]\w*/gi)].map((found) => ({ word: found[0].toLowerCase(), at: found.index }));
}

function place({ word, at }: Word, start: number): Range {
  return { start: start + at, end: start + at + word.length };
}
