import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherDatabase } from '../../../server/src/migrations/database';
import { openFolder } from '../../../server/src/migrations/open-folder';
import { viewOf } from './memory-folder';

const MYSQL = 'CREATE TABLE `users` (`id` INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;';
const POSTGRES = 'CREATE TABLE users (id bigserial PRIMARY KEY, data jsonb, at timestamptz);';
const NEUTRAL = 'CREATE TABLE users (id integer PRIMARY KEY, name varchar(40));';

test('another database is recognised by its own words', () => {
  const cases: [string, RegExp][] = [
    [MYSQL, /^MySQL: ENGINE= in 1 of 1 file$|^MySQL: /],
    ['ALTER TABLE users ADD COLUMN notes varchar(40) AFTER name;', /^MySQL: ADD \.\.\. AFTER in 1 of 1 file$/],
    ['alter table users modify name varchar(40) NOT NULL;', /^MySQL: MODIFY or CHANGE COLUMN in 1 of 1 file$/],
    ['CREATE TABLE `users` (id int);', /^MySQL: backquoted names in 1 of 1 file$/],
    ['CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT);', /^SQLite: AUTOINCREMENT in 1 of 1 file$/],
    ['CREATE TABLE [dbo].[users] (id INT IDENTITY(1,1), name NVARCHAR(40))\nGO\n', /^SQL Server: /],
    ['CREATE TABLE t (d Date) ENGINE = MergeTree ORDER BY d;', /^ClickHouse: ENGINE = MergeTree in 1 of 1 file$/],
    ['CREATE ALIAS IF NOT EXISTS JQ FOR "io.functions.jq";', /^H2: CREATE ALIAS in 1 of 1 file$/],
    ["CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy'};", /^Cassandra: keyspaces in 1 of 1 file$/],
    ['CREATE TABLE Users (UserId INT64) PRIMARY KEY(UserId)', /^Spanner: /],
    ['CREATE TABLE t (at datetime NOT NULL);', /^another database: types that PostgreSQL does not have in 1 of 1 file$/],
  ];
  for (const [text, said] of cases) assert.match(otherDatabase([text], '/w/migrations') ?? 'none', said, text);
});

test('sqlx says by its features for which database it is built', () => {
  const leftAlone = (files: Record<string, string>) => openFolder(viewOf({ ...files, 'app/migrations/1_a.sql': NEUTRAL, 'app/migrations/2_b.sql': NEUTRAL }, 'app/migrations'))?.leftAlone;
  const app = (sqlx: string) => ({ 'app/Cargo.toml': `[package]\nname = "app"\n\n[dependencies]\n${sqlx}\n` });
  assert.equal(leftAlone(app('sqlx = { version = "0.8", features = ["sqlite", "chrono"] }')), 'SQLite: sqlx has the feature sqlite, and not postgres');
  assert.equal(leftAlone(app('\n[dependencies.sqlx]\nversion = "0.8"\nfeatures = [\n  "mysql",\n]\n\n[features]\n')), 'MySQL: sqlx has the feature mysql, and not postgres');
  const server = { 'server/Cargo.toml': '[package]\n[dependencies]\nsqlx = { workspace = true, features = ["postgres"] }\n' };
  assert.match(leftAlone({ ...server, ...app('sqlx = { workspace = true, features = ["sqlite"] }'), 'Cargo.toml': '[workspace.dependencies]\nsqlx = { version = "0.8", features = ["chrono"] }\n' })!, /^SQLite/);
  assert.equal(leftAlone({ ...app('sqlx = { workspace = true, features = ["sqlite"] }'), 'Cargo.toml': '[workspace.dependencies]\nsqlx = { version = "0.8", features = ["postgres"] }\n' }), undefined);
  assert.equal(leftAlone({ ...server, 'Cargo.toml': '[workspace.dependencies]\nsqlx = { version = "0.8", features = ["sqlite"] }\n' }), undefined);
  assert.equal(leftAlone(app('sqlx = { version = "0.8", features = ["sqlite"] }\n\n[features]\nserver = ["sqlx/postgres"]')), undefined);
  assert.equal(leftAlone(app('sqlx = "0.8"')), undefined);
  assert.match(leftAlone(app('\r\n[dependencies.sqlx]\r\nfeatures = ["sqlite"]\r\n'))!, /^SQLite/);
});

test('so do Diesel and refinery', () => {
  const diesel = (dependencies: string) => openFolder(viewOf({ 'Cargo.toml': `[package]\n\n[dependencies]\n${dependencies}\n`, 'migrations/2024-01-01-000000_a/up.sql': NEUTRAL, 'migrations/2024-01-01-000000_a/down.sql': 'DROP TABLE users;' }))?.leftAlone;
  assert.equal(diesel('diesel = { version = "2", features = ["sqlite", "chrono"] }\ndiesel_migrations = "2"'), 'SQLite: diesel has the feature sqlite, and not postgres');
  assert.equal(diesel('diesel = { version = "2", features = ["sqlite", "mysql", "postgres"] }'), undefined);
  assert.equal(diesel('diesel = { version = "2", features = ["mysql"] }\ndiesel-async = { version = "0.5", features = ["postgres"] }'), undefined);
  const refinery = (features: string) => openFolder(viewOf({ 'Cargo.toml': `[package]\n\n[dependencies]\nrefinery = { version = "0.9", features = [${features}] }\n`, 'migrations/V1__a.sql': NEUTRAL }))?.leftAlone;
  assert.equal(refinery('"rusqlite"'), 'SQLite: refinery has the feature rusqlite, and not postgres');
  assert.equal(refinery('"rusqlite", "tokio-postgres"'), undefined);
});

test('PostgreSQL is not taken for another, whatever its comments, strings and bodies say', () => {
  for (const text of [
    POSTGRES,
    NEUTRAL,
    '-- was `users` with AUTO_INCREMENT in MySQL, ENGINE=InnoDB\nCREATE TABLE users (id int);',
    "COMMENT ON TABLE users IS 'formerly `users` {{ not a template }} ${nor} this';",
    'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE \'`x`\'; END $$;',
    "UPDATE t SET a = '{{1,2},{3,4}}'::int[];",
    'CREATE TABLE t (id int, tags text[], matrix int[3][3]);',
    'ALTER TABLE t ADD COLUMN engine text; SELECT 1 AS go;',
    'ALTER TABLE t ADD after int; CREATE TRIGGER t AFTER INSERT ON t EXECUTE FUNCTION f();',
    'ALTER TABLE t ADD COLUMN a int; CREATE TRIGGER t AFTER DELETE ON t EXECUTE FUNCTION f();',
    "ALTER TYPE mood ADD VALUE 'sad' AFTER 'ok'; ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad' AFTER 'sad';",
    "CREATE TYPE unsigned AS (a int); INSERT INTO a VALUES (1);",
  ])
    assert.equal(otherDatabase([text], '/w/migrations'), undefined, text);
});

test('one slip in a PostgreSQL folder does not hide the folder', () => {
  assert.equal(otherDatabase([POSTGRES, POSTGRES, MYSQL], '/w/migrations'), undefined);
  assert.equal(otherDatabase([...Array<string>(9).fill(NEUTRAL), 'CREATE TABLE t (id int AUTO_INCREMENT);'], '/w/migrations'), undefined);
});

test("the path counts where the texts are silent, never against PostgreSQL's own words", () => {
  assert.equal(otherDatabase([NEUTRAL], '/w/migrations/sqlite3'), "SQLite: the folder's path says so, and nothing in its files is PostgreSQL's own");
  assert.equal(otherDatabase([NEUTRAL], '/w/migrations/postgres'), undefined);
  assert.equal(otherDatabase([POSTGRES], '/w/mysql/migrations'), undefined);
  assert.equal(otherDatabase([NEUTRAL], '/home/mysql/code/shop/db/migrations'), undefined, 'far up');
});

test('templates are left alone', () => {
  assert.equal(otherDatabase(['CREATE TABLE /* TEMPLATE: schema */jobs (id int);'], '/w/m'), 'templates: /* TEMPLATE: */ in 1 of 1 file');
  assert.equal(otherDatabase(['CREATE TABLE {{ index .Options "Namespace" }}.users (id int);', POSTGRES], '/w/m'), 'templates: {{ }} in 1 of 2 files');
  assert.equal(otherDatabase(['CREATE TABLE ${schema}.users (id int);'], '/w/m'), 'templates: ${} in 1 of 1 file');
  assert.equal(otherDatabase(['CREATE TABLE <%= prefix %>users (id int);'], '/w/m'), 'templates: <% %> in 1 of 1 file');
  assert.equal(otherDatabase([...Array<string>(9).fill(POSTGRES), 'SELECT {{ x }};'], '/w/m'), undefined, 'one of ten is a slip');
});

test('the folder below, in which all files are, says it too', () => {
  const leftAlone = (...files: string[]) => openFolder(viewOf(Object.fromEntries(files.map((file) => [`migrations/${file}`, NEUTRAL]))))?.leftAlone;
  assert.match(leftAlone('h2/V1__a.sql', 'h2/V2__b.sql')!, /^H2: the folder's path says so/);
  assert.equal(leftAlone('h2/V1__a.sql', 'other/V2__b.sql'), undefined);
  assert.equal(leftAlone('V1__a.sql', 'h2/V2__b.sql'), undefined);
});
