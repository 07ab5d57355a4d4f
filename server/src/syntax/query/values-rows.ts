import type { Range } from '../../text/range';

/** One row of a VALUES list, from parenthesis to parenthesis. */
export interface ValuesRow {
  readonly range: Range;
  /** The values, without the blanks around them. */
  readonly cells: readonly Range[];
}

const castType = String.raw`(?:[a-z_]\w*\s*\.\s*)?[a-z_]\w*(?:\s+(?:varying|precision|with(?:out)?\s+time\s+zone))?(?:\s*\([\d\s,]*\))?(?:\s*\[\s*\])*`;
const bare = String.raw`(?:[a-z]\w*\s*)?'_*'|[-+]?\s*(?:\d+\.?\d*|\.\d+)|true|false|null`;
const literal = new RegExp(String.raw`^\(?\s*(${bare})\s*\)?(?:\s*::\s*${castType})*$`, 'i');
const castLiteral = new RegExp(String.raw`^cast\s*\(\s*(${bare})\s+as\s+${castType}\s*\)$`, 'i');
/** DEFAULT, or a function of literals: no literal, but no name of a column either. */
const nameless = new RegExp(String.raw`^(?:default|(?:[a-z_]\w*\s*\.\s*)?[a-z_]\w*\s*\(\s*(?:(?:${bare})(?:\s*,\s*(?:${bare}))*\s*)?\))(?:\s*::\s*${castType})*$`, 'i');

/** The rows of the list whose first parenthesis is the next character after `at`; undefined where it does not end. */
export function valuesRows(plain: string, at: number): ValuesRow[] | undefined {
  const rows: ValuesRow[] = [];
  const mark = /[()[\],]|[^\s()[\],]+/g;
  mark.lastIndex = at;
  let depth = 0;
  let start = at;
  let cell = at;
  let cells: Range[] = [];
  for (let found = mark.exec(plain); found; found = mark.exec(plain)) {
    const sign = found[0];
    const here = found.index;
    if (depth === 0) {
      if (sign === '(') {
        start = here;
        cell = here + 1;
        cells = [];
      } else if (sign === ',' && rows.length > 0) continue;
      else break;
    }
    if (sign === '(' || sign === '[') depth++;
    else if (sign === ')' || sign === ']') depth--;
    if ((depth === 1 && sign === ',') || (depth === 0 && sign === ')')) {
      cells.push(trimmed(plain, cell, here));
      cell = here + 1;
    }
    if (depth === 0) rows.push({ range: { start, end: here + 1 }, cells });
  }
  return depth === 0 && rows.length > 0 ? rows : undefined;
}

/** Where the literal stands in a value that is one, casts aside. */
export function literalIn(plain: string, cell: Range): Range | undefined {
  const written = plain.slice(cell.start, cell.end);
  const found = (castLiteral.exec(written) ?? literal.exec(written))?.[1];
  if (found === undefined) return undefined;
  // Of a typed literal (DATE '...') the string.
  const value = found.endsWith("'") ? found.slice(found.indexOf("'")) : found;
  const start = cell.start + written.indexOf(value);
  return { start, end: start + value.length };
}

/**
 * Blanks the rows after the first that use no name. The library takes half a millisecond a row, so that some
 * thousand rows of literals would take it seconds to say nothing.
 */
export function withoutNamelessRows(plain: string): string {
  const list = /\bvalues\s*(?=\()/gi;
  let text = '';
  let done = 0;
  for (let found = list.exec(plain); found; found = list.exec(plain)) {
    const rows = valuesRows(plain, list.lastIndex);
    if (!rows) continue;
    rows.slice(1).forEach((row, index) => {
      if (!row.cells.every((cell) => literalIn(plain, cell) || nameless.test(plain.slice(cell.start, cell.end)))) return;
      const before = rows[index]!.range.end;
      text += plain.slice(done, before) + ' '.repeat(row.range.end - before);
      done = row.range.end;
    });
    list.lastIndex = rows.at(-1)!.range.end;
  }
  return text + plain.slice(done);
}

function trimmed(text: string, start: number, end: number): Range {
  while (start < end && /\s/.test(text[start]!)) start++;
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  return { start, end };
}
