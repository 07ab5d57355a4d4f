import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Proofs } from '../../server/src/audit/proofs';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { diskOf, folder, MemoryDisk, opened } from '../memory-workspace';
import { embedded } from './databases';

/** What people's folders do on purpose, or rest on what a server has without them: none of it is a finding. */

const database = embedded();
let opens = 0;
const proofs = new Proofs(() => {
  opens++;
  return database.open();
}, 60_000);

before(loadGrammar);
after(() => proofs.close());

/** Findings as `rule file: words`, and the three answers of each migration. */
async function proved(files: Readonly<Record<string, string>>): Promise<{ findings: string[]; answers: string[] }> {
  const workspace = await opened(diskOf(files), proofs);
  for (const { folder: { path } } of workspace.audits()) await workspace.prove(`${path}/`);
  const [audit] = workspace.audits();
  const name = (file: string) => file.slice(file.lastIndexOf('/') + 1);
  return {
    findings: audit!.findings.filter(({ evidence, severity }) => evidence === 'postgresql' && severity !== 'hint').map(({ rule, file, message }) => `${rule} ${name(file)}: ${message}`),
    answers: audit!.context!.migrations.map(({ proof }) => (['applies', 'twice', 'reverses'] as const).map((question) => proof!.proof[question]).map(({ state, reason }) => (reason === undefined ? state : `${state}: ${reason}`)).join(', ')),
  };
}

const table = { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' };

test('a down that raises says that there is no way back', async () => {
  const { findings, answers } = await proved({ ...table, '002_b.up.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS n;\n', '002_b.down.sql': "do $$ begin raise 'There is no way back'; end $$;\n" });
  assert.deepEqual(findings, []);
  assert.equal(answers[1], 'yes, yes, unproved: the down refuses: There is no way back');
});

test('an up that raises says that it is not for such a server', async () => {
  const { findings, answers } = await proved({ ...table, '002_b.up.sql': "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN RAISE EXCEPTION 'TimescaleDB is missing'; END IF; END $$;\n", '002_b.down.sql': 'SELECT 1;\n' });
  assert.deepEqual(findings, []);
  assert.match(answers[1]!, /^unproved: the up refuses: TimescaleDB is missing,/);
  const own = await proved({ ...table, '002_b.up.sql': "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_indexes WHERE indexname = 'a_n') THEN RAISE EXCEPTION 'a_n is missing'; END IF; END $$;\n", '002_b.down.sql': 'SELECT 1;\n' });
  assert.deepEqual(own.findings, ['apply-fails 002_b.up.sql: This fails: a_n is missing']);
});

test('a function in which something else fails is no such down', async () => {
  const { findings } = await proved({ ...table, '002_b.up.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS n;\n', '002_b.down.sql': "do $$ begin perform 1 / 0; end $$;\n" });
  assert.deepEqual(findings, ['down-fails 002_b.down.sql: Going back fails: division by zero']);
});

test('what an extension brings that no file creates may be there', async () => {
  const { findings, answers } = await proved({
    '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), name citext);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
    '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY, name text);\nCREATE INDEX IF NOT EXISTS b_name ON b USING gin (name gin_trgm_ops);\n', '002_b.down.sql': 'DROP TABLE IF EXISTS b;\n',
  });
  assert.deepEqual(findings, []);
  assert.match(answers[0]!, /^unproved: no file creates the extension citext: type "citext" does not exist,/);
  assert.match(answers[1]!, /^unproved: no file creates the extension pg_trgm: /);
});

test('an extension that comes too late is one that is missing', async () => {
  const { findings } = await proved({
    '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id uuid PRIMARY KEY DEFAULT uuid_generate_v4());\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
    '002_b.up.sql': 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp";\n', '002_b.down.sql': 'DROP EXTENSION IF EXISTS "uuid-ossp";\n',
  });
  assert.deepEqual(findings, ['unknown-object 001_a.up.sql: This fails: function uuid_generate_v4() does not exist']);
});

test('a schema that no file creates holds what it holds', async () => {
  const { findings, answers } = await proved({ ...table, '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS billing.b (id int PRIMARY KEY);\nALTER TABLE ledger.entries ADD COLUMN IF NOT EXISTS n int;\nSELECT ledger.total(1);\n', '002_b.down.sql': 'DROP TABLE IF EXISTS billing.b;\n' });
  assert.deepEqual(findings, []);
  assert.match(answers[1]!, /^unproved: no file creates the schema billing: /);
});

test('a search path that an earlier migration leaves behind may or may not be there', async () => {
  const files = {
    ...table, '001_a.up.sql': 'CREATE SCHEMA IF NOT EXISTS s; SET search_path = s; CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int);\n',
    '002_b.up.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS x int;\n', '002_b.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS x;\n',
  };
  const { findings, answers } = await proved(files);
  assert.deepEqual(findings.filter((finding) => finding.includes('002_b')), []);
  assert.equal(answers[1], 'unproved: an earlier migration leaves another search path behind, unproved: it did not run the first time, unproved: an earlier migration leaves another search path behind');
});

test('a schema that a file creates holds only what files put there', async () => {
  const { findings } = await proved({ ...table, '002_b.up.sql': 'CREATE SCHEMA IF NOT EXISTS billing;\nSELECT billing.total(1);\n', '002_b.down.sql': 'DROP SCHEMA IF EXISTS billing;\n' });
  assert.deepEqual(findings, ['unknown-object 002_b.up.sql: This fails: function billing.total(integer) does not exist']);
});

test("a transaction's settings in a migration's own transaction", async () => {
  const { findings, answers } = await proved({ ...table, '002_b.up.sql': 'BEGIN;\nSET TRANSACTION ISOLATION LEVEL REPEATABLE READ;\nUPDATE a SET n = 1;\nCOMMIT;\n', '002_b.down.sql': 'UPDATE a SET n = 0;\n' });
  assert.deepEqual(findings, []);
  assert.equal(answers[1], 'yes, yes, yes');
});

test('a down that fails is told once, and what rests on the statement not at all', async () => {
  const { findings } = await proved({
    ...table, '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS c (id int PRIMARY KEY REFERENCES b (id));\n',
    '002_b.down.sql': 'DROP TABLE IF EXIST c;\nDROP TABLE IF EXISTS b;\n',
  });
  assert.deepEqual(findings, ['syntax-error 002_b.down.sql: PostgreSQL refuses this statement: syntax error at or near "EXIST"']);
});

test('the files of one migration, which a converter has split, are undone together', async () => {
  const files = (version: string, name: string, up: string, down: string) => ({ [`${version}_${name}.postgres.up.sql`]: up, [`${version}_${name}.postgres.down.sql`]: down });
  const { findings, answers } = await proved({
    'go.mod': 'module example.com/shop\n\nrequire github.com/ory/x v0.0.1\n',
    ...files('20200101000000000000', 'users', 'CREATE TABLE users (id int PRIMARY KEY);\n', 'DROP INDEX users_name;\n'),
    ...files('20200101000000000001', 'users', 'ALTER TABLE users ADD COLUMN name text;\n', 'ALTER TABLE users DROP COLUMN name;\n'),
    ...files('20200101000000000002', 'users', 'CREATE INDEX users_name ON users (name);\n', 'DROP TABLE users;\n'),
    ...files('20200102000000000000', 'alone', 'ALTER TABLE users ADD COLUMN age int;\n', 'SELECT 1;\n'),
  });
  assert.deepEqual(findings, ['down-not-inverse 20200102000000000000_alone.postgres.up.sql: The down leaves column public.users.age behind']);
  const together = 'unproved: it undoes the migration together with the downs of 2 other files';
  assert.deepEqual(answers.map((answer) => answer.split(', ').at(-1)), [together, 'yes', together, 'no: left over: column public.users.age']);
});

test('what befalls a partitioned table is not told of its partitions', async () => {
  const { findings } = await proved({
    '001_a.up.sql': "CREATE TABLE IF NOT EXISTS a (id int, at date, n int, CONSTRAINT a_n CHECK (n > 0)) PARTITION BY RANGE (at);\nCREATE TABLE IF NOT EXISTS a_2020 PARTITION OF a FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');\n", '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
    '002_b.up.sql': 'ALTER TABLE a DROP CONSTRAINT IF EXISTS a_n;\nALTER TABLE a ALTER COLUMN n SET DEFAULT 1;\n', '002_b.down.sql': 'SELECT 1;\n',
    '003_c.up.sql': 'DROP TABLE IF EXISTS a;\n', '003_c.down.sql': 'SELECT 1;\n',
  });
  assert.deepEqual(findings.map((finding) => finding.replace(/, default.*/, '')), [
    'down-not-inverse 002_b.up.sql: After the down, constraint public.a.a_n is gone, which was there before the up',
    'down-not-inverse 002_b.up.sql: After the down, column public.a.n has default 1 instead of none',
    'down-not-inverse 003_c.up.sql: After the down, table public.a is gone, which was there before the up',
  ]);
});

test('what a server is started with, or has beside what comes with PostgreSQL, is no fault of the migration', async () => {
  const { findings, answers } = await proved({
    ...table, '002_b.up.sql': "DO $$ BEGIN PERFORM pg_create_logical_replication_slot('shop', 'pgoutput'); END $$;\n", '002_b.down.sql': 'SELECT 1;\n',
    '003_c.up.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS place geometry;\n', '003_c.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS place;\n',
    '004_d.up.sql': 'UPDATE a SET n = st_x(st_point(1, 2));\n', '004_d.down.sql': 'SELECT 1;\n',
  });
  assert.deepEqual(findings, []);
  assert.deepEqual(answers.slice(1).map((answer) => answer.slice(0, 60)), [
    'unproved: replication slots can only be used if "wal_level" ', 'unproved: no file creates the extension postgis: type "geome', 'unproved: no file creates the extension postgis: function st',
  ]);
});

test('a program in between may have taken a key away', async () => {
  const { findings, answers } = await proved({
    '001_a.sql': '-- +goose Up\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, uuid uuid NOT NULL);\n-- +goose Down\nDROP TABLE IF EXISTS a;\n',
    '002_free.go': 'package migrations\n',
    '003_b.sql': '-- +goose Up\nALTER TABLE a ADD PRIMARY KEY (uuid);\nALTER TABLE a ALTER COLUMN id DROP NOT NULL;\n-- +goose Down\n-- irreversible: rows without a number\n',
  });
  assert.deepEqual(findings.filter((finding) => !finding.startsWith('not-idempotent')), []);
  assert.match(answers[1]!, /^unproved: 002_free\.go is a program, which is not run, /);
});

test('a down of comments is told once, as one that does nothing', async () => {
  const { findings, answers } = await proved({ ...table, '002_b.up.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS n;\n', '002_b.down.sql': '-- This file should undo anything in `up.sql`\n' });
  assert.deepEqual(findings, []);
  assert.equal(answers[1], 'yes, yes, no: lost: column public.a.n');
});

test('what runs once and then does not is its own doing, whatever ran before', async () => {
  const { answers } = await proved({ ...table, '002_b.up.sql': 'CREATE EXTENSION IF NOT EXISTS another_world;\nSELECT another_world();\n', '002_b.down.sql': 'SELECT 1;\n', '003_c.up.sql': 'ALTER TABLE a DROP COLUMN n;\n', '003_c.down.sql': 'ALTER TABLE a ADD COLUMN n int;\n' });
  assert.equal(answers[2], 'yes, no: column "n" of relation "a" does not exist, yes');
});

test('a Supabase project', async () => {
  const path = folder.replace(/migrations$/, 'supabase/migrations');
  const files = {
    '20240101000000_profiles.sql': `CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA extensions;
CREATE TABLE IF NOT EXISTS public.profiles (
  id uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE, token uuid DEFAULT extensions.uuid_generate_v4(), email text
);
ALTER TABLE public.profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Their own" ON public.profiles FOR SELECT TO authenticated USING ((SELECT auth.uid()) = id AND auth.jwt() ->> 'aal' = 'aal2');
CREATE FUNCTION public.on_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO public.profiles (id, email) VALUES (NEW.id, NEW.email);
  RETURN NEW;
END $$;
CREATE TRIGGER on_user AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.on_user();
GRANT SELECT ON public.profiles TO anon, authenticated, service_role;
ALTER PUBLICATION supabase_realtime ADD TABLE public.profiles;
`,
    '20240102000000_pictures.sql': `INSERT INTO storage.buckets (id, name, public, file_size_limit) VALUES ('pictures', 'pictures', true, 1000000);
CREATE POLICY "Their own pictures" ON storage.objects FOR INSERT TO authenticated WITH CHECK (bucket_id = 'pictures' AND (storage.foldername(name))[1] = auth.uid()::text);
CREATE POLICY "Listen" ON realtime.messages FOR SELECT TO authenticated USING (realtime.topic() = 'all');
`,
    '20240103000000_nightly.sql': "CREATE EXTENSION IF NOT EXISTS pg_cron;\nSELECT cron.schedule('nightly', '0 3 * * *', 'DELETE FROM public.profiles');\n",
    '20240104000000_elsewhere.sql': 'ALTER TABLE auth.one_time_tokens ADD COLUMN n int;\nSELECT vault.create_secret(1::text);\n',
    '20240105000000_slip.sql': 'ALTER TABLE public.profiles ADD COLUMN owner uuid REFERENCES auth.users (uid);\n',
  };
  const workspace = await opened(new MemoryDisk(new Map(Object.entries(files).map(([name, text]) => [`${path}/${name}`, text]))), proofs);
  assert.deepEqual(workspace.audits().map((audit) => [audit.folder.path, audit.folder.convention.id]), [[path, 'supabase']]);
  await workspace.prove(`${path}/`);
  const [audit] = workspace.audits();
  assert.deepEqual(audit!.context!.migrations.map(({ proof }) => `${proof!.proof.applies.state} ${proof!.proof.applies.reason ?? ''}`.trim()), [
    'yes', 'yes', 'unproved extension "pg_cron" is not available here', 'unproved no file creates the schema auth: relation "auth.one_time_tokens" does not exist',
    'no column "uid" referenced in foreign key constraint does not exist',
  ]);
  assert.deepEqual(audit!.findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${rule}: ${message}`), ['unknown-column: This fails: column "uid" referenced in foreign key constraint does not exist']);
});

test('a runner that nobody knows runs what commits by itself', async () => {
  const { findings, answers } = await proved({
    ...table,
    '002_b.up.sql': 'DO $$ BEGIN FOR i IN 1..3 LOOP INSERT INTO a VALUES (i, i) ON CONFLICT DO NOTHING; COMMIT; END LOOP; END $$;\n',
    '002_b.down.sql': 'DELETE FROM a;\n',
  });
  assert.deepEqual(findings, []);
  assert.match(answers[1]!, /^unproved: it cannot run in the transaction of the proof,/);
});

test("a setting of the application's may be set on the server", async () => {
  const { findings, answers } = await proved({
    ...table,
    '002_b.up.sql': "DO $$ DECLARE shards text[] := coalesce(current_setting('app.shards', true), '[]')::text[]; BEGIN INSERT INTO a VALUES (array_length(shards, 1), 1) ON CONFLICT DO NOTHING; END $$;\n",
    '002_b.down.sql': 'DELETE FROM a;\n',
    '003_c.up.sql': "INSERT INTO a VALUES (current_setting('app.first')::int, 1) ON CONFLICT DO NOTHING;\n", '003_c.down.sql': 'DELETE FROM a;\n',
    '004_d.up.sql': "SELECT current_setting('server_version')::int;\n", '004_d.down.sql': 'SELECT 1;\n',
  });
  assert.equal(findings.length, 1);
  assert.match(findings[0]!, /^apply-fails 004_d.up.sql: This fails: invalid input syntax for type integer: /);
  assert.match(answers[1]!, /^unproved: malformed array literal: "\[\]", and it reads the setting app\.shards, which a server may have,/);
  assert.match(answers[2]!, /^unproved: unrecognized configuration parameter "app\.first", and it reads/);
});

test('a down that is no SQL, or no SQL of the server, is in nobody\'s way', async () => {
  await proved(table);
  const before = opens;
  const { findings, answers } = await proved({
    ...table,
    '002_b.up.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS b int;\n', '002_b.down.sql': 'ALTER TABLE a DELETE b;\n',
    '003_c.up.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS c int;\n', '003_c.down.sql': '\\echo no\nALTER TABLE a DROP COLUMN IF EXISTS c;\n',
    '004_d.up.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS d int;\nSELECT 1 1;\n', '004_d.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS d;\n',
    '005_e.up.sql': '\\echo no\nALTER TABLE a ADD COLUMN IF NOT EXISTS e int;\n', '005_e.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS e;\n',
    '006_f.up.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS f int;\n', '006_f.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS f;\n',
  });
  assert.deepEqual(findings.map((finding) => finding.slice(0, finding.indexOf(':'))), ['syntax-error 002_b.down.sql', 'syntax-error 004_d.up.sql']);
  assert.deepEqual(answers.map((answer) => answer.split(', ').map((one) => one.split(':')[0])), [['yes', 'yes', 'yes'], ['yes', 'yes', 'no'], ['yes', 'yes', 'unproved'], ['no', 'unproved', 'unproved'], ['unproved', 'unproved', 'unproved'], ['yes', 'yes', 'yes']]);
  assert.equal(opens, before, 'all calls that were expected came');
});

test('what a block makes that goes on whatever fails in it may be there or not', async () => {
  const block = (sql: string) => `DO $$\nBEGIN\n    ${sql}\nEXCEPTION\n    WHEN OTHERS THEN RAISE NOTICE 'not here';\nEND\n$$;\n`;
  const { findings, answers } = await proved({
    '001_a.up.sql': block('CREATE EXTENSION IF NOT EXISTS nowhere_to_be_had;\n    CREATE TABLE IF NOT EXISTS spots (at point_of_it);'), '001_a.down.sql': 'DROP TABLE IF EXISTS spots;\n',
    '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY, spot nowhere_to_be_had);\nALTER TABLE spots ADD COLUMN IF NOT EXISTS n int;\n', '002_b.down.sql': 'DROP TABLE IF EXISTS b;\nALTER TABLE IF EXISTS spots DROP COLUMN IF EXISTS n;\n',
  });
  assert.deepEqual(findings, []);
  assert.match(answers[1]!, /^unproved: the block that makes nowhere_to_be_had passes over its own failures,/);
});

test('what such a block only alters is as sure as before', async () => {
  const { findings } = await proved({
    ...table, '002_b.up.sql': 'DO $$ BEGIN ALTER TABLE a ADD COLUMN m int; EXCEPTION WHEN OTHERS THEN NULL; END $$;\nUPDATE a SET nowhere = 1;\n', '002_b.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS m;\n',
  });
  assert.deepEqual(findings, ['unknown-column 002_b.up.sql: This fails: column "nowhere" of relation "a" does not exist; a, created by 001_a.up.sql, has id, n, m']);
});

test("a function that PostgreSQL's own schema does not have is missing all the same", async () => {
  const { findings } = await proved({ '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, t bigint);\nUPDATE a SET t = EXTRACT(EPOCH FROM t) * 1000;\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' });
  assert.deepEqual(findings.map((finding) => finding.slice(0, 75)), ['unknown-object 001_a.up.sql: This fails: function pg_catalog.extract(unknown, bigint) does not exist'.slice(0, 75)]);
});

test("indexes of partitions have names that PostgreSQL makes, and come back with their table's", async () => {
  const { findings, answers } = await proved({
    '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS p (id int, n int) PARTITION BY LIST (id);\nCREATE TABLE IF NOT EXISTS p1 PARTITION OF p FOR VALUES IN (1);\nCREATE INDEX IF NOT EXISTS p_first ON p (n);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS p;\n',
    '002_b.up.sql': 'DROP INDEX IF EXISTS p_first;\nCREATE INDEX IF NOT EXISTS p1_n_idx ON p1 (id);\n', '002_b.down.sql': 'CREATE INDEX IF NOT EXISTS p_first ON p (n);\nDROP INDEX IF EXISTS p1_n_idx;\n',
  });
  assert.deepEqual(findings, []);
  assert.equal(answers[1], 'yes, yes, yes');
});

test('a value of a type that is as new may be used at once, though not under a savepoint of ours', async () => {
  const { findings, answers } = await proved({ 'go.mod': 'require github.com/pressly/goose/v3 v3.20.0\n', '00001_a.sql': "-- +goose Up\nCREATE TYPE st AS ENUM ('a');\nALTER TYPE st ADD VALUE IF NOT EXISTS 'b';\nSELECT 'b'::st;\n-- +goose Down\nDROP TYPE st;\n" });
  assert.deepEqual(findings, []);
  assert.match(answers[0]!, /^unproved: unsafe use of new value "b" of enum type st in a savepoint, which the tool does not set,/);
});

test('what a savepoint of the file takes back is there for us all the same', async () => {
  const { findings } = await proved({ 'go.mod': 'require github.com/pressly/goose/v3 v3.20.0\n', '00001_a.sql': '-- +goose Up\nCREATE TABLE t (id int PRIMARY KEY);\nSAVEPOINT s;\nALTER TABLE t ADD COLUMN x int;\nROLLBACK TO SAVEPOINT s;\nALTER TABLE t ADD COLUMN x int;\nRELEASE SAVEPOINT s;\n-- +goose Down\nDROP TABLE t;\n' });
  assert.deepEqual(findings, []);
});

test('a constraint whose rows have been looked at need not be made doubtful again', async () => {
  const { findings, answers } = await proved({
    ...table, '002_b.up.sql': 'ALTER TABLE a DROP CONSTRAINT IF EXISTS c;\nALTER TABLE a ADD CONSTRAINT c CHECK (n > 0) NOT VALID;\n', '002_b.down.sql': 'ALTER TABLE a DROP CONSTRAINT IF EXISTS c;\n',
    '003_c.up.sql': 'ALTER TABLE a VALIDATE CONSTRAINT c;\n', '003_c.down.sql': 'SELECT 1;\n',
  });
  assert.deepEqual(findings, []);
  assert.equal(answers[2], 'yes, yes, yes');
});

test("the record is written into the tool's own schema, wherever the search path leads", async () => {
  const { findings, answers } = await proved({ '001_a.up.sql': 'CREATE SCHEMA IF NOT EXISTS tenant;\nSET search_path TO tenant;\nCREATE TABLE IF NOT EXISTS conf (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP SCHEMA IF EXISTS tenant CASCADE;\n' });
  assert.deepEqual(findings, []);
  assert.equal(answers[0], 'yes, yes, yes');
});
