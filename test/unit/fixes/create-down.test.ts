import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createDown, inverseOf, isComplete } from '../../../server/src/fixes/create-down';
import type { MigrationContext } from '../../../server/src/rules/rule';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { pathOf, workspaceOf } from '../../memory-workspace';

before(loadGrammar);

async function contextOf(files: Readonly<Record<string, string>>, version = '002'): Promise<MigrationContext> {
  const { workspace } = await workspaceOf(files);
  const context = workspace.audits()[0]?.context?.migrations.find(({ migration }) => migration.version === version);
  assert.ok(context, 'the folder is not read');
  return context;
}

const folderOf = (earlier: string, up: string) => ({ '001_before.up.sql': earlier, '001_before.down.sql': 'SELECT 1;\n', '002_change.up.sql': up });

interface Case {
  readonly title: string;
  readonly before?: string;
  readonly up: string;
  readonly down: string;
  /** True: a comment asks the author to fill something in. */
  readonly open?: boolean;
}

const users = 'CREATE TABLE users (id int PRIMARY KEY, name text);';

const cases: Readonly<Record<string, readonly Case[]>> = {
  'what the up makes is dropped': [
    { title: 'a table, with its indexes', up: 'CREATE TABLE a (id int);\nCREATE INDEX a_id ON a (id);', down: 'DROP TABLE IF EXISTS a;\n' },
    { title: 'an index, without locking its table where the up does it so', before: users, up: 'CREATE INDEX CONCURRENTLY i ON users (name);', down: 'DROP INDEX CONCURRENTLY IF EXISTS i;\n' },
    { title: 'a routine by its types, in quotes where they need them', before: `CREATE TYPE "Mood" AS ENUM ('a');`, up: 'CREATE FUNCTION f(a "Mood", b "Mood"[], c numeric(5, 2), d timestamp with time zone, e int[]) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;', down: 'DROP FUNCTION IF EXISTS f("Mood", "Mood"[], numeric, timestamp with time zone, integer[]);\n' },
    { title: 'in reverse order', up: 'CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (a_id int REFERENCES a);', down: 'DROP TABLE IF EXISTS b;\nDROP TABLE IF EXISTS a;\n' },
    { title: 'nothing that was there before', before: users, up: 'CREATE TABLE IF NOT EXISTS users (id int);\nCREATE TABLE b (id int);', down: 'DROP TABLE IF EXISTS b;\n' },
    { title: 'a column', before: users, up: 'ALTER TABLE users ADD COLUMN age int;', down: 'ALTER TABLE users DROP COLUMN IF EXISTS age;\n' },
    {
      title: 'several columns in one statement, their indexes and constraints with them', before: users,
      up: 'ALTER TABLE users ADD COLUMN a int, ADD COLUMN b int;\nALTER TABLE users ADD CONSTRAINT positive CHECK (b > 0);\nCREATE INDEX users_a ON users (a);',
      down: 'ALTER TABLE users\n    DROP COLUMN IF EXISTS b,\n    DROP COLUMN IF EXISTS a;\n',
    },
    { title: 'a constraint under the name that PostgreSQL chose', before: users, up: 'ALTER TABLE users ADD UNIQUE (name);', down: 'ALTER TABLE users DROP CONSTRAINT IF EXISTS users_name_key;\n' },
    { title: 'an index under the name that PostgreSQL chose', before: users, up: 'CREATE INDEX ON users (name);', down: 'DROP INDEX IF EXISTS users_name_idx;\n' },
    { title: 'a function with its argument types', up: "CREATE FUNCTION f(a int, b text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';", down: 'DROP FUNCTION IF EXISTS f(integer, text[]);\n' },
    {
      title: 'trigger and policy on their table', before: `${users}\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';`,
      up: 'CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION f();\nCREATE POLICY p ON users USING (true);',
      down: 'DROP POLICY IF EXISTS p ON users;\nDROP TRIGGER IF EXISTS t ON users;\n',
    },
    {
      title: 'a trigger before its function, even on a table that goes later', up: "CREATE TABLE a (id int);\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\nCREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f();",
      down: 'DROP TRIGGER IF EXISTS t ON a;\nDROP FUNCTION IF EXISTS f();\nDROP TABLE IF EXISTS a;\n',
    },
    { title: 'a table under the name that it has before it is renamed', up: 'CREATE TABLE a (id int);\nALTER TABLE a RENAME TO b;', down: 'DROP TABLE IF EXISTS b;\n' },
    { title: 'names with their quotes and schema', up: 'CREATE SCHEMA s;\nCREATE TABLE s."Order" (id int);', down: 'DROP TABLE IF EXISTS s."Order";\nDROP SCHEMA IF EXISTS s;\n' },
    { title: 'a type made in a guarded block', up: "DO $$ BEGIN\n  CREATE TYPE mood AS ENUM ('a');\nEXCEPTION WHEN duplicate_object THEN NULL;\nEND $$;", down: 'DROP TYPE IF EXISTS mood;\n' },
  ],
  'what the up drops comes back': [
    {
      title: 'a table and a sequence that were made under another search path', before: 'CREATE SCHEMA app;\nSET search_path TO app, public;\nCREATE TABLE users (id int PRIMARY KEY);\nCREATE SEQUENCE numbers;\nSET search_path TO public;',
      up: 'DROP SEQUENCE app.numbers;\nDROP TABLE app.users;',
      down: '-- the rows that 002_change dropped with users are not restored\nCREATE TABLE app.users (\n    id int NOT NULL,\n    CONSTRAINT users_pkey PRIMARY KEY (id)\n);\n-- numbers counts from its start again\nCREATE SEQUENCE app.numbers;\n',
    },
    {
      title: 'a column with its type, default, constraints and index', before: "CREATE TABLE orgs (id int PRIMARY KEY);\nCREATE TABLE users (id int, org int NOT NULL DEFAULT 1 REFERENCES orgs ON DELETE CASCADE, CHECK (org > 0));\nCREATE INDEX users_org ON users (org) WHERE org > 5;",
      up: 'ALTER TABLE users DROP COLUMN org;',
      down: '-- the values that 002_change dropped with users.org are not restored\nALTER TABLE users\n    ADD COLUMN org int NOT NULL DEFAULT 1 REFERENCES orgs ON DELETE CASCADE,\n    ADD CONSTRAINT users_org_check CHECK (org > 0);\nCREATE INDEX users_org ON users (org) WHERE org > 5;\n',
    },
    {
      title: 'a column as later statements left it', before: `${users}\nALTER TABLE users ALTER COLUMN name TYPE varchar(20), ALTER COLUMN name SET DEFAULT 'x';\nALTER TABLE users RENAME COLUMN name TO title;`,
      up: 'ALTER TABLE users DROP COLUMN title;', down: "-- the values that 002_change dropped with users.title are not restored\nALTER TABLE users ADD COLUMN title character varying(20) DEFAULT 'x';\n",
    },
    {
      title: 'NOT NULL without a default, with a word of warning', before: 'CREATE TABLE t (a text NOT NULL, b int);', up: 'ALTER TABLE t DROP COLUMN a;',
      down: '-- the values that 002_change dropped with t.a are not restored\n-- fails where t has rows: a is NOT NULL and had no default\nALTER TABLE t ADD COLUMN a text NOT NULL;\n',
    },
    { title: 'a table as it was written', before: users, up: 'DROP TABLE users;', down: '-- the rows that 002_change dropped with users are not restored\nCREATE TABLE users (id int PRIMARY KEY, name text);\n' },
    {
      title: 'a table as later statements left it', before: `${users}\nALTER TABLE users ADD COLUMN age int NOT NULL DEFAULT 0;\nCREATE INDEX users_age ON users (age);\nCOMMENT ON TABLE users IS 'People';`,
      up: 'DROP TABLE users;',
      down: "-- the rows that 002_change dropped with users are not restored\nCREATE TABLE users (\n    id int NOT NULL,\n    name text,\n    age int NOT NULL DEFAULT 0,\n    CONSTRAINT users_pkey PRIMARY KEY (id)\n);\nCREATE INDEX users_age ON users (age);\nCOMMENT ON TABLE users IS 'People';\n",
    },
    { title: 'an enum with all its values', before: "CREATE TYPE mood AS ENUM ('a');\nALTER TYPE mood ADD VALUE 'b';", up: 'DROP TYPE mood;', down: "CREATE TYPE mood AS ENUM ('a', 'b');\n" },
    { title: 'an index', before: `${users}\nCREATE INDEX i ON users (name);`, up: 'DROP INDEX IF EXISTS i;', down: 'CREATE INDEX i ON users (name);\n' },
    { title: 'an index without locking its table, where the up does it so', before: `${users}\nCREATE UNIQUE INDEX i ON users (name) WHERE id > 0;`, up: 'DROP INDEX CONCURRENTLY IF EXISTS i;', down: 'CREATE UNIQUE INDEX CONCURRENTLY i ON users (name) WHERE id > 0;\n' },
    { title: 'nothing for what was not there', before: users, up: 'DROP TABLE IF EXISTS gone;\nDROP TRIGGER IF EXISTS t ON users;\nALTER TABLE users ADD COLUMN a int;', down: 'ALTER TABLE users DROP COLUMN IF EXISTS a;\n' },
    { title: 'nothing that the up has made itself', before: users, up: 'CREATE TABLE a (id int);\nINSERT INTO a VALUES (1);\nDROP TABLE a;\nALTER TABLE users ADD COLUMN a int;', down: 'ALTER TABLE users DROP COLUMN IF EXISTS a;\n' },
    { title: 'a view of a table that the down still changes, last', before: `${users}\nCREATE VIEW v AS SELECT * FROM users;`, up: 'ALTER TABLE users ADD COLUMN a int;\nDROP VIEW v;\nCREATE VIEW v AS SELECT * FROM users;', down: 'DROP VIEW IF EXISTS v;\nALTER TABLE users DROP COLUMN IF EXISTS a;\nCREATE VIEW v AS SELECT * FROM users;\n' },
    { title: 'what a CASCADE takes along', before: `${users}\nCREATE VIEW v AS SELECT id FROM users;`, up: 'DROP TABLE users CASCADE;', down: '-- the rows that 002_change dropped with users are not restored\nCREATE TABLE users (id int PRIMARY KEY, name text);\nCREATE VIEW v AS SELECT id FROM users;\n' },
  ],
  'what the up replaces or changes is as before': [
    { title: 'a function', before: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';", up: "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2';", down: "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\n" },
    { title: 'a view that has got a column', before: `${users}\nCREATE VIEW v AS SELECT id FROM users;`, up: 'CREATE OR REPLACE VIEW v AS SELECT id, name FROM users;', down: 'DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT id FROM users;\n' },
    { title: 'names', before: users, up: 'ALTER TABLE users RENAME COLUMN name TO title;\nALTER TABLE users RENAME TO people;', down: 'ALTER TABLE people RENAME TO users;\nALTER TABLE users RENAME COLUMN title TO name;\n' },
    {
      title: 'a type, and what of the values is gone for good', before: 'CREATE TABLE p (price numeric, name text, at timestamptz, n int);',
      up: 'ALTER TABLE p ALTER COLUMN price TYPE int USING (price * 100)::int;\nALTER TABLE p ALTER COLUMN name TYPE varchar(5) USING left(name, 5);\nALTER TABLE p ALTER COLUMN at TYPE date;\nALTER TABLE p ALTER COLUMN n TYPE bigint USING n::bigint;',
      down: '-- the values of p.at that 002_change changed are not put back\n-- the values of p.name that 002_change changed are not put back\n-- the values of p.price that 002_change changed are not put back\nALTER TABLE p\n    ALTER COLUMN n TYPE int,\n    ALTER COLUMN at TYPE timestamptz,\n    ALTER COLUMN name TYPE text,\n    ALTER COLUMN price TYPE numeric;\n',
    },
    {
      title: 'numbers that begin anew', before: 'CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY, ticket serial);', up: 'ALTER TABLE t ALTER COLUMN id DROP IDENTITY;\nALTER TABLE t DROP COLUMN ticket;',
      down: '-- the values that 002_change dropped with t.ticket are not restored\nALTER TABLE t ADD COLUMN ticket serial;\n-- t.id counts from its start again\nALTER TABLE t ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;\n',
    },
    { title: 'a type, with a cast where PostgreSQL has none by itself', before: 'CREATE TABLE t (a int, b text);', up: 'ALTER TABLE t ALTER COLUMN a TYPE bigint;\nALTER TABLE t ALTER COLUMN b TYPE int USING b::int;\nALTER TABLE t ALTER COLUMN a TYPE text;', down: 'ALTER TABLE t\n    ALTER COLUMN a TYPE bigint USING a::bigint,\n    ALTER COLUMN b TYPE text;\nALTER TABLE t ALTER COLUMN a TYPE int;\n' },
    { title: 'default and NOT NULL', before: 'CREATE TABLE t (a int DEFAULT 5);', up: 'ALTER TABLE t ALTER COLUMN a SET DEFAULT 6;\nALTER TABLE t ALTER COLUMN a SET NOT NULL;', down: 'ALTER TABLE t ALTER COLUMN a DROP NOT NULL;\nALTER TABLE t ALTER COLUMN a SET DEFAULT 5;\n' },
    { title: 'a constraint in another text', before: 'CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0));', up: 'ALTER TABLE t DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (a > 1);', down: 'ALTER TABLE t DROP CONSTRAINT IF EXISTS c;\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);\n' },
    { title: 'row level security', before: users, up: 'ALTER TABLE users ENABLE ROW LEVEL SECURITY;', down: 'ALTER TABLE users DISABLE ROW LEVEL SECURITY;\n' },
    { title: 'privileges', before: users, up: 'GRANT SELECT, INSERT ON users TO app WITH GRANT OPTION;', down: 'REVOKE SELECT, INSERT ON users FROM app;\n' },
    { title: 'a comment', before: `${users}\nCOMMENT ON TABLE users IS 'Old';`, up: "COMMENT ON TABLE users IS 'New';\nCOMMENT ON COLUMN users.name IS 'x';", down: "COMMENT ON COLUMN users.name IS NULL;\nCOMMENT ON TABLE users IS 'Old';\n" },
    { title: 'a partition', before: 'CREATE TABLE p (d date) PARTITION BY RANGE (d);\nCREATE TABLE q (d date);', up: "ALTER TABLE p ATTACH PARTITION q FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');", down: 'ALTER TABLE p DETACH PARTITION q;\n' },
  ],
  'rows': [
    { title: 'inserted by their key', before: users, up: "INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b') ON CONFLICT DO NOTHING;", down: 'DELETE FROM users WHERE id IN (1, 2);\n' },
    { title: 'of several columns', before: 'CREATE TABLE t (a int, b text, PRIMARY KEY (a, b));', up: "INSERT INTO t VALUES (1, 'x');", down: "DELETE FROM t WHERE (a, b) = (1, 'x');\n" },
    { title: 'that an earlier migration has inserted', before: `${users}\nINSERT INTO users VALUES (1, 'a');`, up: "INSERT INTO users VALUES (1, 'a'), (2, 'b') ON CONFLICT DO NOTHING;", down: 'DELETE FROM users WHERE id = 2;\n' },
    { title: 'changed', before: users, up: "ALTER TABLE users ADD COLUMN a int;\nUPDATE users SET name = 'x';\nUPDATE users SET a = 1;", down: '-- the rows that 002_change changed in users are not restored\nALTER TABLE users DROP COLUMN IF EXISTS a;\n' },
    { title: 'changed, and nothing else', before: users, up: 'DELETE FROM users;', down: '-- irreversible: the rows that 002_change changed in users are not restored\n' },
  ],
  'what no down can restore': [
    { title: 'an enum value', before: "CREATE TYPE mood AS ENUM ('a');", up: "ALTER TYPE mood ADD VALUE 'b';", down: "-- irreversible: value 'b' of type mood cannot be removed\n" },
    { title: 'nothing to undo', before: users, up: 'CREATE TABLE IF NOT EXISTS users (id int);', down: '-- irreversible: there is nothing to undo\n' },
    { title: 'a call that nobody can see into', up: "CREATE TABLE t (at timestamptz);\nSELECT create_hypertable('t', 'at');\nSELECT start_jobs();", down: '-- to be filled in: what undoes SELECT start_jobs()\nDROP TABLE IF EXISTS t;\n', open: true },
    { title: 'a statement that cannot be read', before: users, up: 'CREATE TABEL x (id int);\nCREATE TABLE y (id int);', down: 'DROP TABLE IF EXISTS y;\n-- to be filled in: what undoes CREATE TABEL x (id int)\n', open: true },
  ],
};

for (const [group, list] of Object.entries(cases))
  describe(group, () => {
    for (const { title, before: earlier = 'SELECT 1;', up, down, open = false } of list)
      test(title, async () => {
        const context = await contextOf(folderOf(earlier, up));
        assert.equal(inverseOf(context), down);
        assert.equal(isComplete(context), !open);
      });
  });

describe('the file', () => {
  const up = 'CREATE TABLE a (id int);\n';

  test('is made beside the up', async () => {
    const context = await contextOf(folderOf(users, up));
    assert.deepEqual(createDown(context), [{ kind: 'create', file: pathOf('002_change.down.sql'), text: 'DROP TABLE IF EXISTS a;\n' }]);
  });

  test('has the line breaks of the up', async () => {
    const context = await contextOf(folderOf(users, 'CREATE TABLE a (id int);\r\nCREATE TABLE b (id int);\r\n'));
    assert.deepEqual(createDown(context)?.map((change) => change.kind === 'create' && change.text), ['DROP TABLE IF EXISTS b;\r\nDROP TABLE IF EXISTS a;\r\n']);
  });

  test('is filled in where it holds comments alone, and left alone where it does something', async () => {
    const empty = await contextOf({ ...folderOf(users, up), '002_change.down.sql': '-- down\n' });
    assert.deepEqual(createDown(empty), [{ kind: 'edit', file: pathOf('002_change.down.sql'), edits: [{ range: { start: 7, end: 7 }, text: '\nDROP TABLE IF EXISTS a;' }] }]);
    const filled = await contextOf({ ...folderOf(users, up), '002_change.down.sql': 'SELECT 1;\n' });
    assert.equal(createDown(filled), undefined);
  });

  test('is the up itself for a tool with sections', async () => {
    const text = '-- +goose Up\nCREATE TABLE a (id int);\n';
    const context = await contextOf({ '00001_a.sql': `-- +goose Up\n${users}\n-- +goose Down\nDROP TABLE users;\n`, '00002_b.sql': text }, '00002');
    assert.deepEqual(createDown(context), [{ kind: 'edit', file: pathOf('00002_b.sql'), edits: [{ range: { start: text.length, end: text.length }, text: '\n-- +goose Down\nDROP TABLE IF EXISTS a;\n' }] }]);
  });
});
