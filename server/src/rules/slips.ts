import { nameIn } from '../fixes/file-changes';
import { sections, type Slip } from '../migrations/convention';
import { atOneLook } from '../migrations/folder-view';
import type { Change } from '../text/edits';
import type { FolderContext, Report } from './rule';

/** Reports the lines of one fate, in every file that the tool takes; the fix puts the line as the tool wants it. */
export function reportSlips({ folder, text }: FolderContext, fate: Slip['fate'], title: string, report: (finding: Report) => void): void {
  const { convention, path } = folder;
  const view = atOneLook(folder.view);
  const say = (file: string, slips: readonly Slip[]) => {
    for (const slip of slips) {
      if (slip.fate !== fate) continue;
      const { range, why, fix = title, severity } = slip;
      const changes = changesOf(slip, file, path);
      report({ message: why, file, range, ...(severity ? { severity } : {}), fixes: changes ? [{ title: fix, safety: 'suggestion', changes: () => changes }] : [] });
    }
  };
  for (const slip of convention.settingSlips?.(view) ?? []) say(`${path}/${slip.file}`, [slip]);
  if (!convention.slips) return;
  for (const file of new Set(folder.migrations.flatMap((migration) => sections(migration).map((section) => section.file)))) say(file, convention.slips(text(file) ?? '', view, nameIn(folder, file)));
}

function changesOf({ edits, create }: Slip, file: string, folder: string): Change[] | undefined {
  if (create) return [{ kind: 'create', file: `${folder}/${create.file}`, text: create.text }];
  return edits && [{ kind: 'edit', file, edits }];
}
