import { listingAt, type BaseBranch } from '../migrations/base-branch';
import type { MigrationFolder } from '../migrations/convention';
import type { Migration, Section } from '../migrations/migration';
import { relativeTo } from '../migrations/folder-view';

/** A migration of the base branch, and what has become of it here. */
export interface FormerMigration {
  readonly former: Migration;
  /** Text of its up file there. */
  readonly text: string;
  /** Under the same name, or with the same text under another; undefined: it is gone. */
  readonly now: Migration | undefined;
}

/** The migrations of the base branch with an up, in its order, without those that the tool runs again when they change. */
export function formerOf(folder: MigrationFolder, base: BaseBranch): FormerMigration[] {
  const { convention, view } = folder;
  const relative = (section: Section) => relativeTo(view, section.file);
  const here = new Set(view.files);
  const there = new Set(base.left.files);
  const fresh = folder.migrations.filter(({ up }) => up && !there.has(relative(up)));
  const byFile = new Map<string, Migration[]>();
  for (const migration of folder.migrations) if (migration.up) byFile.set(relative(migration.up), [...(byFile.get(relative(migration.up)) ?? []), migration]);
  return listingAt(convention, view, base.left).migrations.flatMap((former): FormerMigration[] => {
    const text = former.up && base.left.read(relative(former.up));
    if (text === undefined || convention.past.repeats?.(former, view)) return [];
    const same = (migration: Migration) => sameText(view.read(relative(migration.up!)) ?? '', text);
    if (!here.has(relative(former.up!))) return [{ former, text, now: text.trim() === '' ? undefined : fresh.find(same) }];
    const now = byFile.get(relative(former.up!))?.find(({ version, name }) => version === former.version && name === former.name);
    // A text that went on under another name was set aside there, as Sqitch does with a change that is reworked.
    return now && (same(now) || !fresh.some(same)) ? [{ former, text, now }] : [];
  });
}

/** Migrations that the base branch has nowhere, also under no other name: no database but the author's has run them. */
export function freshOf(folder: MigrationFolder, base: BaseBranch): Migration[] {
  const there = new Set([...base.left.files, ...base.tip.files]);
  const fresh = folder.migrations.filter((migration) => migration.version !== '' && migration.up && !there.has(relativeTo(folder.view, migration.up.file)) && !folder.convention.past.repeats?.(migration, folder.view));
  if (fresh.length === 0) return fresh;
  const renamed = new Set(formerOf(folder, base).map(({ now }) => now));
  return fresh.filter((migration) => !renamed.has(migration));
}

/** Version control may check files out with other line breaks than it keeps. */
export function sameText(a: string, b: string): boolean {
  return a === b || a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');
}
