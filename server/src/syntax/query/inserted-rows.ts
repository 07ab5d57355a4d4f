import type { InsertStatement } from 'pgsql-ast-parser';
import type { InsertedRows } from '../effects';
import { literalIn, valuesRows } from './values-rows';

/** `plain`: the text as `plainQuery` gives it. The rows come from there: the library is not given all of them. */
export function insertedRows(text: string, plain: string, node: InsertStatement, table: InsertedRows['table'], columns: InsertedRows['columns']): InsertedRows {
  return { table, columns, rows: literalRows(text, plain, node), onConflict: Boolean(node.onConflict) };
}

function literalRows(text: string, plain: string, node: InsertStatement): InsertedRows['rows'] {
  if (node.insert?.type !== 'values') return undefined;
  const list = /\bvalues\s*(?=\()/gi;
  list.lastIndex = node.insert._location!.start;
  if (!list.test(plain)) return undefined;
  return valuesRows(plain, list.lastIndex)?.map((row) =>
    row.cells.map((cell) => {
      const literal = literalIn(plain, cell);
      if (!literal) return null;
      // E'...' and the like: the letter is blank in `plain`.
      const prefix = plain[literal.start - 1] === ' ' ? /(?:[ebx]|u&)?$/i.exec(text.slice(0, literal.start))![0].length : 0;
      return text.slice(literal.start - prefix, literal.end);
    }),
  );
}
