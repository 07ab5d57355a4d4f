import type { FolderView, Integrity, IntegrityFault } from './convention';
import { ownFiles } from './folder-view';
import { sha256, type Sha256 } from './sha256';
import { compareText } from './versions';

const SUM = 'atlas.sum';
const IGNORED = /^--\s*atlas:sum\s+ignore\s*$/m;

interface Summed {
  readonly name: string;
  readonly text: string;
  /** Undefined: the file has no line. */
  readonly hash: string | undefined;
  /** The hash over this file and all before it. */
  readonly running: Sha256;
}

/** What was summed last in a folder: an edit changes one file, and only what follows it is summed anew. */
const summed = new Map<string, readonly Summed[]>();

/** sql/migrate/dir.go, NewHashFile: each line's hash is over the names and bytes of all files up to it. */
function sumFiles(path: string, files: readonly { readonly name: string; readonly text: string }[]): readonly Summed[] {
  const before = summed.get(path) ?? [];
  let same = 0;
  while (same < files.length && same < before.length && before[same]!.name === files[same]!.name && before[same]!.text === files[same]!.text) same++;
  const result = before.slice(0, same);
  for (const { name, text } of files.slice(same)) {
    const running = result.at(-1)?.running.copy() ?? sha256();
    running.update(name);
    const ignored = IGNORED.test(text);
    if (!ignored) running.update(text);
    result.push({ name, text, running, hash: ignored ? undefined : running.digest() });
  }
  summed.set(path, result);
  return result;
}

/** The first line's hash is over the others. */
function written(files: readonly Summed[]): string {
  const total = sha256();
  for (const { name, hash } of files) if (hash !== undefined) total.update(name + hash);
  return `h1:${total.digest()}\n${files.map(({ name, hash }) => (hash === undefined ? '' : `${name} h1:${hash}\n`)).join('')}`;
}

/** Every SQL file of the folder, by name; of a folder of pairs the ups alone, where the sums hold no down (sql/sqltool/tool.go, GolangMigrateDir). */
function filesOf(folder: FolderView): readonly Summed[] {
  const sum = folder.read(SUM) ?? '';
  const ups = /\.up\.sql /.test(sum) && !/\.down\.sql /.test(sum);
  const names = ownFiles(folder).filter((file) => file.endsWith(ups ? '.up.sql' : '.sql')).sort(compareText);
  return sumFiles(folder.path, names.map((name) => ({ name, text: folder.read(name) ?? '' })));
}

function faults(folder: FolderView): readonly IntegrityFault[] {
  const sum = folder.read(SUM);
  if (sum === undefined) return [];
  const files = filesOf(folder);
  const right = written(files);
  if (sum.replaceAll('\r\n', '\n') === right) return [];
  const mend = { title: `Recompute ${SUM}`, texts: () => new Map([[SUM, right]]) };
  const stops = 'Atlas stops with "checksum mismatch"';
  const marker = /^(<{7}|={7}|>{7})/m.exec(sum);
  if (marker) return [{ file: SUM, range: { start: marker.index, end: marker.index + 7 }, why: `${stops}: ${SUM} holds a merge conflict`, mend }];
  const lines = [...sum.matchAll(/^(.*?) ?h1:(\S*)\r?$/gm)].map(({ index, 0: line, 1: name = '', 2: hash }) => ({ name: name.trim(), hash, range: { start: index, end: index + line.trimEnd().length } })).filter(({ name }) => name !== '');
  const own = files.filter(({ hash }) => hash !== undefined);
  const at = [...Array(Math.max(lines.length, own.length)).keys()].find((i) => lines[i]?.name !== own[i]?.name || lines[i]?.hash !== own[i]?.hash);
  const [line, file] = at === undefined ? [] : [lines[at], own[at]];
  const top = { start: 0, end: 0 };
  if (line && !own.some(({ name }) => name === line.name)) return [{ file: SUM, range: line.range, why: `${stops}: ${line.name} is in ${SUM} and not in the folder`, mend }];
  if (file && !lines.some(({ name }) => name === file.name)) return [{ file: file.name, range: top, why: `${stops}: ${file.name} is not in ${SUM}`, mend }];
  if (file) return [{ file: file.name, range: top, why: `${stops}: ${file.name} is another than when ${SUM} was made`, mend }];
  return [{ file: SUM, range: top, why: `${stops}: the first line of ${SUM} does not fit the others`, mend }];
}

/** Facts from Atlas 1.2: sql/migrate/dir.go, sql/sqltool/tool.go. */
export const atlasSum: Integrity = {
  faults,
  inStep: (folder) => new Map([[SUM, written(filesOf(folder))]]),
};
