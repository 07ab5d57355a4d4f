import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findFolders } from '../../../server/src/migrations/find-folders';
import { folderView } from '../../../server/src/migrations/folder-view';
import type { FolderView } from '../../../server/src/migrations/convention';

export type Files = Readonly<Record<string, string>>;

/** The folder `/w/<path>` of a workspace `/w` with these files. */
export function viewOf(files: Files, path = 'migrations'): FolderView {
  return folderView(`/w/${path}`, '/w', Object.keys(files).map((file) => `/w/${file}`), (file) => files[file.slice(3)]);
}

/** A folder whose files lie in `migrations`. */
export function migrationsOf(names: readonly string[], text = 'CREATE TABLE agents (id int PRIMARY KEY);\n'): FolderView {
  return viewOf(Object.fromEntries(names.map((name) => [`migrations/${name}`, text])));
}

export function foldersOf(files: Files): FolderView[] {
  return findFolders(Object.keys(files).map((file) => `/w/${file}`), '/w', (file) => files[file.slice(3)]);
}

const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url)).replaceAll('\\', '/');

/** The migrations folders found in a fixture, which is a workspace of its own. */
export function fixtureFolders(name: string): FolderView[] {
  const root = `${fixtures}/${name}`;
  const files = (readdirSync(root, { recursive: true }) as string[]).map((file) => `${root}/${file.replaceAll('\\', '/')}`).filter((file) => statSync(file).isFile());
  return findFolders(files, root, (file) => (files.includes(file) ? readFileSync(file, 'utf8') : undefined));
}
