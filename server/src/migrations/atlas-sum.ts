import type { FolderView } from './convention';
import { ownFiles } from './folder-view';
import { sha256 } from './sha256';
import { compareText } from './versions';

const IGNORED = /^--\s*atlas:sum\s+ignore\s*$/m;

/** sql/migrate/dir.go: each line's hash is over the names and bytes of all files up to it, the first line's over the lines. */
export function atlasSum(files: readonly { readonly name: string; readonly text: string }[]): string {
  const running = sha256();
  const total = sha256();
  const lines: string[] = [];
  for (const { name, text } of [...files].sort((a, b) => compareText(a.name, b.name))) {
    running.update(name);
    if (IGNORED.test(text)) continue;
    running.update(text);
    const hash = running.digest();
    total.update(name + hash);
    lines.push(`${name} h1:${hash}\n`);
  }
  return `h1:${total.digest()}\n${lines.join('')}`;
}

/** The folder's SQL files with others put in their places. */
export function sumWith(folder: FolderView, added: readonly { readonly file: string; readonly text: string }[]): string {
  const files = new Map(ownFiles(folder).filter((file) => file.endsWith('.sql')).map((file) => [file, folder.read(file) ?? '']));
  for (const { file, text } of added) files.set(file, text);
  return atlasSum([...files].map(([name, text]) => ({ name, text })));
}
