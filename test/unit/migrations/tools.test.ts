import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FolderView, MigrationFolder, ToolId } from '../../../server/src/migrations/convention';
import { openFolder } from '../../../server/src/migrations/open-folder';
import { fixtureFolders } from './memory-folder';

interface Expected {
  readonly tool: ToolId;
  readonly path: string;
  readonly leftAlone?: true;
  /** version, up file, down file, transaction mode; of a file that holds both the sections' first and last words. */
  readonly migrations: readonly (readonly [version: string, up: string, down: string | undefined, mode: string, downMode?: string])[];
  /** fate, file, better names. */
  readonly strays: readonly (readonly [fate: string, file: string, ...better: string[]])[];
}

/** What each tool makes of its fixture, good and bad files together. */
const expected: Record<string, Expected> = {
  'golang-migrate': {
    tool: 'golang-migrate',
    path: 'db/migrations',
    migrations: [
      ['000001', '000001_create_users.up.sql', '000001_create_users.down.sql', 'implicit'],
      ['000002', '000002_create_posts.up.sql', '000002_create_posts.down.sql', 'implicit'],
      ['000003', '000003_index_posts.up.sql', undefined, 'implicit'],
    ],
    strays: [['runs', '000001_create_users.up.sql.bak'], ['ignored', '000004_add_title.sql', '000004_add_title.up.sql'], ['other', 'README.md']],
  },
  goose: {
    tool: 'goose',
    path: 'sql/schema',
    migrations: [
      ['00001', '00001_create_users.sql: CREATE ... NULL);', '00001_create_users.sql: DROP ... users;', 'wrapped'],
      ['00002', '00002_touch.sql: ALTER ... StatementEnd', '00002_touch.sql: DROP ... touched_at;', 'wrapped'],
      ['00010', '00010_index_users.sql: CREATE ... (email);', '00010_index_users.sql: DROP ... users_email_idx;', 'none'],
    ],
    strays: [['refused', 'add_names.sql', '00011_add_names.sql']],
  },
  dbmate: {
    tool: 'dbmate',
    path: 'db/migrations',
    migrations: [
      ['20240101000000', '20240101000000_create_users.sql: CREATE ... NULL);', '20240101000000_create_users.sql: DROP ... users;', 'wrapped'],
      ['20240201000000', '20240201000000_index_users.sql: CREATE ... (email);', '20240201000000_index_users.sql: DROP ... users_email_idx;', 'implicit', 'wrapped'],
      ['20240301000000', '20240301000000_create_posts.sql: CREATE ... CASCADE);', undefined, 'wrapped'],
    ],
    strays: [],
  },
  sqlx: {
    tool: 'sqlx',
    path: 'migrations',
    migrations: [
      ['0001', '0001_create_users.sql', undefined, 'wrapped'],
      ['0002', '0002_create_posts.up.sql', '0002_create_posts.down.sql', 'wrapped'],
      ['0003', '0003_index_posts.up.sql', '0003_index_posts.down.sql', 'implicit', 'wrapped'],
    ],
    strays: [['refused', 'add_names.sql', '0004_add_names.sql'], ['other', 'seed.sql']],
  },
  diesel: {
    tool: 'diesel',
    path: 'migrations',
    migrations: [
      ['00000000000000', '00000000000000_diesel_initial_setup/up.sql', '00000000000000_diesel_initial_setup/down.sql', 'wrapped'],
      ['2024-01-01-000000', '2024-01-01-000000_create_users/up.sql', '2024-01-01-000000_create_users/down.sql', 'wrapped'],
      ['2024-02-01-000000-0000', '2024-02-01-000000-0000_create_posts/up.sql', '2024-02-01-000000-0000_create_posts/down.sql', 'wrapped'],
      ['2024-03-01-000000-0000', '2024-03-01-000000-0000_index_posts/up.sql', undefined, 'implicit'],
      ['2024-04-01-000000-0000', '', '2024-04-01-000000-0000_forgotten/down.sql', 'wrapped'],
    ],
    strays: [['ignored', '2024-05-01-000000_plain.sql']],
  },
  refinery: {
    tool: 'refinery',
    path: 'migrations',
    migrations: [
      ['1', 'V1__create_users.sql', undefined, 'wrapped'],
      ['2', 'V2__create_posts.sql', undefined, 'wrapped'],
      ['4', 'U4__index_posts.sql', undefined, 'wrapped'],
    ],
    strays: [
      ['ignored', 'V5_add_names.sql', 'V5__add_names.sql'],
      ['ignored', 'V7__add-age.sql', 'V7__add_age.sql'],
      ['ignored', 'v6__lower.sql', 'V6__lower.sql'],
    ],
  },
  flyway: {
    tool: 'flyway',
    path: 'src/main/resources/db/migration',
    migrations: [
      ['1', 'V1__Create_users.sql', undefined, 'wrapped'],
      ['1.2', 'V1.2__Create posts.sql', undefined, 'wrapped'],
      ['1.10', 'V1.10__Index_posts.sql', undefined, 'none'],
      ['2', 'later/V2__Add_age.sql', undefined, 'wrapped'],
      ['3', 'V3__Vacuum.sql', undefined, 'none'],
      ['', 'R__user_names.sql', undefined, 'wrapped'],
    ],
    strays: [
      ['other', 'V3__Vacuum.sql.conf'],
      ['ignored', 'V4_Add_name.sql', 'V4__Add_name.sql'],
      ['other', 'afterMigrate.sql'],
      ['ignored', 'v5__lower.sql', 'V5__lower.sql'],
    ],
  },
  tern: {
    tool: 'tern',
    path: 'migrations',
    migrations: [
      ['001', '001_create_users.sql: CREATE ... NULL);', '001_create_users.sql: DROP ... users;', 'wrapped'],
      ['002', '002_index_users.sql: ---- ... (email);', '002_index_users.sql: DROP ... users_email_idx;', 'none', 'wrapped'],
      ['003', '003_create_posts.sql', undefined, 'wrapped'],
    ],
    strays: [['other', 'tern.conf']],
  },
  'node-pg-migrate': {
    tool: 'node-pg-migrate',
    path: 'migrations',
    migrations: [
      ['1704067200000', '1704067200000_create-users.sql: CREATE ... NULL);', '1704067200000_create-users.sql: DROP ... users;', 'wrapped'],
      ['20240201000000000', '20240201000000000_create-posts.sql', undefined, 'wrapped'],
      ['1711929600000', '1711929600000_index-posts.up.sql', undefined, 'wrapped'],
    ],
    strays: [['down as up', '1711929600000_index-posts.down.sql']],
  },
  supabase: {
    tool: 'supabase',
    path: 'supabase/migrations',
    migrations: [
      ['20240101000000', '20240101000000_create_users.sql', undefined, 'implicit'],
      ['20240201000000', '20240201000000_create_posts.sql', undefined, 'implicit'],
      ['20240301000000', '20240301000000_index_posts.sql', undefined, 'none'],
    ],
    strays: [['down as up', '20240201000000_create_posts.down.sql'], ['ignored', '20240401000000-add-age.sql', '20240401000000_add-age.sql']],
  },
  prisma: {
    tool: 'prisma',
    path: 'prisma/migrations',
    migrations: [
      ['20240101000000', '20240101000000_create_users/migration.sql', undefined, 'implicit'],
      ['20240201000000', '20240201000000_create_posts/migration.sql', undefined, 'implicit'],
    ],
    strays: [['refused', 'archive/old.sql']],
  },
  drizzle: {
    tool: 'drizzle',
    path: 'drizzle',
    migrations: [
      ['0000', '0000_brave_hulk.sql', undefined, 'wrapped'],
      ['0001', '0001_calm_rogue.sql', undefined, 'wrapped'],
    ],
    strays: [['ignored', '0002_by_hand.sql']],
  },
  'drizzle-v1': {
    tool: 'drizzle',
    path: 'drizzle',
    migrations: [
      ['20240101000000', '20240101000000_brave_hulk/migration.sql', undefined, 'wrapped'],
      ['20240201000000', '20240201000000_calm_rogue/migration.sql', undefined, 'wrapped'],
    ],
    strays: [],
  },
  atlas: {
    tool: 'atlas',
    path: 'migrations',
    migrations: [
      ['20240101000000', '20240101000000_users.sql', undefined, 'wrapped'],
      ['20240201000000', '20240201000000.sql', undefined, 'none'],
      ['20240301000000', '20240301000000_posts.sql', undefined, 'wrapped'],
    ],
    strays: [['other', 'atlas.sum']],
  },
  sqitch: {
    tool: 'sqitch',
    path: '',
    migrations: [
      ['users', 'deploy/users.sql', 'revert/users.sql', 'none'],
      ['posts@v1.0', 'deploy/posts@v1.0.sql', 'revert/posts@v1.0.sql', 'none'],
      ['posts', 'deploy/posts.sql', undefined, 'none'],
    ],
    strays: [['ignored', 'deploy/stray.sql']],
  },
  'sql-migrate': {
    tool: 'sql-migrate',
    path: 'migrations',
    migrations: [
      ['20240101000000', '20240101000000-create-users.sql: CREATE ... NULL);', '20240101000000-create-users.sql: DROP ... users;', 'wrapped'],
      ['20240201000000', '20240201000000-index-users.sql: CREATE ... (email);', '20240201000000-index-users.sql: DROP ... users_email_idx;', 'none', 'wrapped'],
      ['20240301000000', '20240301000000-create-posts.sql: CREATE ... posts;', undefined, 'wrapped'],
      ['', 'extra.sql: CREATE ... int);', undefined, 'wrapped'],
    ],
    strays: [],
  },
  'graphile-migrate': {
    tool: 'graphile-migrate',
    path: 'migrations',
    migrations: [
      ['000001', 'committed/000001-users.sql', undefined, 'wrapped'],
      ['000002', 'committed/000002.sql', undefined, 'implicit'],
      ['current', 'current.sql', undefined, 'wrapped'],
    ],
    strays: [['ignored', 'committed/notes.sql']],
  },
  hasura: {
    tool: 'hasura',
    path: 'migrations/default',
    migrations: [
      ['1704067200000', '1704067200000_create_users/up.sql', '1704067200000_create_users/down.sql', 'wrapped'],
      ['1706745600000', '1706745600000_index_users/up.sql', undefined, 'implicit'],
    ],
    strays: [],
  },
  popx: {
    tool: 'popx',
    path: 'persistence/sql/migrations',
    migrations: [
      ['20240101000000000000', '20240101000000000000_users.up.sql', '20240101000000000000_users.down.sql', 'wrapped'],
      ['20240201000000000000', '20240201000000000000_index.postgres.autocommit.up.sql', '20240201000000000000_index.down.sql', 'implicit', 'wrapped'],
    ],
    strays: [['other', '20240201000000000000_index.mysql.up.sql'], ['other', '20240201000000000000_index.up.sql']],
  },
  pop: {
    tool: 'pop',
    path: 'migrations',
    migrations: [['20240201000000', '20240201000000_posts.up.sql', '20240201000000_posts.down.sql', 'wrapped']],
    strays: [],
  },
  encore: {
    tool: 'encore',
    path: 'users/migrations',
    migrations: [
      ['1', '1_create_users.up.sql', undefined, 'wrapped'],
      ['2', '2_create_posts.up.sql', undefined, 'wrapped'],
    ],
    strays: [['refused', '3_add_age.sql', '3_add_age.up.sql']],
  },
  bun: {
    tool: 'bun',
    path: 'migrations',
    migrations: [
      ['20240101000000', '20240101000000_users.tx.up.sql', '20240101000000_users.tx.down.sql', 'wrapped'],
      ['20240201000000', '20240201000000_index.up.sql', undefined, 'none'],
    ],
    strays: [['refused', '20240301000000_Posts.up.sql', '20240301000000_posts.up.sql'], ['other', 'main.go']],
  },
  liquibase: {
    tool: 'liquibase',
    path: 'db/changelog',
    migrations: [
      ['1', 'users.sql: CREATE ... users;', undefined, 'wrapped'],
      ['2', 'users.sql: CREATE ... (email);', undefined, 'none'],
      ['posts', 'posts.sql: CREATE ... CASCADE);', undefined, 'wrapped'],
    ],
    strays: [],
  },
  postgrator: {
    tool: 'postgrator',
    path: 'migrations',
    migrations: [
      ['001', '001.do.create-users.sql', '001.undo.create-users.sql', 'implicit'],
      ['002', '002.do.create-posts.sql', undefined, 'implicit'],
    ],
    strays: [['ignored', '003_add_age.sql', '003.do.add_age.sql']],
  },
  'db-migrate': {
    tool: 'db-migrate',
    path: 'migrations',
    migrations: [
      ['20240101000000', 'sqls/20240101000000-users-up.sql', 'sqls/20240101000000-users-down.sql', 'wrapped'],
      ['20240201000000', 'sqls/20240201000000-posts-up.sql', 'sqls/20240201000000-posts-down.sql', 'wrapped'],
    ],
    strays: [],
  },
  river: {
    tool: 'river',
    path: 'migration/main',
    leftAlone: true,
    migrations: [
      ['001', '001_create_jobs.up.sql', '001_create_jobs.down.sql', 'wrapped'],
      ['002', '002_add_state.up.sql', '002_add_state.down.sql', 'wrapped'],
    ],
    strays: [],
  },
  custom: {
    tool: 'custom',
    path: 'internal/database/migrations',
    migrations: [
      ['001', '001_users.up.sql', '001_users.down.sql', 'wrapped'],
      ['002', '002_posts.up.sql', undefined, 'wrapped'],
    ],
    strays: [],
  },
};

function seen(fixture: string, view: FolderView, folder: MigrationFolder): Expected {
  const place = (section: MigrationFolder['migrations'][number]['up']): string | undefined => {
    if (!section) return undefined;
    const file = section.file.slice(view.path.length + 1);
    const text = view.read(file)!;
    if (section.range.start === 0 && section.range.end === text.length) return file;
    const words = text.slice(section.range.start, section.range.end).trim().split(/\s+/);
    return `${file}: ${words[0]} ... ${words.at(-1)}`;
  };
  return {
    tool: folder.convention.id,
    path: view.path.split(`/tools/${fixture}`)[1]!.slice(1),
    ...(folder.leftAlone === undefined ? {} : { leftAlone: true }),
    migrations: folder.migrations.map(({ version, up, down, transaction: { mode }, downTransaction }) =>
      downTransaction && downTransaction.mode !== mode ? [version, place(up) ?? '', place(down), mode, downTransaction.mode] : [version, place(up) ?? '', place(down), mode],
    ),
    strays: folder.strays.map((stray) => [stray.fate, stray.file.slice(view.path.length + 1), ...stray.better]),
  };
}

for (const [fixture, wanted] of Object.entries(expected))
  test(`${fixture}: the fixture is recognised and listed as the tool does`, () => {
    const opened = fixtureFolders(`tools/${fixture}`).flatMap((view) => {
      const folder = openFolder(view);
      return folder ? [{ view, folder }] : [];
    });
    assert.equal(opened.length, 1);
    const [{ view, folder }] = opened as [{ view: FolderView; folder: MigrationFolder }];
    assert.deepEqual(seen(fixture, view, folder), wanted);
    assert.ok(folder.evidence.length > 0);
    for (const stray of folder.strays) assert.ok(stray.why.length > 0);
    for (const migration of folder.migrations) {
      assert.ok(migration.transaction.because.length > 0);
      if (!migration.up) continue;
      for (const statement of [folder.convention.tracking.create, ...folder.convention.tracking.record(migration)]) assert.ok(statement.length > 0);
      assert.equal(folder.convention.partnerFile(migration, 'up', view), migration.up.file.slice(view.path.length + 1));
    }
  });
