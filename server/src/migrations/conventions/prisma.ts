import type { Convention, Evidence, FolderView } from '../convention';
import { parent } from '../folder-view';
import { directoriesWith, folderPerMigration, type FolderPerMigration } from '../folder-per-migration';
import { manifestEvidence } from '../manifests';
import { markerEvidence } from '../markers';
import type { TransactionMode } from '../migration';
import { apart, snakeCase } from '../new-migration';
import { literal } from '../sql-literal';

/** Before 7.4 the engine sends the script as one query; since then statement by statement (prisma-engines#5767). */
function transaction(folder: FolderView): TransactionMode {
  const version = /"prisma"\s*:\s*"[~^>=]*(\d+)\.(\d+)/.exec(folder.nearest('package.json')?.text ?? '');
  const splits = version !== null && (Number(version[1]) > 7 || (Number(version[1]) === 7 && Number(version[2]) >= 4));
  if (!version) return { mode: 'implicit', assumed: true, because: 'Prisma before 7.4 sends a file as one query, and its version is not in package.json' };
  return splits
    ? { mode: 'none', because: `Prisma ${version[1]}.${version[2]} sends each statement on its own` }
    : { mode: 'implicit', because: 'Prisma sends a file as one query (before 7.4)' };
}

const facts: FolderPerMigration = {
  upFile: 'migration.sql',
  downFile: undefined,
  parse: (directory) => {
    const parts = /^(\d+)_(.*)$/.exec(directory);
    return { directory, version: parts?.[1] ?? directory, name: parts?.[2] ?? '' };
  },
  // In one language, so that the answer is no matter of whose machine it is.
  compare: (a, b) => a.directory.localeCompare(b.directory, 'en'),
  transaction: (_text, _name, folder) => transaction(folder),
  stray(file, folder) {
    const [directory, base] = file.split('/');
    if (base === undefined) return /\.sql$/.test(file) ? { fate: 'ignored', why: 'never runs: Prisma takes only folders with a migration.sql in them', better: [] } : undefined;
    if (folder.files.includes(`${directory}/migration.sql`)) return undefined;
    // A script of their own fills Prisma's folder with what it takes from here.
    if (isElsewhere(folder)) return undefined;
    // One word for each folder.
    if (file !== folder.files.find((other) => other.startsWith(`${directory}/`))) return undefined;
    return { fate: 'refused', why: `stops Prisma (P3015): ${directory} has no migration.sql, and every folder here counts`, better: [] };
  },
  firstVersion: { kind: 'time', digits: 14 },
  templates: { up: '-- This is an empty migration.', down: undefined },
  directoryName: (version, name) => (name === '' ? version : `${version}_${name}`),
  // promptForMigrationName.ts
  directoryWords: (name) => snakeCase(apart(name)).slice(0, 200),
};

/** prisma.config.ts names the one folder that is Prisma's (packages/config/src/PrismaConfig.ts). */
function isElsewhere(folder: FolderView): boolean {
  const settings = ['prisma.config.ts', 'prisma.config.mts', 'prisma.config.js', 'prisma.config.mjs'].map((name) => folder.nearest(name)).find((found) => found !== undefined);
  const path = settings && /\bmigrations\s*:\s*\{[^}]*?\bpath\s*:\s*(['"`])(?:\.\/)?([^'"`]+?)\/?\1/.exec(settings.text)?.[2];
  return path !== undefined && !path.includes('..') && folder.path !== `${parent(settings!.path)}/${path}`;
}

/** Facts from Prisma 7 and its engines: createMigration.ts, migrations_directory.rs, sql_migration_persistence. */
export const prisma: Convention = {
  id: 'prisma',
  title: 'Prisma',
  detect(folder): Evidence[] {
    const directories = directoriesWith(folder, 'migration.sql');
    if (directories.length === 0 || directoriesWith(folder, 'snapshot.json').length > 0) return [];
    return [
      ...(folder.files.includes('migration_lock.toml') ? [{ text: 'migration_lock.toml in the folder', strength: 3 as const }] : []),
      ...manifestEvidence(folder, 'prisma'),
      ...markerEvidence(folder, 'prisma'),
      ...(directories.length >= 2 ? [{ text: 'folders with a migration.sql each', strength: 1 as const }] : []),
    ];
  },
  ...folderPerMigration(facts),
  order: 'text',
  downs: 'none',
  missingDown: 'never needed',
  duplicate: { legal: true, effect: 'both run, in the order of their names' },
  versionKey: () => undefined,
  tracking: {
    table: '_prisma_migrations',
    create: `
      CREATE TABLE _prisma_migrations (
        id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
        migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
        started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0
      )`,
    record: (migration) => [
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES (gen_random_uuid()::text, '', now(), ${literal(facts.directoryName(migration.version, migration.name))}, 1)`,
    ],
  },
  past: { late: () => ({ fate: 'runs', effect: 'Prisma runs it all the same' }), knownBy: 'name', edited: 'prisma migrate dev wants to reset the database', gone: 'prisma migrate dev wants to reset the database' },
  generates: true,
};
