import { lineBreak } from '../../text/lines';
import type { Convention, Evidence, FolderView, Listing } from '../convention';
import { placeholdersOf, unmeant } from '../flyway-placeholders';
import { locationsBelow, namesOf, selfLock, settingsFile, usualNames, type FlywayNames } from '../flyway-settings';
import { manifestEvidence, toolEvidence } from '../manifests';
import type { Stray, TransactionMode } from '../migration';
import type { FileName } from '../file-names';
import { namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { baseName } from '../folder-view';
import { literal } from '../sql-literal';
import { strayOf } from '../strays';
import { compareParts, compareText, nextVersion } from '../versions';

// flyway-database-postgresql/PostgreSQLParser.java: statements for which a file goes without a transaction.
const NON_TRANSACTIONAL =
  /^\s*((CREATE|DROP)\s+(DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER\s+SYSTEM|(CREATE|DROP)(\s+UNIQUE)?\s+INDEX\s+CONCURRENTLY|REINDEX(\s+VERBOSE)?\s+(SCHEMA|DATABASE|SYSTEM)|VACUUM|DISCARD\s+ALL)\b/im;

const SPRING = ['src/main/resources/application.properties', 'src/main/resources/application.yml'];

/** api/MigrationVersion.java: parts between `.` or `_` are numbers, and zeros at the end do not count. */
function versionKey(version: string): string {
  const parts = version.split(/[._]/).map((part) => String(BigInt(part || '0')));
  while (parts.length > 1 && parts.at(-1) === '0') parts.pop();
  return parts.join('.');
}

function compareVersions(a: string, b: string): number {
  return compareParts(versionKey(a).split('.'), versionKey(b).split('.'));
}

/** Versioned ones by version, then repeatable ones by description. */
function compare(a: FileName, b: FileName): number {
  if (a.version === '' || b.version === '') return a.version !== b.version ? (a.version === '' ? 1 : -1) : compareText(a.name, b.name);
  return compareVersions(a.version, b.version) || compareText(a.file, b.file);
}

function transaction(text: string, name: FileName, folder: FolderView): TransactionMode {
  const settings = folder.read(`${name.file}.conf`);
  if (settings !== undefined && /^\s*executeInTransaction\s*=\s*false\b/m.test(settings))
    return { mode: 'none', because: `executeInTransaction=false in ${name.file}.conf` };
  if (NON_TRANSACTIONAL.test(text)) {
    const mixed = ['flyway.conf', 'flyway.toml', 'pom.xml', 'build.gradle', 'build.gradle.kts', ...SPRING].some((file) => /\bmixed\b/.test(folder.nearest(file)?.text ?? ''));
    return {
      mode: 'none', because: 'Flyway opens no transaction for a file with a statement that cannot be in one',
      ...(mixed ? {} : { unmixed: 'Flyway stops with "Detected both transactional and non-transactional statements within the same migration"' }),
    };
  }
  return { mode: 'wrapped', because: 'Flyway runs each migration in a transaction' };
}

function stray(base: string): Stray {
  const takes = 'V1__name.sql or R__name.sql';
  const better = betterName(base);
  if (better) return { file: base, fate: 'ignored', why: `never runs: Flyway takes only files named ${takes}`, better: [better], ...versionOf(better) };
  if (/^B[\d._]+__.*\.sql$/i.test(base)) return { file: base, fate: 'other', why: 'a baseline: a new database starts from it and passes over the versions before', better: [] };
  if (!/^\d/.test(base)) return { file: base, fate: 'other', why: "not run: its name is not a migration's", better: [] };
  return strayOf(base, { tool: 'Flyway', takes, better: ({ version, name }) => (version && name ? [`V${version}__${name}.sql`] : []) });
}

/** What a name with one underscore too few, or the wrong case, was meant to be. */
function betterName(base: string): string | undefined {
  const repeatable = /^r(?:\d*__|_)(.+)\.sql$/i.exec(base);
  if (repeatable && !base.startsWith('R__')) return `R__${repeatable[1]}.sql`;
  const versioned = /^v_?(\d+(?:[._]\d+)*)[_-]+(.*)\.sql$/i.exec(base);
  return versioned ? `V${versioned[1]}__${versioned[2]}.sql` : undefined;
}

function versionOf(name: string): { version?: string } {
  const version = /^V(\d+(?:[._]\d+)*)__/.exec(name)?.[1];
  return version === undefined ? {} : { version };
}

function named({ prefix, undo, repeatable, separator }: FlywayNames): Pick<NumberedFiles, 'pattern' | 'direction' | 'partner' | 'newPrefix' | 'newMiddle'> {
  const [versioned, undoing, repeated, between] = [prefix, undo, repeatable, separator].map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return {
    pattern: new RegExp(`^(?=(?:${versioned}|${undoing})\\d|${repeated}${between}.)(?<prefix>${versioned}|${undoing}|${repeated})(?<version>(?:\\d+(?:[._]\\d+)*)?)(?:(?<middle>${between})(?<name>.*?))?(?<suffix>\\.[sS][qQ][lL])$`),
    direction: (name) => (name.prefix === undo && undo !== prefix ? 'down' : 'up'),
    partner: (name) => ({ ...name, prefix: name.prefix === undo ? prefix : undo }),
    newPrefix: prefix,
    newMiddle: separator,
  };
}

const PROGRAM = /\/V(\d+(?:_\d+)*)__(\w+)\.(?:java|kt|groovy|scala)$/;
const isProgram = (path: string): boolean => PROGRAM.test(path);

/** JavaMigration: classes of the same module, which Flyway runs between the files. */
function programsElsewhere(folder: FolderView): readonly FileName[] {
  const sources = /^.*\/src\/[^/]+\//.exec(folder.path)?.[0];
  if (sources === undefined) return [];
  return folder.around(isProgram).filter(({ path }) => path.startsWith(sources)).map(({ path }) => {
    const [, version = '', name = ''] = PROGRAM.exec(path)!;
    return { file: baseName(path), prefix: 'V', version, middle: '__', name, suffix: '', direction: 'both' };
  });
}

const files: NumberedFiles = {
  ...named(usualNames),
  programsElsewhere,
  recursive: true,
  versionKey: (version) => (version === '' ? '' : versionKey(version)),
  compare,
  transaction: (text, _direction, name, folder) => transaction(text, name, folder),
  stray,
  firstVersion: { kind: 'sequence', digits: 1 },
  newFiles: () => [{ suffix: '.sql', direction: 'up', template: '' }],
};

/** Where settings give files other names, those. */
const renamed = new Map<string, NumberedFiles>();

function filesOf(folder: FolderView): NumberedFiles {
  if (!folder.files.some((file) => /\.sql$/i.test(file))) return files;
  const names = namesOf(folder);
  if (names === usualNames) return files;
  const key = JSON.stringify(names);
  const known = renamed.get(key) ?? { ...files, ...named(names), stray: (base: string) => strayOf(base, { tool: 'Flyway', takes: `${names.prefix}1${names.separator}name.sql or ${names.repeatable}${names.separator}name.sql`, better: () => [] }) };
  renamed.set(key, known);
  return known;
}

/** The last part of a dotted version counts. */
function next(listing: Listing, now: () => Date): string {
  const versions = listing.migrations.map((migration) => migration.version).filter((version) => version !== '').sort(compareVersions);
  const newest = versions.at(-1);
  const dotted = /^(.*[._])(\d+)$/.exec(newest ?? '');
  if (dotted) return dotted[1] + String(BigInt(dotted[2]!) + 1n).padStart(dotted[2]!.length, '0');
  return nextVersion(versions.filter((version) => /^\d+$/.test(version)), now, files.firstVersion);
}

function detect(folder: FolderView): readonly Evidence[] {
  const facts = filesOf(folder);
  const names = namedFiles(facts, folder);
  if (names.length === 0) return [];
  const evidence: Evidence[] = [];
  // The names are refinery's, too; what only Flyway takes is there a slip.
  if (manifestEvidence(folder, 'refinery').length > 0) return manifestEvidence(folder, 'flyway');
  for (const name of ['flyway.toml', 'flyway.conf']) if (folder.nearest(name)) evidence.push({ text: name, strength: 2 });
  for (const name of SPRING)
    if (/flyway/.test(folder.nearest(name)?.text ?? '')) evidence.push({ text: `${name} configures Flyway`, strength: 2 });
  if (folder.path.endsWith('/src/main/resources/db/migration')) evidence.push({ text: "the folder is Flyway's default, db/migration", strength: 3 });
  const own = names.find((name) => name.version === '' || /[._]/.test(name.version) || /[^\w]/.test(name.name));
  if (own) evidence.push({ text: `${own.file} has a name that only Flyway takes`, strength: 2 });
  if (names.length >= 2) evidence.push({ text: `files are named ${facts.newPrefix}1${facts.newMiddle}name.sql`, strength: 1 });
  return [...evidence, ...toolEvidence(folder, 'flyway')];
}

const byNames = numberedFiles(filesOf);

/** By the list of a folder's files and the locations: names are read once for it, not at every edit. */
const filesAt = new WeakMap<readonly string[], { readonly locations: string; readonly there: readonly string[]; readonly elsewhere: readonly string[] }>();

function divided({ files }: FolderView, below: readonly string[]): { readonly there: readonly string[]; readonly elsewhere: readonly string[] } {
  const locations = below.join();
  let known = filesAt.get(files);
  if (known?.locations !== locations) {
    const isThere = (file: string) => below.some((location) => file.startsWith(`${location}/`));
    known = { locations, there: files.filter(isThere), elsewhere: files.filter((file) => /\.sql$/i.test(file) && !isThere(file)) };
    filesAt.set(files, known);
  }
  return known;
}

/** Of several folders below this one some may be for other surroundings: what the settings do not name does not run with the rest. */
function list(folder: FolderView): Listing {
  const below = locationsBelow(folder);
  if (below.length === 0) return byNames.list(folder);
  const { there, elsewhere } = divided(folder, below);
  const { migrations, strays } = byNames.list({ ...folder, files: there });
  const why = `not run with the rest: ${baseName(settingsFile(folder)!.path)} names other locations`;
  return { migrations, strays: [...strays, ...elsewhere.map((file) => ({ file: `${folder.path}/${file}`, fate: 'other' as const, why, better: [] }))] };
}

/** Facts from Flyway 13: ResourceNameParser.java, MigrationVersion.java, SqlMigrationResolver.java, PostgreSQLParser.java. */
export const flyway: Convention = {
  id: 'flyway',
  title: 'Flyway',
  detect,
  ...byNames,
  list,
  nextVersion: (_folder, listing, now) => next(listing, now),
  order: 'number',
  downs: 'file',
  missingDown: 'never needed',
  wantsDown: () => false,
  optOut: {
    shown: 'executeInTransaction=false',
    allows: 'many',
    apply: (file, text, _section, _direction, folder) => (folder.files.includes(`${file}.conf`) ? undefined : { by: 'file', file: `${file}.conf`, text: `executeInTransaction=false${lineBreak(text)}` }),
  },
  // PostgreSQLConnection.java: doRestoreOriginalState
  resetsSettings: true,
  duplicate: { legal: false, effect: 'Flyway stops with "Found more than one migration with version"' },
  versionKey: (version) => (version === '' ? undefined : versionKey(version)),
  tracking: {
    table: 'flyway_schema_history',
    create: `
      CREATE TABLE "flyway_schema_history" (
        "installed_rank" INT NOT NULL, "version" VARCHAR(50), "description" VARCHAR(200) NOT NULL, "type" VARCHAR(20) NOT NULL,
        "script" VARCHAR(1000) NOT NULL, "checksum" INTEGER, "installed_by" VARCHAR(100) NOT NULL,
        "installed_on" TIMESTAMP NOT NULL DEFAULT now(), "execution_time" INTEGER NOT NULL, "success" BOOLEAN NOT NULL,
        CONSTRAINT "flyway_schema_history_pk" PRIMARY KEY ("installed_rank")
      );
      CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success")`,
    record: (migration) => {
      const script = literal(baseName(migration.up!.file));
      const version = migration.version === '' ? 'NULL' : `'${versionKey(migration.version)}'`;
      return [
        `INSERT INTO "flyway_schema_history" ("installed_rank", "version", "description", "type", "script", "installed_by", "execution_time", "success") SELECT coalesce(max("installed_rank"), 0) + 1, ${version}, ${literal(migration.name.replaceAll('_', ' '))}, 'SQL', ${script}, current_user, 0, true FROM "flyway_schema_history"`,
      ];
    },
  },
  selfLock,
  fillsIn: (placeholder, { folder, file }) => {
    const how = placeholdersOf(folder, file);
    return !how || (how.replaced && placeholder.startsWith(how.prefix));
  },
  slips: unmeant,
  past: {
    late: () => ({ fate: 'refused', effect: 'Flyway stops with "Detected resolved migration not applied to database"' }),
    repeats: ({ version }) => version === '',
    knownBy: 'name',
    // DbValidate.java: a checksum, a description or a file that is missing.
    edited: 'Flyway stops with "Migrations have failed validation"',
    gone: 'Flyway stops with "Migrations have failed validation"',
  },
};
