import type { Convention, Evidence, FileText, FolderView, Listing } from '../convention';
import { directoriesWith, folderPerMigration, type FolderPerMigration } from '../folder-per-migration';
import { ownFiles, parent, relativeTo } from '../folder-view';
import { headOptOut } from '../head-opt-out';
import { manifestEvidence } from '../manifests';
import { markerEvidence } from '../markers';
import type { Migration, TransactionMode } from '../migration';
import { asTyped } from '../new-migration';
import { goesWithoutDowns, namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { pairNames, strayOf } from '../strays';
import { canonicalNumber, compareNumbers, compareText } from '../versions';

const OPT_OUT = '-- hasura:no-transaction';
const isOut = (text: string): boolean => text.split(/\r?\n/, 1)[0] === OPT_OUT;

const NAME = /^(\d+)_(.*)$/;
const transaction = (text: string): TransactionMode =>
  isOut(text)
    ? { mode: 'implicit', because: `${OPT_OUT}: Hasura sends the file as one query` }
    : { mode: 'wrapped', because: 'Hasura runs each file in a transaction' };

const perFolder: FolderPerMigration = {
  upFile: 'up.sql',
  downFile: 'down.sql',
  parse: (directory) => {
    const parts = NAME.exec(directory);
    return parts ? { directory, version: parts[1]!, name: parts[2]! } : undefined;
  },
  compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.directory, b.directory),
  transaction,
  stray: (file) =>
    /^[^/]*\/(up|down)\.sql$/.test(file)
      ? { fate: 'ignored', why: 'never runs: Hasura takes only folders named VERSION_name', better: [] }
      : undefined,
  firstVersion: { kind: 'milliseconds', digits: 13 },
  templates: { up: '', down: '' },
  directoryName: (version, name) => `${version}_${name}`,
  directoryWords: asTyped,
};

/** As the CLI wrote them before 1.2, and reads them still. */
const flat: NumberedFiles = {
  pattern: /^(?<version>\d+)(?<middle>_)(?<name>.*)(?<suffix>\.(?:up|down)\.sql)$/,
  direction: ({ suffix }) => (suffix === '.up.sql' ? 'up' : 'down'),
  versionKey: canonicalNumber,
  compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.file, b.file),
  transaction,
  stray: (base, folder) =>
    namedFiles(flat, folder).length === 0 || base.endsWith('.yaml')
      ? undefined
      : strayOf(base, { tool: 'Hasura', takes: 'VERSION_name.up.sql or VERSION_name.down.sql', better: (meant) => pairNames(meant, ownFiles(folder), () => undefined) }),
  firstVersion: perFolder.firstVersion,
  newMiddle: '_',
  fileWords: asTyped,
  newFiles: (listing) => [
    { suffix: '.up.sql', direction: 'up', template: '' },
    ...(goesWithoutDowns(listing) ? [] : [{ suffix: '.down.sql', direction: 'down' as const, template: '' }]),
  ],
};

const [folders, files] = [folderPerMigration(perFolder), numberedFiles(() => flat)];
const isFlat = (migration: Migration, folder: FolderView): boolean => !relativeTo(folder, (migration.up ?? migration.down)!.file).includes('/');

/** Metadata beside the SQL, which in a project of version 1 may hold SQL of its own: `1_x.up.yaml`, `1_x/up.yaml`. */
const METADATA = /^(?<version>\d+)_[^/]*[./](?<direction>up|down)\.yaml$/;

/** Of version 1 is a project whose config.yaml does not say otherwise. */
function isVersion1(folder: FolderView): boolean {
  return !/^version: *["']?[23]\b/m.test(folder.nearest('config.yaml')?.text ?? '');
}

/** Both kinds in one order; of a version the SQL goes before the metadata. */
function list(folder: FolderView): Listing {
  const [inFolders, beside] = [folders.list(folder), files.list(folder)];
  const found = [...inFolders.migrations, ...beside.migrations].sort((a, b) => compareNumbers(a.version, b.version));
  const metadata = !isVersion1(folder) ? [] : folder.files.flatMap((file) => {
    const { version, direction } = METADATA.exec(file)?.groups ?? {};
    return version === undefined ? [] : [{ file, version: canonicalNumber(version), direction }];
  });
  const withSql = metadata.filter(({ file, direction }) => direction === 'up' && /\brun_sql\b/.test(folder.read(file) ?? '')).sort((a, b) => compareNumbers(a.version, b.version));
  let next = 0;
  const migrations = found.map((migration): Migration => {
    let after: string | undefined;
    while (next < withSql.length && compareNumbers(withSql[next]!.version, migration.version) < 0) after = withSql[next++]!.file;
    const other = metadata.find(({ version, direction }) => version === canonicalNumber(migration.version) && direction === (migration.up ? 'down' : 'up'));
    const program = migration.up && migration.down ? undefined : other?.file;
    return { ...migration, ...(after === undefined ? {} : { afterProgram: after }), ...(program === undefined ? {} : { program }) };
  });
  return { migrations, strays: [...inFolders.strays, ...beside.strays] };
}

const OF_HASURA = /^(metadata_directory|migrations_directory):|^version: [23]\b/m;

/** The CLI reads one folder of a project, and in it those of its databases. */
function isRead(folder: FolderView, settings: FileText): boolean {
  const named = /^migrations_directory: *["']?(?:\.\/)?([^"'\s#]+?)\/?["']?\s*$/m.exec(settings.text)?.[1] ?? 'migrations';
  const path = `${parent(settings.path)}/${named}`;
  return folder.path === path || parent(folder.path) === path;
}

function detect(folder: FolderView): Evidence[] {
  const directories = directoriesWith(folder, 'up.sql', 'down.sql').filter((directory) => NAME.test(directory));
  const names = namedFiles(flat, folder);
  if (directories.length === 0 && names.length === 0) return [];
  const milliseconds = [...directories, ...names.map(({ version }) => `${version}_`)].every((name) => /^\d{13}_/.test(name));
  const metadata = folder.files.some((file) => /^\d+_[^/]*\.(up|down)\.yaml$/.test(file));
  // Files in pairs are other tools' first.
  if (directories.length === 0 && !milliseconds && !metadata) return [];
  const settings = folder.nearest('config.yaml');
  const here = settings !== undefined && isRead(folder, settings);
  // A backup of theirs, as the CLI leaves one where it updates a project, is none.
  if (directories.length === 0 && !here && settings && OF_HASURA.test(settings.text)) return [];
  const version1 = here && /^endpoint:/m.test(settings.text) && isVersion1(folder);
  return [
    ...(settings && OF_HASURA.test(settings.text) ? [{ text: 'config.yaml of a Hasura project', strength: 3 as const }] : []),
    ...(version1 ? [{ text: 'config.yaml of a Hasura project of version 1, which the CLI runs on servers before 2.0 only', strength: 3 as const }] : []),
    ...(metadata ? [{ text: 'Hasura metadata (.up.yaml) beside the SQL', strength: 3 as const }] : []),
    ...manifestEvidence(folder, 'hasura'),
    ...markerEvidence(folder, 'hasura'),
    ...(milliseconds && directories.length > 0 ? [{ text: 'folders named by milliseconds with an up.sql each', strength: 2 as const }] : []),
  ];
}

/**
 * Facts from the Hasura CLI: cli/migrate/migrate.go, cli/migrate/source/{parse.go,file/file.go}, cli/migrate/cmd/commands.go,
 * cli/commands/scripts (what projects of version 1 are told).
 */
export const hasura: Convention = {
  id: 'hasura',
  title: 'Hasura',
  detect,
  ...folders,
  list,
  partnerFile: (migration, direction, folder) => (isFlat(migration, folder) ? files : folders).partnerFile(migration, direction, folder),
  renamed: (migration, to, folder) => (isFlat(migration, folder) ? files : folders).renamed(migration, to, folder),
  create(name, version, folder, listing) {
    const likeThese = listing.migrations.length > 0 && listing.migrations.every((migration) => isFlat(migration, folder)) ? files : folders;
    return likeThese.create(name, version, folder, listing);
  },
  order: 'number',
  downs: 'file',
  missingDown: 'fails',
  duplicate: { legal: false, effect: 'Hasura stops with "found duplicate migrations for version"' },
  versionKey: canonicalNumber,
  tracking: {
    table: 'schema_migrations',
    schema: 'hdb_catalog',
    create: `
      CREATE SCHEMA IF NOT EXISTS hdb_catalog;
      CREATE TABLE IF NOT EXISTS hdb_catalog.schema_migrations (
        version bigint not null primary key, dirty boolean not null
      )`,
    record: (migration) => [`INSERT INTO hdb_catalog.schema_migrations (version, dirty) VALUES (${canonicalNumber(migration.version)}, false)`],
  },
  ...headOptOut({
    tool: 'Hasura', words: OPT_OUT, isOut, meant: /^\s*--+\s*hasura:\s*no[-_ ]?transaction\b/i, pattern: /^-- hasura:no-transaction$/,
    does: 'Hasura opens no transaction for this file and sends it as one query. It looks at the first line alone.',
  }),
  past: { late: () => ({ fate: 'runs', effect: 'Hasura runs it all the same' }), knownBy: 'version' },
};
