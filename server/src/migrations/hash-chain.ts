import { byText } from './by-text';
import type { FolderView, Integrity, IntegrityFault } from './convention';
import { sha1 } from './sha1';
import { compareText } from './versions';

const COMMITTED = /^committed\/(\d+)(-[-_a-zA-Z0-9]*)?\.sql$/;
const hashOf = byText((text) => `sha1:${sha1(text)}`);

interface Committed {
  readonly file: string;
  readonly text: string;
  /** Undefined: the header has no such line. */
  readonly previous: Header | undefined;
  readonly hash: Header | undefined;
  readonly mayDiffer: boolean;
  /** src/hash.ts is over the previous hash and this. */
  readonly body: string;
  /** Undefined: what has to follow the header does. */
  readonly divider: 'corrupted' | 'missing' | undefined;
}

interface Header {
  readonly value: string;
  /** Of the value. */
  readonly start: number;
}

/** src/migration.ts, parseMigrationText: lines that start with `--! ` and a capital letter, then a blank line. */
const read = byText((text: string): Omit<Committed, 'file'> => {
  const head = /^(?:--! [A-Z][a-zA-Z0-9_]*(?::.*)?(?:\n|$))*/.exec(text)![0];
  const header = (key: string): Header | undefined => {
    const line = new RegExp(`^--! ${key}:[ \\t]*(.*?)[ \\t\\r]*$`, 'm').exec(head);
    return line ? { value: line[1]!, start: line.index + line[0].indexOf(line[1]!, key.length + 5) } : undefined;
  };
  const next = text.slice(head.length).split('\n', 1)[0];
  return { text, previous: header('Previous'), hash: header('Hash'), mayDiffer: /^--! AllowInvalidHash\b/m.test(head), body: text.slice(head.length).trim(), divider: next === '\r' ? 'corrupted' : next === '' ? undefined : 'missing' };
});

function committed(folder: FolderView): Committed[] {
  const number = (file: string) => COMMITTED.exec(file)![1]!;
  const files = folder.files.filter((file) => COMMITTED.test(file)).sort((a, b) => compareText(number(a), number(b)));
  return files.map((file) => ({ file, ...read(folder.read(file) ?? '') }));
}

const hashAfter = (previous: string | undefined, { body }: Committed): string => hashOf(`${`${previous ?? ''}\n${body}`.trim()}\n`);

function faults(folder: FolderView): readonly IntegrityFault[] {
  const files = committed(folder);
  for (const [i, file] of files.entries()) {
    const before = files[i - 1];
    const { previous, hash } = file;
    const top = { start: 0, end: 0 };
    const at = ({ start, value }: Header) => ({ start, end: start + value.length });
    const stops = (why: string, range = top, mends = true): IntegrityFault[] => [{ file: file.file, range, why: `graphile-migrate stops${why}`, ...(mends ? { mend: { title: `Recompute the hashes from ${file.file} on`, texts: () => chained(folder) } } : {}) }];
    if (file.divider === 'corrupted') return stops(' with "the line endings have been corrupted": its header ends with a carriage return', top, false);
    if (file.divider === 'missing') return stops(' with "there should be two newlines after the headers section"', top, false);
    if (!previous || !hash) return stops(` with "no '${previous ? 'Hash' : 'Previous'}' comment"`, top, false);
    if (previous.value !== (before?.hash?.value ?? '-')) return stops(before ? `: the previous hash of ${file.file} is not that of ${before.file}` : `: ${file.file} is the first and names a previous one`, at(previous));
    if (!file.mayDiffer && hash.value !== hashAfter(before?.hash?.value, file)) return stops(` with "Hash for ${file.file.replace('committed/', '')} does not match": its text is another than when it was committed`, at(hash));
  }
  return [];
}

/** The files that are not in the chain, with headers by which they are. */
function chained(folder: FolderView): Map<string, string> {
  const texts = new Map<string, string>();
  let last: string | undefined;
  for (const file of committed(folder)) {
    const { text, previous, hash, mayDiffer } = file;
    const right = hash && mayDiffer ? hash.value : hashAfter(last, file);
    if (previous && hash) {
      const values: [Header, string][] = [[previous, last ?? '-'], [hash, right]];
      const rewritten = values.sort(([a], [b]) => b.start - a.start).reduce((sum, [{ start, value }, now]) => sum.slice(0, start) + now + sum.slice(start + value.length), text);
      if (rewritten !== text) texts.set(file.file, rewritten);
    }
    last = right;
  }
  return texts;
}

/** Facts from graphile-migrate 2.0 rc: src/hash.ts, src/migration.ts (parseMigrationText, getAllMigrations). */
export const hashChain: Integrity = { faults, inStep: chained };
