import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conventions } from '../../../server/src/migrations/conventions';
import type { ToolId } from '../../../server/src/migrations/convention';
import { nextVersion, styleOf } from '../../../server/src/migrations/versions';
import { apart, snakeCase } from '../../../server/src/migrations/new-migration';
import { migrationsOf, viewOf, type Files } from './memory-folder';

const now = new Date('2026-02-03T04:05:06.789Z');
const JOURNAL = '{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1,"tag":"0000_a","breakpoints":true}]}';

/** The files that the tool's own command makes, for `Add users` in a folder of that tool. */
const cases: [ToolId, Files, Record<string, string>][] = [
  // internal/cli/commands.go, createCmd: UTC, both files empty; with -seq the next number
  ['golang-migrate', {}, { '20260203040506_Add users.up.sql': '', '20260203040506_Add users.down.sql': '' }],
  ['golang-migrate', { '000009_a.up.sql': '', '000009_a.down.sql': '' }, { '000010_Add users.up.sql': '', '000010_Add users.down.sql': '' }],
  // The folder's own style goes before the tool's.
  ['golang-migrate', { '9_add_posts.up.sql': '', '9_add_posts.down.sql': '' }, { '10_Add_users.up.sql': '', '10_Add_users.down.sql': '' }],
  ['golang-migrate', { '9_add-posts.up.sql': '', '9_add-posts.down.sql': '' }, { '10_Add-users.up.sql': '', '10_Add-users.down.sql': '' }],
  ['golang-migrate', { '8_add_more.up.sql': '', '8_add_more.down.sql': '', '9_add posts.up.sql': '', '9_add posts.down.sql': '' }, { '10_Add users.up.sql': '', '10_Add users.down.sql': '' }],
  // create.go, CreateWithTemplate, sqlMigrationTemplate; helpers.go, snakeCase
  ['goose', {}, { '20260203040506_add_users.sql': "-- +goose Up\nSELECT 'up SQL query';\n\n-- +goose Down\nSELECT 'down SQL query';\n" }],
  ['goose', { '00003_a.sql': '', '00004_b.go': '' }, { '00005_add_users.sql': "-- +goose Up\nSELECT 'up SQL query';\n\n-- +goose Down\nSELECT 'down SQL query';\n" }],
  // pkg/dbmate/db.go, NewMigration, migrationTemplate; compared with dbmate 2.36, run
  ['dbmate', {}, { '20260203040506_Add users.sql': '-- migrate:up\n\n\n-- migrate:down\n\n' }],
  // sqlx-cli/src/migrate.rs, create_file; sqlx-core/src/migrate/migration_type.rs, file_content
  ['sqlx', {}, { '20260203040506_Add_users.sql': '-- Add migration script here\n' }],
  ['sqlx', { '0001_a.up.sql': '', '0001_a.down.sql': '' }, { '0002_Add_users.up.sql': '-- Add up migration script here\n', '0002_Add_users.down.sql': '-- Add down migration script here\n' }],
  // diesel_cli/src/migrations/mod.rs, create_migration_dir, generate_sql_migration
  ['diesel', {}, { '2026-02-03-040506-0000_Add users/up.sql': '-- Your SQL goes here\n', '2026-02-03-040506-0000_Add users/down.sql': '-- This file should undo anything in `up.sql`\n' }],
  // What is no time is not waited for.
  ['diesel', { '00000000000000_diesel_initial_setup/up.sql': '', 'seed_users/up.sql': '', '99999999999999_last/up.sql': '' }, { '2026-02-03-040506-0000_Add_users/up.sql': '-- Your SQL goes here\n' }],
  ['diesel', { '2027-01-01-000000_a/up.sql': '', '2027-01-01-000000_a/down.sql': '' }, { '2027-01-01-000001_Add users/up.sql': '-- Your SQL goes here\n', '2027-01-01-000001_Add users/down.sql': '-- This file should undo anything in `up.sql`\n' }],
  ['refinery', { 'V7__a.sql': '' }, { 'V8__Add_users.sql': '' }],
  ['flyway', {}, { 'V1__Add_users.sql': '' }],
  ['flyway', { 'V1.9__a.sql': '', 'V1.10__b.sql': '' }, { 'V1.11__Add_users.sql': '' }],
  ['flyway', { 'V003__a.sql': '' }, { 'V004__Add_users.sql': '' }],
  // main.go, NewMigration, newMigrationText
  ['tern', { '001_a.sql': '' }, {
    '002_Add users.sql':
      '-- Write your migrate up statements here\n\n---- create above / drop below ----\n\n-- Write your migrate down statements here. If this migration is irreversible\n-- Then delete the separator line above.\n',
  }],
  // templates/migration-template.sql; compared with node-pg-migrate 9.0, run
  ['node-pg-migrate', {}, { '1770091506789_Add-users.sql': '-- Up Migration\n\n-- Down Migration' }],
  // apps/cli-go/internal/migration/new/new.go
  ['supabase', {}, { '20260203040506_Add users.sql': '' }],
  // packages/migrate/src/utils/promptForMigrationName.ts
  ['prisma', {}, { '20260203040506_add_users/migration.sql': '-- This is an empty migration.' }],
  // drizzle-kit/src/cli/commands/migrate.ts, writeResult; compared with drizzle-kit 0.31 and 1.0.0-rc.4, run
  ['drizzle', { 'meta/_journal.json': JOURNAL, '0000_a.sql': '' }, { '0001_Add users.sql': '-- Custom SQL migration file, put your code below! --' }],
  ['drizzle', {}, { '20260203040506_Add users/migration.sql': '-- Custom SQL migration file, put your code below! --' }],
  // sql/migrate/migrate.go, WritePlan
  ['atlas', {}, { '20260203040506_Add users.sql': '' }],
  // etc/templates/{deploy,revert,verify}/pg.tmpl
  ['sqitch', { 'sqitch.plan': '%project=shop\n' }, {
    'deploy/Add_users.sql': '-- Deploy shop:Add_users to pg\n\nBEGIN;\n\n-- XXX Add DDLs here.\n\nCOMMIT;\n',
    'revert/Add_users.sql': '-- Revert shop:Add_users from pg\n\nBEGIN;\n\n-- XXX Add DDLs here.\n\nCOMMIT;\n',
    'verify/Add_users.sql': '-- Verify shop:Add_users on pg\n\nBEGIN;\n\n-- XXX Add verifications here.\n\nROLLBACK;\n',
  }],
  ['graphile-migrate', {}, { 'current.sql': '' }],
  ['graphile-migrate', { 'current/001-a.sql': '' }, { 'current/002-add-users.sql': '' }],
  // cli/commands/migrate_create.go
  ['hasura', {}, { '1770091506789_Add users/up.sql': '', '1770091506789_Add users/down.sql': '' }],
  // The CLI before 1.2 made files beside each other.
  ['hasura', { '1551151778747_a.up.sql': '', '1551151778747_a.down.sql': '', '1551151778747_a.up.yaml': '' }, { '1770091506789_Add users.up.sql': '', '1770091506789_Add users.down.sql': '' }],
  ['popx', {}, { '20260203040506789000_Add_users.up.sql': '', '20260203040506789000_Add_users.down.sql': '' }],
  // genny/fizz/cempty/create_empty.go, options.go
  ['pop', {}, { '20260203040506_add_users.postgres.up.sql': '', '20260203040506_add_users.postgres.down.sql': '' }],
  ['pop', { '20250101000000_a.up.sql': '', '20250101000000_a.down.sql': '' }, { '20260203040506_add_users.up.sql': '', '20260203040506_add_users.down.sql': '' }],
  ['encore', { '1_a.up.sql': '' }, { '2_Add_users.up.sql': '' }],
  // commands/new.go
  ['morph', {}, { '000001_Add users.up.sql': '', '000001_Add users.down.sql': '' }],
  ['morph', { '000009_a.up.sql': '', '000009_a.down.sql': '' }, { '000010_Add users.up.sql': '', '000010_Add users.down.sql': '' }],
  // migrate/migrator.go, createSQL; migrate/migration.go, transactionalSQLTemplate
  ['bun', { '20250101000000_a.tx.up.sql': '', '20250101000000_a.tx.down.sql': '' }, {
    '20260203040506_add_users.tx.up.sql': 'SET statement_timeout = 0;\n\nSELECT 1;\n',
    '20260203040506_add_users.tx.down.sql': 'SET statement_timeout = 0;\n\nSELECT 1;\n',
  }],
  ['postgrator', { '001.do.a.sql': '', '001.undo.a.sql': '' }, { '002.do.Add_users.sql': '', '002.undo.Add_users.sql': '' }],
  ['river', { '001_a.up.sql': '', '001_a.down.sql': '' }, { '002_Add_users.up.sql': '', '002_Add_users.down.sql': '' }],
  ['custom', { '023a_a.up.sql': '', '023a_a.down.sql': '' }, { '024_Add_users.up.sql': '', '024_Add_users.down.sql': '' }],
  ['custom', { '001_a.sql': '', '002_b.sql': '' }, { '003_Add_users.sql': '' }],
  ['custom', { '0001-init.sql': '', '0002-drop-old.sql': '' }, { '0003-Add_users.sql': '' }],
];

for (const [tool, files, wanted] of cases)
  test(`${tool}: a new migration after ${Object.keys(files).join(', ') || 'nothing'}`, () => {
    const convention = conventions.find((candidate) => candidate.id === tool)!;
    const folder = viewOf(Object.fromEntries(Object.entries(files).map(([file, text]) => [`migrations/${file}`, text])));
    const listing = convention.list(folder);
    const made = convention.create('Add users', convention.nextVersion(folder, listing, () => now), folder, listing, now);
    assert.deepEqual(Object.fromEntries(made.files.map(({ file, text }) => [file, text])), wanted);
    assert.ok(made.caret <= made.files[0]!.text.length);
    assert.equal(convention.refuseName!('Add users'), undefined);
    assert.notEqual(convention.refuseName!(' '), undefined);
    // What is made is a migration to the tool, with the blank or without.
    const after = viewOf({
      ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`migrations/${file}`, text])),
      ...Object.fromEntries([...made.files, ...(made.rewrites ?? [])].map(({ file, text }) => [`migrations/${file}`, text === '' ? 'SELECT 1;' : text])),
    });
    const ups = convention.list(after).migrations.map(({ up }) => up?.file);
    for (const { file, direction } of made.files) if (direction !== 'down' && !file.startsWith('verify/')) assert.ok(ups.includes(`/w/migrations/${file}`), file);
  });

/** Blanks in other places, as the tool's own command takes them: sqlx-cli puts `_` for each, node-pg-migrate and db-migrate `-` for `_`, too. */
const blanks: [ToolId, string, string][] = [
  ['golang-migrate', ' add  users ', '20260203040506_add  users.up.sql'],
  ['goose', 'add  new-users', '20260203040506_add_new_users.sql'],
  ['sqlx', 'add  users', '20260203040506_add__users.sql'],
  ['node-pg-migrate', 'add_new  users', '1770091506789_add-new-users.sql'],
  ['db-migrate', 'add_new users', 'sqls/20260203040506-add-new-users-up.sql'],
  ['graphile-migrate', 'Add New_users', 'current/002-add-new_users.sql'],
  ['bun', 'add users', '20260203040506_add_users.up.sql'],
  ['sqitch', 'add users', 'deploy/add_users.sql'],
];

for (const [tool, name, wanted] of blanks)
  test(`${tool}: "${name}" is made ${wanted}`, () => {
    const convention = conventions.find(({ id }) => id === tool)!;
    const folder = viewOf(tool === 'graphile-migrate' ? { 'migrations/current/001-a.sql': '' } : tool === 'sqitch' ? { 'migrations/sqitch.plan': '%project=shop\n' } : {});
    const listing = convention.list(folder);
    assert.equal(convention.create(name, convention.nextVersion(folder, listing, () => now), folder, listing, now).files[0]!.file, wanted);
  });

// lib/file.js, formatName; lib/template.js; compared with db-migrate 0.11, run.
test('db-migrate: the two files and the program that reads them', () => {
  const convention = conventions.find(({ id }) => id === 'db-migrate')!;
  const folder = migrationsOf([]);
  const { files } = convention.create('Add_users', '20260203040506', folder, convention.list(folder));
  assert.deepEqual(files.map(({ file }) => file), ['sqls/20260203040506-Add-users-up.sql', 'sqls/20260203040506-Add-users-down.sql', '20260203040506-Add-users.js']);
  assert.match(files[2]!.text, /'20260203040506-Add-users-up\.sql'/);
});

test('liquibase: a formatted file with one changeset, the caret in it', () => {
  const convention = conventions.find(({ id }) => id === 'liquibase')!;
  const folder = viewOf({ 'migrations/001_a.sql': '--liquibase formatted sql\n--changeset ann:1\nSELECT 1;\n' });
  const { files, caret } = convention.create('Add users', '002', folder, convention.list(folder));
  assert.deepEqual(files, [{ file: '002_Add_users.sql', text: '--liquibase formatted sql\n\n--changeset ann:002_Add_users\n\n--rollback \n', direction: 'up' }]);
  assert.equal(files[0]!.text.slice(0, caret), '--liquibase formatted sql\n\n--changeset ann:002_Add_users\n');
});

test('journal and plan learn of the new migration', () => {
  const rewrites = (tool: ToolId, files: Files) => {
    const convention = conventions.find(({ id }) => id === tool)!;
    const folder = viewOf(files);
    return convention.create('b', tool === 'drizzle' ? '0001' : '2', folder, convention.list(folder), now).rewrites;
  };
  assert.deepEqual(JSON.parse(rewrites('drizzle', { 'migrations/meta/_journal.json': JOURNAL, 'migrations/0000_a.sql': '' })![0]!.text).entries[1], {
    idx: 1, version: '7', when: now.getTime(), tag: '0001_b', breakpoints: true,
  });
  const snapshot = (id: string, prevId: string) => ({ id, prevId, version: '7', tables: { a: {} } });
  const [, made] = rewrites('drizzle', { 'migrations/meta/_journal.json': JOURNAL, 'migrations/0000_a.sql': '', 'migrations/meta/0000_snapshot.json': JSON.stringify(snapshot('first', 'none')) })!;
  const { id, ...rest } = JSON.parse(made!.text) as { id: string };
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([made!.file, rest], ['meta/0001_snapshot.json', { prevId: 'first', version: '7', tables: { a: {} } }]);
  assert.deepEqual(rewrites('sqitch', { 'migrations/sqitch.plan': '%project=shop\n\na 2024-01-01T00:00:00Z Ann <ann@example.com> # First.\n' }), [
    { file: 'sqitch.plan', text: '%project=shop\n\na 2024-01-01T00:00:00Z Ann <ann@example.com> # First.\nb 2026-02-03T04:05:06Z Ann <ann@example.com> # b\n' },
  ]);
});

// Compared with drizzle-kit 1.0.0-rc.4, run: "generate --custom" wrote the same but for the id.
test('Drizzle: the snapshot of a migration of one\'s own is the last one under another id', () => {
  const drizzle = conventions.find(({ id }) => id === 'drizzle')!;
  const made = (files: Files) => {
    const folder = viewOf(files);
    return drizzle.create('more', '20260203040506', folder, drizzle.list(folder), now).rewrites?.map(({ file, text }) => {
      const { id, ...rest } = JSON.parse(text) as { id: string };
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
      return [file, rest];
    });
  };
  const snapshot = (id: string, ...prevIds: string[]) => JSON.stringify({ version: '8', dialect: 'postgres', id, prevIds, ddl: [{ entityType: 'schemas', name: id }], renames: ['a->b'] });
  const after = (id: string) => [['20260203040506_more/snapshot.json', { prevIds: [id], version: '8', dialect: 'postgres', ddl: [{ entityType: 'schemas', name: id }], renames: [] }]];
  const first = { 'migrations/20240101000000_a/migration.sql': '', 'migrations/20240101000000_a/snapshot.json': snapshot('first', 'none') };
  assert.deepEqual(made(first), after('first'));
  const second = { ...first, 'migrations/20240201000000_b/migration.sql': '', 'migrations/20240201000000_b/snapshot.json': snapshot('second', 'first') };
  assert.deepEqual(made(second), after('second'));
  assert.deepEqual(made({}), [['20260203040506_more/snapshot.json', { prevIds: ['00000000-0000-0000-0000-000000000000'], version: '8', dialect: 'postgres', ddl: [], renames: [] }]]);
  // Two branches that have not come together, and what is no snapshot: drizzle-kit alone knows what follows.
  assert.equal(made({ ...second, 'migrations/20240202000000_c/snapshot.json': snapshot('third', 'first') }), undefined);
  assert.equal(made({ ...first, 'migrations/20240201000000_b/snapshot.json': '<<<<<<< ours' }), undefined);
});

// sql-migrate/command_new.go, CreateMigration, templateContent.
test('sql-migrate takes the local time', () => {
  const convention = conventions.find(({ id }) => id === 'sql-migrate')!;
  const folder = migrationsOf([]);
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().replace(/\D/g, '').slice(0, 14);
  assert.equal(convention.nextVersion(folder, convention.list(folder), () => now), local);
  assert.deepEqual(convention.create('Add users', local, folder, convention.list(folder)).files, [{ file: `${local}-Add users.sql`, text: '\n-- +migrate Up\n\n-- +migrate Down\n', direction: 'both' }]);
});

test('styles are told from the digits', () => {
  const styles = { '042': 'sequence', '2024': 'sequence', '20240131': 'time', '2024013101': 'time', '1706702400': 'seconds', '202401311200': 'time', '1706702400000': 'milliseconds', '20240131120000': 'time', '20241331120000': 'sequence', '1706702400000000000': 'nanoseconds' };
  for (const [version, kind] of Object.entries(styles)) assert.equal(styleOf(version).kind, kind, version);
});

test('the next version is greater than the newest in every style', () => {
  for (const newest of ['9', '099', '99999999', '20991231', '2099123199', '4102444800'.slice(0, 10), '209912312359', '4102444800000', '20991231235959', '20991231235959999', '20991231235959000000']) {
    const next = nextVersion([newest, '1'], () => now, { kind: 'sequence', digits: 3 });
    assert.ok(BigInt(next) > BigInt(newest), `${next} after ${newest}`);
  }
});

test('snake case as goose writes it, and with the words of a name apart as Prisma and soda do', () => {
  assert.equal(snakeCase('Add usersTable-to db'), 'add_userstable_to_db');
  assert.equal(snakeCase(apart('Add usersTable-to HTTPServer')), 'add_users_table_to_http_server');
});
