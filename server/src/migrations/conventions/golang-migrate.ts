import type { Convention, Evidence, FolderView } from '../convention';
import { ownFiles } from '../folder-view';
import { partsBetween } from '../line-queries';
import { manifestEvidence } from '../manifests';
import type { Stray, TransactionMode } from '../migration';
import { asTyped } from '../new-migration';
import { goesWithoutDowns, namedFiles, nextInSequence, numberedFiles, type NumberedFiles } from '../numbered-files';
import { isCopy, pairNames, strayOf, type Meant } from '../strays';
import { canonicalNumber, compareNumbers, compareText } from '../versions';

// source/parse.go takes any extension: `(.*)`. One that is not SQL's belongs to a copy, see `stray`. A version is a uint64.
const PATTERN = /^(?<version>0*\d{1,19})(?<middle>_)(?<name>.*)(?<suffix>\.(?:up|down)\.(?:sql|SQL|pgsql|psql))$/;
const RUNS = /^(?<version>0*\d{1,19})_(?<name>.*)\.(?<direction>up|down)\..*$/;

const files: NumberedFiles = {
  pattern: PATTERN,
  direction: ({ suffix }) => (suffix.startsWith('.up') ? 'up' : 'down'),
  versionKey: canonicalNumber,
  compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.file, b.file),
  transaction: (_text, _direction, _name, folder) => transaction(folder),
  stray,
  firstVersion: { kind: 'time', digits: 14 },
  newMiddle: '_',
  fileWords: asTyped,
  newFiles: (listing) => [
    { suffix: '.up.sql', direction: 'up', template: '' },
    ...(goesWithoutDowns(listing) ? [] : [{ suffix: '.down.sql', direction: 'down' as const, template: '' }]),
  ],
};

/** database/postgres/postgres.go: one Exec of the whole file, or with x-multi-statement of each piece between semicolons. */
function transaction(folder: FolderView): TransactionMode {
  for (const name of ['Makefile', 'Taskfile.yml', 'justfile', 'docker-compose.yml', 'compose.yml', 'Dockerfile', '.env'])
    if (folder.nearest(name)?.text.includes('x-multi-statement=true'))
      return { mode: 'none', because: `x-multi-statement=true in ${name}: golang-migrate sends each statement on its own` };
  return { mode: 'implicit', because: 'golang-migrate sends a file as one query' };
}

function stray(base: string, folder: FolderView): Stray {
  const runs = RUNS.exec(base)?.groups;
  if (runs && isCopy(base)) {
    const { version, name, direction } = runs as { version: string; name: string; direction: 'up' | 'down' };
    const original = namedFiles(files, folder).find((other) => other.direction === direction && canonicalNumber(other.version) === canonicalNumber(version));
    return original
      ? { file: base, fate: 'runs', why: `stops golang-migrate, which takes it for a second ${direction} of version ${version} beside ${original.file}`, better: [], version }
      : { file: base, fate: 'runs', why: `runs as the ${direction} of version ${version}: golang-migrate takes any extension`, better: [`${version}_${name}.${direction}.sql`], version };
  }
  return strayOf(base, {
    tool: 'golang-migrate',
    takes: 'NNN_name.up.sql or NNN_name.down.sql',
    better: (meant) => pairNames(isTaken(meant, folder) ? { ...meant, version: undefined } : meant, ownFiles(folder), () => nextInSequence(files, folder)),
  });
}

/** By another migration, so that under that version the tool would stop; beside its own partner a file keeps its number all the same. */
function isTaken({ version, name, direction = 'up' }: Meant, folder: FolderView): boolean {
  const same = namedFiles(files, folder).filter((other) => version !== undefined && canonicalNumber(other.version) === canonicalNumber(version));
  return same.some((other) => other.direction === direction) && !same.some((other) => other.name === name);
}

function detect(folder: FolderView): Evidence[] {
  const names = namedFiles(files, folder);
  if (names.length === 0) return [];
  const named = [...manifestEvidence(folder, 'golang-migrate')];
  if (named.length > 0) return named;
  const keys = names.map((name) => `${canonicalNumber(name.version)} ${name.direction}`);
  const numbered = ownFiles(folder).filter((file) => /^\d.*\.sql$/.test(file));
  // It refuses a folder with one version twice and skips 002a, so a folder that has them and is in use is not its.
  if (numbered.some((file) => /^\d+[a-zA-Z]_.*\.up\.sql$/.test(file))) return [];
  if (names.length < 2 || names.length * 2 < numbered.length || new Set(keys).size < keys.length) return [];
  return [{ text: 'files are named NNN_name.up.sql and NNN_name.down.sql', strength: 1 }];
}

/** Facts from golang-migrate v4: source/parse.go, source/migration.go, database/postgres/postgres.go, internal/cli/commands.go. */
export const golangMigrate: Convention = {
  id: 'golang-migrate',
  title: 'golang-migrate',
  detect,
  ...numberedFiles(() => files),
  order: 'number',
  downs: 'file',
  missingDown: 'skipped',
  duplicate: { legal: false, effect: 'golang-migrate stops with "duplicate migration file" and runs nothing' },
  versionKey: canonicalNumber,
  tracking: {
    table: 'schema_migrations',
    create: 'CREATE TABLE IF NOT EXISTS "public"."schema_migrations" (version bigint not null primary key, dirty boolean not null)',
    record: (migration) => ['TRUNCATE "public"."schema_migrations"', `INSERT INTO "public"."schema_migrations" (version, dirty) VALUES (${canonicalNumber(migration.version)}, false)`],
  },
  // database/multistmt/parse.go: at every semicolon, in quotes and comments, too.
  queries: (text, section, { mode }) => (mode === 'none' ? partsBetween(text, section, /;/) : undefined),
  past: { late: () => ({ fate: 'skipped', effect: 'golang-migrate never runs this' }), knownBy: 'version' },
};
