import type { Convention, FolderView, MigrationFolder, ToolId } from './convention';
import { otherDatabase } from './database';
import { detectFolder } from './detect';
import { relativeTo } from './folder-view';
import type { OwnPattern } from './own-pattern';

/** Whose folder it is. Reads all its files and what lies around it, so it is kept until files come or go. */
export interface Recognition {
  readonly convention: Convention;
  readonly evidence: readonly string[];
  /** Why it is recognised and left alone: another database, templates. */
  readonly leftAlone: string | undefined;
}

/** Undefined: it holds no migrations. */
export function recognise(view: FolderView, override?: ToolId | OwnPattern): Recognition | undefined {
  const detected = detectFolder(view, override);
  if (!detected) return undefined;
  const { convention } = detected;
  const ups = convention.list(view).migrations.flatMap(({ up }) => {
    const file = up && relativeTo(view, up.file);
    const text = file === undefined ? undefined : view.read(file);
    return text === undefined ? [] : [{ file: file!, text, range: up!.range }];
  });
  const fillsIn = (template: string, index: number): boolean => {
    const { file, text, range } = ups[index]!;
    return convention.fillsIn?.(template, { folder: view, file, text, at: text.indexOf(template.slice(0, 2), range.start) }) ?? false;
  };
  const path = [view.path, ...commonFolders(ups.map(({ file }) => file))].join('/');
  return { ...detected, leftAlone: convention.otherDatabase?.(view) ?? otherDatabase(ups.map(({ text, range }) => text.slice(range.start, range.end)), path, fillsIn) };
}

/** The sub-folders that all of them are in. */
function commonFolders([first = '', ...others]: readonly string[]): readonly string[] {
  const folders = first.split('/').slice(0, -1);
  const inAll = folders.findIndex((folder, depth) => !others.every((file) => file.split('/').length > depth + 1 && file.split('/')[depth] === folder));
  return inAll < 0 ? folders : folders.slice(0, inAll);
}

/** The folder as its tool sees it now. */
export function listFolder(view: FolderView, { convention, evidence, leftAlone }: Recognition): MigrationFolder {
  return { path: view.path, view, convention, evidence, leftAlone, ...convention.list(view) };
}

/** A folder as its tool sees it; undefined: it holds no migrations. */
export function openFolder(view: FolderView, override?: ToolId | OwnPattern): MigrationFolder | undefined {
  const recognition = recognise(view, override);
  return recognition && listFolder(view, recognition);
}
