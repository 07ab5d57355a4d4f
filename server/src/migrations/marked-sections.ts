import type { Split } from './numbered-files';

/**
 * The two directions of a file that holds both: up from after the first line that `up` matches, down from after the first
 * one that `down` matches behind it, each to the next marker. Both expressions match a marker up to the end of its line.
 * A file without an up marker is up from its start: what the tool makes of it is a rule's matter.
 */
export function splitAtMarkers(text: string, up: RegExp, down: RegExp): Split {
  const upMarker = up.exec(text);
  const start = upMarker ? afterLine(text, upMarker.index) : 0;
  const downMarker = find(down, text, start);
  if (!downMarker) return { up: { start, end: text.length }, down: undefined };
  const downStart = afterLine(text, downMarker.index);
  return { up: { start, end: downMarker.index }, down: { start: downStart, end: find(up, text, downStart)?.index ?? text.length } };
}

export function afterLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** The last match before `end`: the marker of the section that starts there. */
export function lastMatch(pattern: RegExp, text: string, end: number): RegExpExecArray | undefined {
  return [...text.slice(0, end).matchAll(new RegExp(pattern.source, pattern.flags.replace('g', '') + 'g'))].at(-1);
}

/** The first match at `from` or behind it. */
function find(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  const search = new RegExp(pattern.source, pattern.flags.replace('g', '') + 'g');
  search.lastIndex = from;
  return search.exec(text);
}

/** A text in which a `$$` body or `BEGIN ATOMIC` would be cut by a splitter at line ends has to be marked as one statement. */
export function hasBody(sql: string): boolean {
  return /\$\w*\$|\bBEGIN\s+ATOMIC\b/i.test(sql);
}
