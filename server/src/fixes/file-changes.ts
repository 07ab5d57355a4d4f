import type { Change } from '../text/edits';
import type { MigrationFolder } from '../migrations/convention';
import { beside } from '../migrations/folder-view';
import type { Migration } from '../migrations/migration';

/** Renames of a folder's files: names relative to the folder, old to new. Undefined: one of the new names is taken. */
export function renameFiles(folder: Pick<MigrationFolder, 'path' | 'view'>, renamed: ReadonlyMap<string, string>): Change[] | undefined {
  for (const to of renamed.values()) if (folder.view.files.includes(to) && !renamed.has(to)) return undefined;
  return [...renamed].filter(([from, to]) => from !== to).map(([from, to]) => ({ kind: 'rename', file: `${folder.path}/${from}`, to: `${folder.path}/${to}` }));
}

/** All files of a migration under another version. */
export function renumber(folder: MigrationFolder, migration: Migration, version: string): Change[] | undefined {
  const renamed = folder.convention.renamed(migration, { version }, folder.view);
  return renamed.size === 0 ? undefined : renameFiles(folder, renamed);
}

/** The file as people of the folder call it: its path below the folder. */
export function nameIn(folder: MigrationFolder, file: string): string {
  return file.slice(folder.path.length + 1);
}

/** A file under another name in the same folder. Undefined: that name is taken. */
export function renameOne(folder: MigrationFolder, file: string, name: string): Change[] | undefined {
  const own = nameIn(folder, file);
  return renameFiles(folder, new Map([[own, beside(own, name)]]));
}
