import type { FolderAudit } from '../audit/conclude-audit';
import { keepIntegrity, withTexts } from '../fixes/keep-integrity';
import type { NewMigration } from '../migrations/convention';
import type { Change } from '../text/edits';

export interface MigrationPreview {
  /** What is wrong with the name; null: nothing. */
  readonly complaint: string | null;
  /** Absolute. */
  readonly files: readonly string[];
}

/** What a migration of that name would be made of. */
export function previewMigration(audit: FolderAudit, name: string, now: Date): MigrationPreview {
  const complaint = complaintOf(audit, name);
  if (complaint !== undefined) return { complaint, files: [] };
  const files = built(audit, name, now).files.map(({ file }) => `${audit.folder.path}/${file}`);
  const taken = files.find((file) => audit.folder.view.files.includes(file.slice(audit.folder.path.length + 1)));
  return { complaint: taken === undefined ? null : `${taken.slice(audit.folder.path.length + 1)} is there already`, files };
}

/** The files of a new migration, and the offset in the first at which its author starts to type. */
export function newMigration(audit: FolderAudit, name: string, now: Date): { readonly changes: readonly Change[]; readonly file: string; readonly caret: number; readonly text: string } {
  const migration = built(audit, name, now);
  const first = migration.files[0]!;
  const made = migration.files.map(({ file, text }): Change => ({ kind: 'create', file: `${audit.folder.path}/${file}`, text }));
  const listed = withTexts(audit.folder, made, new Map((migration.rewrites ?? []).map(({ file, text }) => [file, text])));
  return {
    changes: keepIntegrity(audit.folder, listed),
    file: `${audit.folder.path}/${first.file}`,
    caret: migration.caret,
    text: first.text,
  };
}

function complaintOf({ folder }: FolderAudit, name: string): string | undefined {
  if (folder.leftAlone !== undefined) return `Upright leaves this folder alone: ${folder.leftAlone}`;
  if (name.trim() === '') return 'A migration needs a name';
  return folder.convention.refuseName?.(name);
}

function built({ folder }: FolderAudit, name: string, now: Date): NewMigration {
  const { convention, view } = folder;
  return convention.create(name.trim(), convention.nextVersion(view, folder, () => now), view, folder, now);
}
