import type { Convention, Evidence, FolderView, Listing, NewMigration } from '../convention';
import { directoriesWith, folderPerMigration, type FolderPerMigration } from '../folder-per-migration';
import { ownFiles, relativeTo, wholeFile } from '../folder-view';
import { drizzleJournal, JOURNAL } from '../drizzle-journal';
import { manifestEvidence } from '../manifests';
import { markerEvidence } from '../markers';
import type { Migration, Stray, TransactionMode } from '../migration';
import { fileWords, refuseFileName } from '../new-migration';
import { numberIn } from '../file-names';
import { sha1 } from '../sha1';
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
  compare: (a, b) => a.directory.localeCompare(b.directory),
  transaction: () => transaction,
  stray: (file) => (/^[^/]*\.sql$/.test(file) ? { fate: 'ignored', why: 'never runs: Drizzle takes only folders with a migration.sql in them', better: [] } : undefined),
  firstVersion: { kind: 'time', digits: 14 },
  templates: { up: '-- Custom SQL migration file, put your code below! --', down: undefined },
  directoryName: (version, name) => `${version}_${name}`,
};
const inFolders = folderPerMigration(folders);

/** drizzle-kit/src/cli/commands/migrate.ts: a migration of one's own leaves the snapshot as it is, but for its id and that of the one before. */
function snapshotOf(before: string | undefined, tag: string, folder: FolderView): { file: string; text: string }[] {
  const file = (of: string) => `meta/${numberIn(of)}_snapshot.json`;
  const text = before === undefined ? undefined : folder.read(file(before));
  const id = /"id":\s*"([^"]*)"/.exec(text ?? '')?.[1];
  if (text === undefined || id === undefined) return [];
  // Shaped as a random UUID is, and another for each migration.
  const hash = sha1(`${id} ${tag}`);
  const own = [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`, hash.slice(20, 32)].join('-');
  try {
    return [{ file: file(tag), text: JSON.stringify({ ...(JSON.parse(text) as object), id: own, prevId: id }, null, 2) }];
  } catch {
    return [];
  }
}

function createWithJournal(name: string, version: string, folder: FolderView, now: number): NewMigration {
  const tag = `${version}_${fileWords(name)}`;
  const file = { file: `${tag}.sql`, text: folders.templates.up, direction: 'up' as const };
  const journal = journalOf(folder);
  if (!journal) return { files: [file], caret: file.text.length };
  const last = journal.entries.at(-1);
  // Entries whose time is not greater than the last one applied are passed over in silence.
  const entry = { idx: (last?.idx ?? -1) + 1, version: last?.version ?? journal.version, when: Math.max(now, (last?.when ?? 0) + 1), tag, breakpoints: last?.breakpoints ?? true };
  const rewrites = [{ file: JOURNAL, text: JSON.stringify({ ...journal, entries: [...journal.entries, entry] }, null, 2) }];
  return { files: [file], caret: file.text.length, rewrites: [...rewrites, ...snapshotOf(last?.tag, tag, folder)] };
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
    (hasJournal(folder) ? createWithJournal(name, version, folder, now.getTime()) : inFolders.create(name, version, folder, listing)),
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
