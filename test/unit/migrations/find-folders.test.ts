import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findFolders } from '../../../server/src/migrations/find-folders';
import { openFolder } from '../../../server/src/migrations/open-folder';
import { foldersOf, type Files } from './memory-folder';

const DDL = 'CREATE TABLE agents (id int PRIMARY KEY);\n';
const at = (...paths: string[]): Files => Object.fromEntries(paths.map((path) => [path, DDL]));
const detected = (files: Files) => foldersOf(files).flatMap((view) => (openFolder(view) ? [`${view.path.slice(3)}: ${openFolder(view)!.convention.id}`] : [])).sort();

test('several folders and tools in one workspace, by their files', () => {
  assert.deepEqual(
    detected({
      ...at('a/db/changes/001_x.up.sql', 'a/db/changes/002_y.up.sql', 'c/migrations/2024-01-01-000000_x/up.sql', 'c/migrations/2024-01-02-000000_y/up.sql'),
      'b/sql/schema/1_x.sql': `-- +goose Up\n${DDL}`,
      'a/queries/agents.sql': 'SELECT 1;',
      'package.json': '{}',
    }),
    ['a/db/changes: golang-migrate', 'b/sql/schema: goose', 'c/migrations: diesel'],
  );
});

test('each folder of a workspace by what is in it and nearest to it', () => {
  assert.deepEqual(
    detected({
      'go.mod': 'module x\n\nrequire (\n\tgithub.com/golang-migrate/migrate/v4 v4.19.1\n\tgithub.com/pressly/goose/v3 v3.27.0\n)\n',
      ...at('api/migrations/1_a.up.sql', 'api/migrations/1_a.down.sql', 'web/prisma/migrations/20240101000000_a/migration.sql', 'supabase/migrations/20240101000000_a.sql', 'java/src/main/resources/db/migration/V1__a.sql'),
      'jobs/migrations/00001_a.sql': `-- +goose Up\n${DDL}`,
      'web/prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
      'rust/Cargo.toml': '[dependencies]\nsqlx = "0.8"\n', ...at('rust/migrations/0001_a.sql', 'rust/migrations/0002_b.sql'),
      'supabase/config.toml': '',
    }),
    ['api/migrations: golang-migrate', 'java/src/main/resources/db/migration: flyway', 'jobs/migrations: goose', 'rust/migrations: sqlx', 'supabase/migrations: supabase', 'web/prisma/migrations: prisma'],
  );
});

test('a folder of its own kind inside another is found once', () => {
  assert.deepEqual(detected(at('db/migration/V1__a.sql', 'db/migration/V2__b.sql', 'db/migration/later/V3__c.sql', 'db/migration/later/V4__d.sql')), ['db/migration: flyway']);
  assert.deepEqual(detected(at('db/migration/2024/V1__a.sql', 'db/migration/2025/V2__b.sql')), ['db/migration: flyway']);
  // Two locations, a history each; and one number that two branches took.
  assert.deepEqual(detected(at('db/migration/ehr/V1__a.sql', 'db/migration/ehr/V2__b.sql', 'db/migration/ehr/V3__c.sql', 'db/migration/ext/V1__d.sql', 'db/migration/ext/V2__e.sql')), ['db/migration/ehr: flyway', 'db/migration/ext: flyway']);
  assert.deepEqual(detected(at('db/migration/2024/V1__a.sql', 'db/migration/2024/V2__b.sql', 'db/migration/2025/V2__c.sql', 'db/migration/2025/V3__d.sql')), ['db/migration: flyway']);
  assert.deepEqual(detected(at('migrations/1_a.up.sql', 'migrations/2_b.up.sql', 'migrations/mysql/1_a.up.sql', 'migrations/mysql/2_b.up.sql')), ['migrations/mysql: golang-migrate', 'migrations: golang-migrate']);
});

test('a folder beside the one with versions that numbers its files in another way is no part of it', () => {
  const cargo = { 'Cargo.toml': '[dependencies]\nrefinery = "0.9"\n' };
  assert.deepEqual(detected({ ...cargo, ...at('migrations/postgres/V1__a.sql', 'migrations/postgres/V2__b.sql', 'migrations/hiqlite/1_a.sql', 'migrations/hiqlite/2_b.sql') }).filter((one) => one.includes('refinery')), ['migrations/postgres: refinery']);
});

test('parts of one history, a folder each, are no histories', () => {
  assert.deepEqual(detected(at('postgres/0/01_a.up.sql', 'postgres/0/02_b.up.sql', 'postgres/1/01_c.up.sql', 'postgres/1/02_d.up.sql')), []);
});

test("others' code and test data are passed over", () => {
  assert.deepEqual(detected(at('node_modules/x/migrations/1_a.up.sql', 'node_modules/x/migrations/2_b.up.sql', 'pkg/testdata/migrations/1_a.up.sql', 'pkg/testdata/migrations/2_b.up.sql', '.cache/m/1_a.up.sql', '.cache/m/2_b.up.sql')), []);
});

test('the root itself may be the folder', () => {
  assert.deepEqual(detected(at('1_a.up.sql', '2_b.up.sql')), [': golang-migrate']);
});

test('what the person names is taken, and nothing else', () => {
  const files = at('odd/a.sql', 'migrations/1_a.up.sql', 'migrations/2_b.up.sql');
  const views = findFolders(Object.keys(files).map((file) => `/w/${file}`), '/w', (file) => files[file.slice(3)], ['/w/odd']);
  assert.deepEqual(views.map((view) => [view.path, view.files]), [['/w/odd', ['a.sql']]]);
});

test('nearest() does not go above the root', () => {
  const asked: string[] = [];
  const files = ['/home/me/w/migrations/1_a.up.sql', '/home/me/w/migrations/2_b.up.sql'];
  const [view] = findFolders(files, '/home/me/w', (file) => {
    asked.push(file);
    return file.endsWith('.sql') ? DDL : undefined;
  });
  assert.equal(view!.nearest('go.mod'), undefined);
  assert.ok(asked.every((file) => file.startsWith('/home/me/w/')));
});

test('of 50,000 paths only the migrations and what lies around them are read', () => {
  const files: string[] = [];
  for (let i = 0; i < 49_000; i++) files.push(`/w/src/package${i % 700}/part${i % 7}/file${i}.ts`);
  for (let i = 0; i < 1_000; i++) files.push(`/w/services/s${i % 10}/migrations/${1000 + i}_x.up.sql`);
  const read = new Set<string>();
  const views = findFolders(files, '/w', (file) => {
    read.add(file);
    return file.endsWith('.sql') ? DDL : undefined;
  });
  assert.equal(views.length, 10);
  assert.deepEqual([...read].filter((file) => file.startsWith('/w/src/')), []);
});
