import type { Convention, Evidence, FolderView, Listing, NewMigration } from '../convention';
import { directoriesWith, folderPerMigration, type FolderPerMigration } from '../folder-per-migration';
import { ownFiles, relativeTo, wholeFile } from '../folder-view';
import { drizzleJournal, JOURNAL } from '../drizzle-journal';
import { firstSnapshot, nextSnapshot } from '../drizzle-snapshot';
import { manifestEvidence } from '../manifests';
import { markerEvidence } from '../markers';
import type { Migration, Stray, TransactionMode } from '../migration';
import { asTyped, likeOthers, refuseFileName } from '../new-migration';
import { numberIn } from '../file-names';
import { nextVersion } from '../versions';

const transaction: TransactionMode = { mode: 'wrapped', ofAllPending: true, because: 'Drizzle runs all pending migrations in one transaction' };

interface Journal {
  readonly version: string;
  readonly dialect: string;
  readonly entries: readonly { readonly idx: number; readonly version: string; readonly when: number; readonly tag: string; readonly breakpoints: boolean }[];
}

/** Undefined while it cannot be read. */
function journalOf(folder: FolderView): Journal | undefined {
  try {
    const journal = JSON.parse(folder.read(JOURNAL) ?? '') as Partial<Journal>;
    return Array.isArray(journal.entries) && journal.entries.every((entry) => typeof entry.tag === 'string') ? (journal as Journal) : undefined;
  } catch {
    return undefined;
  }
}

const hasJournal = (folder: FolderView): boolean => folder.files.includes(JOURNAL);

function tagParts(tag: string): { version: string; name: string } {
  const parts = /^(\d+)_?(.*)$/.exec(tag);
  return { version: parts?.[1] ?? tag, name: parts?.[2] ?? '' };
}

/** Only what the journal lists runs, in its order. A journal that cannot be read hides no file. */
function listJournal(folder: FolderView): Listing {
  const files = ownFiles(folder).filter((file) => file.endsWith('.sql'));
  const journal = journalOf(folder);
  const tags = journal ? journal.entries.map((entry) => entry.tag) : files.map((file) => file.slice(0, -4));
  const migrations = tags
    .filter((tag) => files.includes(`${tag}.sql`))
    .map((tag): Migration => ({ ...tagParts(tag), up: wholeFile(folder, `${tag}.sql`), down: undefined, transaction }));
  const strays = files
    .filter((file) => !tags.includes(file.slice(0, -4)))
    .map((file): Stray => ({ file: `${folder.path}/${file}`, fate: 'ignored', why: `never runs: Drizzle runs only what ${JOURNAL} lists`, better: [] }));
  return { migrations, strays };
}

const folders: FolderPerMigration = {
  upFile: 'migration.sql',
  downFile: undefined,
  parse: (directory) => ({ directory, ...tagParts(directory) }),
  // In one language, so that the answer is no matter of whose machine it is.
  compare: (a, b) => a.directory.localeCompare(b.directory, 'en'),
  transaction: () => transaction,
  stray: (file) => (/^[^/]*\.sql$/.test(file) ? { fate: 'ignored', why: 'never runs: Drizzle takes only folders with a migration.sql in them', better: [] } : undefined),
  firstVersion: { kind: 'time', digits: 14 },
  templates: { up: '-- Custom SQL migration file, put your code below! --', down: undefined },
  directoryName: (version, name) => `${version}_${name}`,
  directoryWords: asTyped,
};
const inFolders = folderPerMigration(folders);

function createWithJournal(name: string, version: string, folder: FolderView, listing: Listing, now: number): NewMigration {
  const tag = `${version}_${likeOthers(asTyped(name), listing)}`;
  const file = { file: `${tag}.sql`, text: folders.templates.up, direction: 'up' as const };
  const journal = journalOf(folder);
  if (!journal) return { files: [file], caret: file.text.length };
  const last = journal.entries.at(-1);
  // Entries whose time is not greater than the last one applied are passed over in silence.
  const entry = { idx: (last?.idx ?? -1) + 1, version: last?.version ?? journal.version, when: Math.max(now, (last?.when ?? 0) + 1), tag, breakpoints: last?.breakpoints ?? true };
  const rewrites = [{ file: JOURNAL, text: JSON.stringify({ ...journal, entries: [...journal.entries, entry] }, null, 2) }];
  const snapshot = nextSnapshot(folder.files.filter((each) => /^meta\/[^/]*_snapshot\.json$/.test(each)), tag, folder);
  if (snapshot !== undefined) rewrites.push({ file: `meta/${numberIn(tag)}_snapshot.json`, text: snapshot });
  return { files: [file], caret: file.text.length, rewrites };
}

function createInFolder(name: string, version: string, folder: FolderView, listing: Listing): NewMigration {
  const created = inFolders.create(name, version, folder, listing);
  const tag = created.files[0]!.file.split('/')[0]!;
  const snapshots = folder.files.filter((file) => /^[^/]+\/snapshot\.json$/.test(file));
  const text = snapshots.length === 0 ? firstSnapshot(tag) : nextSnapshot(snapshots, tag, folder);
  return text === undefined ? created : { ...created, rewrites: [{ file: `${tag}/snapshot.json`, text }] };
}

function detect(folder: FolderView): Evidence[] {
  // A folder that the Supabase CLI runs is Supabase's, whoever writes it.
  if (folder.path.endsWith('/supabase/migrations')) return [];
  const snapshots = directoriesWith(folder, 'snapshot.json').filter((directory) => folder.files.includes(`${directory}/migration.sql`));
  const evidence: Evidence[] = [];
  if (hasJournal(folder)) evidence.push({ text: `${JOURNAL} in the folder`, strength: 3 });
  if (snapshots.length > 0) evidence.push({ text: 'folders with migration.sql and snapshot.json', strength: 3 });
  return evidence.length === 0 ? [] : [...evidence, ...markerEvidence(folder, 'drizzle'), ...manifestEvidence(folder, 'drizzle')];
}

/** Facts from Drizzle 0.45 and 1.0 rc: drizzle-orm/src/migrator.ts, pg-core/dialect.ts, drizzle-kit/src/cli/commands. */
export const drizzle: Convention = {
  id: 'drizzle',
  title: 'Drizzle',
  detect,
  list: (folder) => (hasJournal(folder) ? listJournal(folder) : inFolders.list(folder)),
  order: 'journal',
  downs: 'none',
  missingDown: 'never needed',
  duplicate: { legal: true, effect: 'both run, in the order of the journal' },
  versionKey: () => undefined,
  tracking: {
    table: '__drizzle_migrations',
    schema: 'drizzle',
    create: `
      CREATE SCHEMA IF NOT EXISTS "drizzle";
      CREATE TABLE IF NOT EXISTS "drizzle"."__drizzle_migrations" (
        id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint
      )`,
    record: () => [`insert into "drizzle"."__drizzle_migrations" ("hash", "created_at") values('', (extract(epoch from now()) * 1000)::bigint)`],
  },
  partnerFile: (migration, direction, folder) => (direction === 'up' ? migration.up && relativeTo(folder, migration.up.file) : undefined),
  renamed(migration, to, folder) {
    if (!hasJournal(folder)) return inFolders.renamed(migration, to, folder);
    // The journal names the file, and the snapshots its number: the tool alone keeps them together.
    return new Map();
  },
  nextVersion: (folder, listing, now) =>
    hasJournal(folder)
      ? nextVersion(listing.migrations.map((migration) => numberIn(migration.version)), now, { kind: 'sequence', digits: 4 }, 0)
      : inFolders.nextVersion(folder, listing, now),
  create: (name, version, folder, listing, now = new Date()) =>
    (hasJournal(folder) ? createWithJournal(name, version, folder, listing, now.getTime()) : createInFolder(name, version, folder, listing)),
  refuseName: refuseFileName,
  directives: [
    { text: '--> statement-breakpoint', pattern: /--> ?statement-breakpoint/, does: 'Parts two queries: Drizzle sends what is between two of these lines as one.' },
  ],
  integrity: drizzleJournal,
  past: {
    // pg-core/dialect.ts: entries whose time is not greater than the last one applied are passed over.
    late: (_migration, folder) => (hasJournal(folder) ? { fate: 'skipped', effect: 'Drizzle never runs this' } : { fate: 'runs', effect: 'Drizzle runs it all the same' }),
    time: ({ version, name }, folder) => journalOf(folder)?.entries.find(({ tag }) => { const parts = tagParts(tag); return parts.version === version && parts.name === name; })?.when,
    knownBy: 'name',
  },
  generates: true,
};
