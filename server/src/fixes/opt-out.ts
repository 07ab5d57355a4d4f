import type { MigrationFolder } from '../migrations/convention';
import type { SectionScript } from '../rules/rule';
import type { Change } from '../text/edits';
import { relativeTo } from '../migrations/folder-view';

/** Keeps a section out of the tool's transaction, in the tool's own way; undefined: it cannot be done. */
export function optOut(folder: MigrationFolder, { file, text, range, direction }: SectionScript): Change[] | undefined {
  const opting = folder.convention.optOut?.apply(relativeTo(folder.view, file), text, range, direction, folder.view);
  if (!opting) return undefined;
  switch (opting.by) {
    case 'edit': return [{ kind: 'edit', file, edits: [opting.edit] }];
    case 'name': return [{ kind: 'rename', file, to: `${folder.path}/${opting.name}` }];
    case 'file': return [{ kind: 'create', file: `${folder.path}/${opting.file}`, text: opting.text }];
  }
}
