import { overlaps, type Range } from './range';

/** Replace `range` by `text`; an empty range inserts. */
export interface TextEdit {
  readonly range: Range;
  readonly text: string;
}

/** One change to the files of a workspace; paths are absolute, with forward slashes. */
export type Change =
  | { readonly kind: 'edit'; readonly file: string; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'create'; readonly file: string; readonly text: string }
  | { readonly kind: 'rename'; readonly file: string; readonly to: string }
  | { readonly kind: 'delete'; readonly file: string };

export function insert(at: number, text: string): TextEdit {
  return { range: { start: at, end: at }, text };
}

export function replace(range: Range, text: string): TextEdit {
  return { range, text };
}

export function remove(range: Range): TextEdit {
  return { range, text: '' };
}

/** @throws RangeError when two edits overlap or one lies outside the text. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.map((edit, index) => ({ edit, index })).sort((a, b) => a.edit.range.start - b.edit.range.start || a.index - b.index);
  let result = '';
  let at = 0;
  for (const { edit } of sorted) {
    if (edit.range.start < at || edit.range.end > text.length || edit.range.end < edit.range.start)
      throw new RangeError(`edits overlap or lie outside the text at ${edit.range.start}`);
    result += text.slice(at, edit.range.start) + edit.text;
    at = edit.range.end;
  }
  return result + text.slice(at);
}

/** Two edits that may not be applied together: they overlap, or both insert at one place different texts. */
export function conflict(a: TextEdit, b: TextEdit): boolean {
  if (a.range.start === b.range.start && a.range.end === b.range.end && a.text === b.text) return false;
  return overlaps(a.range, b.range) || (a.range.start === b.range.start && (a.range.end === a.range.start || b.range.end === b.range.start));
}
