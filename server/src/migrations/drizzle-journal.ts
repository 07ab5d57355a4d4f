import { findNodeAtLocation, parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { FolderView, Integrity, IntegrityFault } from './convention';

export const JOURNAL = 'meta/_journal.json';

/** drizzle-orm/src/migrator.ts reads every entry's file; pg-core/dialect.ts runs entries whose time is after the last one that ran. */
function faults(folder: FolderView): readonly IntegrityFault[] {
  const text = folder.files.includes(JOURNAL) ? folder.read(JOURNAL) : undefined;
  if (text === undefined) return [];
  const errors: ParseError[] = [];
  const root = parseTree(text, errors);
  const [error] = errors;
  if (error) return [{ file: JOURNAL, range: { start: error.offset, end: error.offset + error.length }, why: `Drizzle stops, as ${JOURNAL} cannot be read here` }];
  const entries = root && findNodeAtLocation(root, ['entries']);
  const found: IntegrityFault[] = [];
  let newest: { readonly tag: string; readonly when: number } | undefined;
  for (const entry of entries?.children ?? []) {
    const [tag, when] = [findNodeAtLocation(entry, ['tag']), findNodeAtLocation(entry, ['when'])];
    if (typeof tag?.value !== 'string') continue;
    if (!folder.files.includes(`${tag.value}.sql`)) found.push({ file: JOURNAL, range: rangeOf(tag), why: `Drizzle stops with "No file ${tag.value}.sql found": the journal lists it` });
    if (typeof when?.value !== 'number') continue;
    if (newest && when.value <= newest.when) {
      const after = newest.when + 1;
      found.push({
        file: JOURNAL, range: rangeOf(when),
        why: `Drizzle never runs ${tag.value} where ${newest.tag} ran before: its time is not after that one's`,
        mend: { title: `Date ${tag.value} after ${newest.tag}`, texts: () => new Map([[JOURNAL, text.slice(0, when.offset) + String(after) + text.slice(when.offset + when.length)]]) },
      });
    } else newest = { tag: tag.value, when: when.value };
  }
  return found;
}

const rangeOf = ({ offset, length }: Node) => ({ start: offset, end: offset + length });

export const drizzleJournal: Integrity = { faults };
