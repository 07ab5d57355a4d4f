import { nameIn, renumber } from '../fixes/file-changes';
import { listingAt, viewAt, type BaseBranch } from '../migrations/base-branch';
import type { Convention, FolderView, Listing, MigrationFolder } from '../migrations/convention';
import type { Migration } from '../migrations/migration';
import { freshOf } from './former-migrations';
import type { Fix, Rule, Severity } from './rule';

const file = (table: string) => ({ [`${table}.up.sql`]: `CREATE TABLE IF NOT EXISTS ${table.slice(-1)} (id int PRIMARY KEY);\n`, [`${table}.down.sql`]: `DROP TABLE IF EXISTS ${table.slice(-1)};\n` });
const ON_MAIN = { ...file('001_a'), ...file('003_c') };
const severities: Readonly<Record<'skipped' | 'refused' | 'runs', Severity>> = { skipped: 'error', refused: 'error', runs: 'information' };

export const versionOutOfOrder: Rule = {
  id: 'version-out-of-order',
  title: 'The version is below the newest on the base branch',
  severity: 'error',
  why: 'While this branch was worked on, another one went in with a higher number. Databases that have run that one are past this one: some tools never run it and say nothing, some stop, and some run it late, so that databases differ in the order.',
  instead: 'Give it the next free version, above all those on the base branch.',
  breaksReplay: true,
  examples: [
    {
      title: 'golang-migrate never runs 002, as main is at 003',
      files: { ...ON_MAIN, ...file('002_b') },
      base: ON_MAIN,
      finds: ['002_b.up.sql: '],
      fixed: { '002_b.up.sql': null, '002_b.down.sql': null, ...Object.fromEntries(Object.entries(file('004_b')).map(([name, text]) => [name, text])) },
    },
    { title: 'Above the newest', files: { ...ON_MAIN, ...file('004_d') }, base: ON_MAIN, finds: [] },
  ],
  checkFolder({ folder, base }, report) {
    if (!base) return;
    const { convention, view } = folder;
    const fresh = freshOf(folder, base);
    if (fresh.length === 0) return;
    const { listing, combined } = together(folder, base);
    const tip = listingAt(convention, view, base.tip).migrations.filter(({ version }) => version !== '');
    const newest = newestOf(folder, base, tip, listing);
    for (const migration of fresh) {
      const at = migration.up!.file;
      const key = convention.versionKey(migration.version);
      const twin = key === undefined || convention.duplicate.legal ? undefined : tip.find((other) => convention.versionKey(other.version) === key);
      const fixes = () => renumbering(folder, migration, convention.nextVersion(combined, listing, () => new Date(0)));
      if (twin) {
        report({ message: `Version ${migration.version} is taken on ${base.name}, by ${nameIn(folder, (twin.up ?? twin.down)!.file)}: ${convention.duplicate.effect}`, file: at, range: { start: 0, end: 0 }, fixes: fixes() });
        continue;
      }
      const late = newest && isLate(folder, base, migration, newest, listing) ? convention.past.late?.(migration, view) : undefined;
      if (!newest || !late) continue;
      const dated = convention.past.time?.(migration, view) !== undefined;
      const below = dated ? `its time in the journal is not after that of ${nameIn(folder, newest.up!.file)} on ${base.name}` : `${migration.version} is below the newest on ${base.name}, ${newest.version}`;
      const message = late.fate === 'runs' ? `Databases differ in the order, as ${below}: ${late.effect}` : `${late.effect}: ${below}`;
      report({ message, severity: severities[late.fate], file: at, range: { start: 0, end: 0 }, fixes: fixes() });
    }
  },
};

interface Together {
  readonly listing: Listing;
  readonly combined: FolderView;
}

/** By the list of a folder's files, which is another one when files come or go: an edit changes no order but a journal's. */
const known = new WeakMap<readonly string[], { readonly base: BaseBranch; readonly convention: Convention; readonly together: Together }>();

/** The folder as it will be when this branch is in the base branch. */
function together(folder: MigrationFolder, base: BaseBranch): Together {
  const { convention } = folder;
  const before = convention.order === 'journal' ? undefined : known.get(folder.view.files);
  if (before?.base === base && before.convention === convention) return before.together;
  const result = combine(folder, base);
  known.set(folder.view.files, { base, convention, together: result });
  return result;
}

function combine({ view, convention }: MigrationFolder, base: BaseBranch): Together {
  const combined = viewAt(view, { files: [...new Set([...view.files, ...base.tip.files])].sort(), read: (file) => view.read(file) ?? base.tip.read(file) });
  return { combined, listing: convention.list(combined) };
}

/** The last that the base branch runs. */
function newestOf({ convention, view }: MigrationFolder, base: BaseBranch, tip: readonly Migration[], listing: Listing): Migration | undefined {
  const { time } = convention.past;
  const there = viewAt(view, base.tip);
  if (time) {
    const dated = tip.map((migration) => ({ migration, at: time(migration, there) })).filter(({ at }) => at !== undefined);
    if (dated.length > 0) return dated.reduce((a, b) => (b.at! > a.at! ? b : a)).migration;
  }
  const files = new Set(tip.map(({ up }) => up?.file));
  return listing.migrations.findLast(({ version, up }) => version !== '' && up && files.has(up.file));
}

function isLate({ convention, view }: MigrationFolder, base: BaseBranch, migration: Migration, newest: Migration, listing: Listing): boolean {
  const [own, last] = [convention.past.time?.(migration, view), convention.past.time?.(newest, viewAt(view, base.tip))];
  if (own !== undefined && last !== undefined) return own <= last;
  const place = (file: string) => listing.migrations.findIndex(({ up }) => up?.file === file);
  return place(migration.up!.file) < place(newest.up!.file);
}

function renumbering(folder: MigrationFolder, migration: Migration, version: string): Fix[] {
  if (folder.convention.renamed(migration, { version }, folder.view).size === 0) return [];
  return [{ title: `Renumber ${nameIn(folder, migration.up!.file)} to ${version}`, safety: 'suggestion', changes: () => renumber(folder, migration, version) }];
}
