import { sections, type Slip } from '../migrations/convention';
import type { FolderContext, Report } from './rule';

/** Reports the lines of one fate, in every file that the tool takes; the fix puts the line as the tool wants it. */
export function reportSlips({ folder, text }: FolderContext, fate: Slip['fate'], title: string, report: (finding: Report) => void): void {
  const { convention } = folder;
  for (const { file: own, range, why, edits, ...slip } of convention.settingSlips?.(folder.view) ?? []) {
    const file = `${folder.path}/${own}`;
    if (slip.fate === fate) report({ message: why, file, range, fixes: edits ? [{ title, safety: 'suggestion', changes: () => [{ kind: 'edit', file, edits }] }] : [] });
  }
  if (!convention.slips) return;
  for (const file of new Set(folder.migrations.flatMap((migration) => sections(migration).map((section) => section.file)))) {
    for (const { range, why, edits, fix = title, ...slip } of convention.slips(text(file) ?? '')) {
      if (slip.fate !== fate) continue;
      report({ message: why, file, range, fixes: edits ? [{ title: fix, safety: 'suggestion', changes: () => [{ kind: 'edit', file, edits }] }] : [] });
    }
  }
}
