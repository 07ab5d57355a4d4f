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
  const texts = detected.convention.list(view).migrations.flatMap(({ up }) => {
    const text = up && view.read(relativeTo(view, up.file));
    return text === undefined ? [] : [text.slice(up!.range.start, up!.range.end)];
  });
  return { ...detected, leftAlone: otherDatabase(texts, view.path, (placeholder) => detected.convention.fillsIn?.(placeholder, '') ?? false) };
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
