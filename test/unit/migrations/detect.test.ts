import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectFolder } from '../../../server/src/migrations/detect';
import type { Files } from './memory-folder';
import { viewOf } from './memory-folder';

const DDL = 'CREATE TABLE agents (id int PRIMARY KEY);\n';
const tool = (files: Files, path?: string) => detectFolder(viewOf(files, path))?.convention.id;
const named = (...names: string[]): Files => Object.fromEntries(names.map((name) => [`migrations/${name}`, DDL]));
const goMod = (module: string): Files => ({ 'go.mod': `module example.com/x\n\nrequire ${module} v1.2.3\n` });
const PAIRS = named('001_a.up.sql', '001_a.down.sql', '002_b.up.sql');
const PLAIN = named('001_a.sql', '002_b.sql');

test('pairs: the manifest decides, and without one the shape', () => {
  assert.equal(tool(PAIRS), 'golang-migrate');
  assert.equal(tool({ ...PAIRS, ...goMod('github.com/golang-migrate/migrate/v4') }), 'golang-migrate');
  assert.equal(tool({ ...PAIRS, 'Cargo.toml': '[dependencies]\nsqlx = "0.8"\n' }), 'sqlx');
  assert.equal(tool({ ...PAIRS, ...goMod('github.com/uptrace/bun') }), 'bun');
  assert.equal(tool({ ...PAIRS, ...goMod('github.com/ory/x') }), 'popx');
  assert.equal(tool({ ...PAIRS, ...goMod('github.com/mattermost/morph') }), 'morph');
  assert.equal(tool({ ...PAIRS, 'migrations/002_b.up.sql': `-- morph:nontransactional\n${DDL}` }), 'morph');
  assert.equal(tool({ ...PAIRS, 'encore.app': '{}' }), 'encore');
  assert.equal(tool({ ...PAIRS, 'package.json': '{ "dependencies": { "node-pg-migrate": "8" }, "node-pg-migrate": { "migrationLoaderStrategies": [{ "extensions": [".sql"], "loader": "sql" }] } }' }), 'node-pg-migrate');
});

test('one version twice: a runner of its own, unless a manifest names the tool that refuses it', () => {
  const twice = named('009_a.up.sql', '009_b.up.sql', '010_c.up.sql');
  assert.equal(tool(twice), 'custom');
  assert.equal(tool({ ...twice, ...goMod('github.com/golang-migrate/migrate/v4') }), 'golang-migrate');
});

test("sql-migrate takes any name, but a dump of the schema makes no folder its", () => {
  const required = goMod('github.com/rubenv/sql-migrate');
  assert.equal(tool({ 'migrations/schema.sql': DDL, ...required }), undefined);
  assert.equal(tool({ 'migrate/schema.sql': DDL, 'migrate/migrations/1-users.sql': `-- +migrate Up\n${DDL}`, ...required }, 'migrate'), undefined);
  assert.equal(tool({ 'migrations/users.sql': `-- +migrate Up\n${DDL}`, ...required }), 'sql-migrate');
  assert.equal(tool({ 'migrations/1-users.sql': DDL, ...required }), 'sql-migrate');
});

test('a library that sorts and keeps whole names is as a runner of its own', () => {
  const twice = { ...named('0001_a.up.sql', '0001_b.up.sql'), 'migrations/migrate.go': 'package migrate\n\nimport "github.com/maragudk/migrate"\n\n//go:embed *.sql\nvar files embed.FS\n' };
  assert.equal(tool({ ...twice, ...goMod('github.com/maragudk/migrate') }), 'custom');
  assert.equal(tool({ ...PAIRS, ...goMod('maragu.dev/migrate') }), 'custom');
  assert.equal(tool({ ...twice, 'go.mod': 'module x\n\nrequire (\n\tgithub.com/golang-migrate/migrate/v4 v4.19.1\n\tgithub.com/maragudk/migrate v0.4.3\n)\n' }), 'custom', 'what is imported beside the files decides');
});

test("where Prisma's own settings name another folder, what is beside the SQL stops nobody", () => {
  const strays = (path: string) => {
    const files = { 'packages/database/prisma.config.ts': `export default defineConfig({ schema: './schema.prisma', migrations: { path: '${path}' } });\n`, 'packages/database/package.json': '{ "devDependencies": { "prisma": "^7.4.0" } }', 'packages/database/migration/1_a/migration.sql': DDL, 'packages/database/migration/2_b/migration.ts': '' };
    const view = viewOf(files, 'packages/database/migration');
    return detectFolder(view)!.convention.list(view).strays.map(({ fate }) => fate);
  };
  assert.deepEqual(strays('./migration'), ['refused']);
  assert.deepEqual(strays('./.prisma-migrations'), []);
});

test('an indirect requirement is none', () => {
  assert.equal(tool({ ...named('009_a.up.sql', '009_b.up.sql'), 'go.mod': 'module x\n\nrequire github.com/golang-migrate/migrate/v4 v4.1.0 // indirect\n' }), 'custom');
});

test('plain numbered files: markers, then the manifest, then the folder', () => {
  const goose = { 'migrations/001_a.sql': `-- +goose Up\n${DDL}`, 'migrations/002_b.sql': `-- +goose Up\n${DDL}` };
  assert.equal(tool(goose), 'goose');
  assert.equal(tool({ ...goose, 'Cargo.toml': '[dependencies]\nsqlx = "0.8"\n' }), 'goose', 'markers outweigh a manifest');
  assert.equal(tool({ ...PLAIN, ...goMod('github.com/pressly/goose/v3') }), 'goose', 'a goose folder whose files lack markers is goose all the same');
  assert.equal(tool({ ...PLAIN, 'Cargo.toml': '[dependencies.sqlx]\nversion = "0.8"\n' }), 'sqlx');
  assert.equal(tool({ ...PLAIN, 'package.json': '{ "scripts": { "migrate": "node-pg-migrate up" } }' }), 'node-pg-migrate');
  assert.equal(tool(PLAIN), 'custom');
});

test('two tools in one manifest: what names the folder, or is in its files, decides', () => {
  const both = { 'go.mod': 'module x\n\nrequire (\n\tgithub.com/golang-migrate/migrate/v4 v4.19.1\n\tgithub.com/pressly/goose/v3 v3.27.0\n)\n' };
  assert.equal(tool({ ...PAIRS, ...both }), 'golang-migrate');
  assert.equal(tool({ 'migrations/001_a.sql': `-- +goose Up\n${DDL}`, ...both }), 'goose');
  assert.equal(tool({ ...PLAIN, 'package.json': '{ "dependencies": { "node-pg-migrate": "8", "dbmate": "2" } }', Makefile: 'up:\n\tdbmate -d migrations up\n' }), 'dbmate');
});

test('node-pg-migrate: the folder that its command takes without -m is its, whatever markers are in it; a dependency alone gives it no folder that it refuses', () => {
  const scripts = (command: string) => ({ 'package.json': `{ "scripts": { "migrate": "${command}" }, "dependencies": { "node-pg-migrate": "8" } }` });
  const dbmate = { 'migrations/1_a.sql': `-- migrate:up\n${DDL}-- migrate:down\nDROP TABLE agents;\n`, 'migrations/2_b.sql': `-- migrate:up\n${DDL}` };
  assert.equal(tool({ ...dbmate, ...scripts('node-pg-migrate up') }), 'node-pg-migrate');
  assert.equal(tool({ ...dbmate, ...scripts('node-pg-migrate up -m other') }), 'dbmate');
  assert.equal(tool({ ...PLAIN, ...scripts('node scripts/migrate.js') }), 'node-pg-migrate');
  assert.equal(tool({ ...PLAIN, 'migrations/README.md': '', ...scripts('node scripts/migrate.js') }), undefined);
  assert.equal(tool({ ...PLAIN, 'migrations/README.md': '', ...scripts('node-pg-migrate up') }), 'node-pg-migrate');
  assert.equal(tool({ 'migrations/v2/1_a.sql': DDL, 'migrations/v2/2_b.sql': DDL, ...scripts('node scripts/migrate.js') }, 'migrations/v2'), undefined);
});

test('a sentence about an up migration is no marker', () => {
  assert.equal(tool({ 'migrations/001_a.sql': `-- Up migration for the agents\n${DDL}`, 'migrations/002_b.sql': `-- Up migration: more\n${DDL}` }), 'custom');
  assert.equal(tool({ 'migrations/001_a.sql': `-- Up Migration\n${DDL}` }), 'node-pg-migrate');
});

test('one file left from another tool does not make the folder that tool\'s', () => {
  const names = Array.from({ length: 20 }, (_, i) => `${100 + i}_x.up.sql`);
  assert.equal(tool({ ...named(...names), 'migrations/100_x.up.sql': `-- +migrate Up\n${DDL}` }), 'golang-migrate');
});

test('V1__x: Flyway, or refinery where Cargo.toml says so', () => {
  const files = named('V1__a.sql', 'V2__b.sql');
  assert.equal(tool(files), 'flyway');
  assert.equal(tool({ ...files, 'Cargo.toml': '[dependencies]\nrefinery = "0.9"\n' }), 'refinery');
});

test('folders with up.sql: Diesel by its dates, Hasura by its milliseconds; with migration.sql: Prisma or Drizzle', () => {
  assert.equal(tool(named('2024-01-01-000000_a/up.sql', '2024-02-01-000000_b/up.sql')), 'diesel');
  assert.equal(tool(named('1704067200000_a/up.sql')), 'hasura');
  assert.equal(tool(named('20240101000000_a/migration.sql', '20240201000000_b/migration.sql')), 'prisma');
  assert.equal(tool(named('20240101000000_a/migration.sql', '20240101000000_a/snapshot.json')), 'drizzle');
});

test('pairs of files are Hasura\'s of version 1 by their metadata, or by the configuration beside the folder', () => {
  const pair = named('1551151778747_a.up.sql', '1551151778747_a.down.sql');
  assert.equal(tool(pair), 'golang-migrate');
  assert.equal(tool({ ...pair, 'migrations/1551151778747_a.up.yaml': '[]' }), 'hasura');
  assert.equal(tool({ ...pair, 'config.yaml': 'endpoint: http://localhost:8080\n' }), 'hasura');
  assert.equal(tool({ ...pair, 'config.yaml': 'version: 3\nmetadata_directory: metadata\n' }), 'hasura');
  assert.equal(tool({ ...pair, 'config.yaml': 'port: 8080\n' }), 'golang-migrate');
  const backup = { 'migrations_backup/1551151778747_a.up.sql': DDL, 'migrations_backup/1551151778747_a.up.yaml': '[]', 'config.yaml': 'version: 3\nmigrations_directory: migrations\n' };
  assert.equal(tool(backup, 'migrations_backup'), undefined, 'what the CLI leaves when it updates a project');
  assert.equal(tool({ ...PAIRS, 'config.yaml': 'endpoint: http://localhost:8080\n' }), 'golang-migrate', 'no milliseconds');
});

test('files and folders of Hasura run in one order; metadata with SQL in it is a program', () => {
  const files: Files = {
    ...named('1551151778747_a.up.sql', '1551151779000_b/up.sql', '1551151779000_b/down.sql', '1551151780000_c.up.sql'),
    'migrations/1551151778800_x/up.yaml': '- type: run_sql\n', 'migrations/1551151779000_b/up.yaml': '- type: track_table\n', 'migrations/1551151778747_a.down.yaml': '[]',
  };
  const listed = (more: Files) => {
    const view = viewOf({ ...files, ...more });
    return detectFolder(view)!.convention.list(view).migrations.map(({ version, afterProgram, program }) => [version, afterProgram, program]);
  };
  assert.deepEqual(listed({}), [
    ['1551151778747', undefined, '1551151778747_a.down.yaml'], ['1551151779000', '1551151778800_x/up.yaml', undefined], ['1551151780000', undefined, undefined],
  ]);
  assert.deepEqual(listed({ 'config.yaml': 'version: 2\n' }), [['1551151778747', undefined, undefined], ['1551151779000', undefined, undefined], ['1551151780000', undefined, undefined]], 'the CLI reads SQL alone there');
});

test('atlas.sum over another tool\'s files leaves the folder to that tool', () => {
  assert.equal(tool({ ...PLAIN, 'migrations/atlas.sum': 'h1:' }), 'atlas');
  assert.equal(tool({ ...PAIRS, 'migrations/atlas.sum': 'h1:' }), 'golang-migrate');
  assert.equal(tool({ 'migrations/1_a.sql': '-- +goose Up\n', 'migrations/atlas.sum': 'h1:' }), 'goose');
});

test('the evidence is said, the strongest first', () => {
  assert.deepEqual(detectFolder(viewOf({ ...PAIRS, ...goMod('github.com/golang-migrate/migrate/v4'), Makefile: 'up:\n\tmigrate -path ./migrations -database $(URL) up\n' }))?.evidence, [
    'Makefile calls migrate on this folder',
    'go.mod requires github.com/golang-migrate/migrate',
  ]);
});

test('what the person says wins', () => {
  assert.deepEqual(detectFolder(viewOf(PAIRS), 'custom')?.convention.id, 'custom');
  assert.deepEqual(detectFolder(viewOf(PAIRS), 'custom')?.evidence, ['set in the configuration: custom']);
});

test('no folder of migrations: queries, seeds, exercises, dumps, test data, one file', () => {
  const select = 'SELECT * FROM agents;\n';
  assert.equal(tool({ 'queries/agents.sql': select, 'queries/users.sql': select }, 'queries'), undefined);
  assert.equal(tool({ 'seeds/001_users.sql': 'INSERT INTO users VALUES (1);', 'seeds/002_posts.sql': 'INSERT INTO posts VALUES (1);' }, 'seeds'), undefined);
  assert.equal(tool({ 'sql/01_select.sql': select, 'sql/02_join.sql': select }, 'sql'), undefined);
  assert.equal(tool({ 'docker-entrypoint-initdb.d/01-schema.sql': DDL, 'docker-entrypoint-initdb.d/02-seed.sql': DDL }, 'docker-entrypoint-initdb.d'), undefined);
  assert.equal(tool({ 'migrations/001_a.sql': select, 'migrations/002_b.sql': select }), undefined, 'numbered queries');
  assert.equal(tool(named('001_a.up.sql')), undefined, 'one file of a shape');
  assert.equal(tool({ ...named('001_a.up.sql'), ...goMod('github.com/golang-migrate/migrate/v4') }), 'golang-migrate', 'one file and a manifest');
  assert.equal(tool({ 'test/sql/001_a.sql': DDL, 'test/sql/002_b.sql': DDL, 'Cargo.toml': '[dependencies]\nsqlx = "0.8"\n' }, 'test/sql'), undefined, 'a manifest alone');
});
