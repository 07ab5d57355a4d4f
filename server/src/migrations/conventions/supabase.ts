import type { Convention, FolderView } from '../convention';
import { relativeTo } from '../folder-view';
import type { Stray, TransactionMode } from '../migration';
import { asTyped } from '../new-migration';
import { nextInSequence, numberedFiles, type NumberedFiles } from '../numbered-files';
import { literal } from '../sql-literal';
import { plainName, strayOf } from '../strays';
import { supabasePlatform } from './supabase-platform';
import { compareText } from '../versions';

// pkg/migration: since 2.109 these leave the batch.
const OUTSIDE = /^\s*(CREATE\s+(UNIQUE\s+)?INDEX\s+CONCURRENTLY|DROP\s+INDEX\s+CONCURRENTLY|REINDEX\b[^;]*\bCONCURRENTLY|VACUUM|ALTER\s+SYSTEM|CLUSTER)\b/im;

function transaction(text: string, folder: FolderView): TransactionMode {
  const old = /"supabase"\s*:\s*"[~^]?(1\.|2\.(\d{1,2}|10[0-8])\.)/.test(folder.nearest('package.json')?.text ?? '');
  if (!old && OUTSIDE.test(text)) return { mode: 'none', because: 'the Supabase CLI (2.109 and later) runs such statements outside the batch' };
  return { mode: 'implicit', pipeline: true, recorded: true, because: 'the Supabase CLI sends a file as one batch' };
}

const files: NumberedFiles = {
  // `.down.sql` matches the tool's pattern, too, and runs as an up: see `stray`.
  pattern: /^(?<version>\d+)(?<middle>_)(?<name>.*)(?<suffix>(?<!\.down)\.sql)$/,
  direction: () => 'up',
  versionKey: (version) => version,
  compare: (a, b) => compareText(a.file, b.file),
  transaction: (text, _direction, _name, folder) => transaction(text, folder),
  stray: (base, folder): Stray =>
    /^\d+_.*\.down\.sql$/.test(base)
      ? { file: base, fate: 'down as up', why: 'runs as an up: the Supabase CLI has no downs and takes every NNN_name.sql', better: [] }
      : strayOf(base, { tool: 'the Supabase CLI', takes: 'NNN_name.sql', better: (meant) => plainName(meant, () => nextInSequence(files, folder)) }),
  firstVersion: { kind: 'time', digits: 14 },
  newMiddle: '_',
  fileWords: asTyped,
  newFiles: () => [{ suffix: '.sql', direction: 'up', template: '' }],
};

/** Facts from the Supabase CLI 2.104: apps/cli-go/pkg/migration, internal/migration; newer behaviour from its pull requests. */
export const supabase: Convention = {
  id: 'supabase',
  title: 'Supabase',
  detect(folder) {
    if (!folder.path.endsWith('/supabase/migrations')) return [];
    const settings = folder.nearest('config.toml');
    return settings?.path === folder.path.replace(/migrations$/, 'config.toml')
      ? [{ text: 'supabase/config.toml beside the folder', strength: 3 }]
      : [{ text: 'the folder is supabase/migrations', strength: 2 }];
  },
  ...numberedFiles(() => files),
  partnerFile: (migration, direction, folder) => (direction === 'up' ? migration.up && relativeTo(folder, migration.up.file) : undefined),
  order: 'text',
  downs: 'none',
  missingDown: 'never needed',
  duplicate: { legal: false, effect: 'the second stops at the key of schema_migrations' },
  versionKey: (version) => version,
  tracking: {
    table: 'schema_migrations',
    schema: 'supabase_migrations',
    create: `
      CREATE SCHEMA IF NOT EXISTS supabase_migrations;
      CREATE TABLE IF NOT EXISTS supabase_migrations.schema_migrations (
        version text NOT NULL PRIMARY KEY
      );
      ALTER TABLE supabase_migrations.schema_migrations ADD COLUMN IF NOT EXISTS statements text[];
      ALTER TABLE supabase_migrations.schema_migrations ADD COLUMN IF NOT EXISTS name text`,
    record: (migration) => [`INSERT INTO supabase_migrations.schema_migrations(version, name) VALUES('${migration.version}', ${literal(migration.name)})`],
  },
  // The roles that Supabase's own image makes before any migration.
  roles: [
    'anon', 'authenticated', 'authenticator', 'service_role', 'dashboard_user', 'pgbouncer', 'supabase_admin', 'supabase_auth_admin', 'supabase_etl_admin',
    'supabase_functions_admin', 'supabase_read_only_user', 'supabase_realtime_admin', 'supabase_replication_admin', 'supabase_storage_admin',
  ],
  platform: supabasePlatform,
  // pkg/migration: RESET ALL before each file.
  resetsSettings: true,
  past: { late: () => ({ fate: 'refused', effect: 'the Supabase CLI stops with "to be inserted before the last migration on remote database"' }), knownBy: 'version', gone: 'the Supabase CLI stops with "Remote migration versions not found in local migrations directory"' },
};
