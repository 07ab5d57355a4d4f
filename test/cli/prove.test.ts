import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentsOf, folderOf, proving, twice } from './upright';

const broken = {
  ...twice,
  'migrations/000003_create_posts.down.sql': '-- It stays.\nSELECT 1;\n',
  'migrations/000004_read.up.sql': 'ALTER TABLE users ADD COLUMN IF NOT EXISTS reader_id bigint;\nUPDATE users SET reader = 1;\n',
  'migrations/000004_read.down.sql': 'ALTER TABLE users DROP COLUMN IF EXISTS reader_id;\n',
};

test('check proves by default: its findings carry what PostgreSQL said, its JSON the three answers', () => {
  const { code, stdout, stderr } = proving(folderOf(broken), 'check', '--format', 'json');
  assert.equal(stderr, '');
  assert.equal(code, 1);
  const { folders, findings } = JSON.parse(stdout);
  assert.deepEqual(folders[0].postgres, { state: 'ran' });
  assert.deepEqual(folders[0].migrations.map(({ proof }: { proof: unknown }) => proof), [
    { applies: 'yes', twice: 'yes', reverses: 'yes' },
    { applies: 'yes', twice: 'yes', reverses: 'yes' },
    { applies: 'yes', twice: 'no', reverses: 'no', reason: 'relation "posts" already exists' },
    { applies: 'no', twice: 'unproved', reverses: 'unproved', reason: 'column "reader" of relation "users" does not exist' },
  ]);
  assert.deepEqual(
    findings.map(({ rule, file, evidence, sqlstate, range }: Record<string, any>) => [rule, file, evidence, sqlstate, range.start]),
    [
      ['down-not-inverse', 'migrations/000003_create_posts.up.sql', 'postgresql', undefined, { line: 1, character: 13 }],
      ['not-idempotent', 'migrations/000003_create_posts.up.sql', 'postgresql', '42P07', { line: 1, character: 13 }],
      ['unknown-column', 'migrations/000004_read.up.sql', 'postgresql', '42703', { line: 1, character: 17 }],
    ],
  );
});

test('prove says of each migration what PostgreSQL did with it', () => {
  const { code, stdout } = proving(folderOf(broken), 'prove');
  assert.equal(code, 1);
  assert.match(stdout, /^✓ applies {2}✓ runs twice {2}✓ down restores {2}000001_create_users\.up\.sql$/m);
  assert.match(stdout, /^✓ applies {2}✗ runs twice {2}✗ down restores {2}000003_create_posts\.up\.sql\n {4}runs twice: no, relation "posts" already exists\n {4}down restores: no, left over: table public\.posts$/m);
  assert.match(stdout, /^PostgreSQL: 3 of 4 migrations applied, 2 ran twice, 2 of 4 downs restored the schema$/m);
});

test('what PostgreSQL adds in several lines stands in as many', () => {
  const files = {
    'migrations/000001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id bigint PRIMARY KEY);\nCREATE OR REPLACE VIEW b AS SELECT id FROM a;\nCREATE OR REPLACE VIEW c AS SELECT id FROM a;\n',
    'migrations/000001_a.down.sql': 'DROP VIEW IF EXISTS c;\nDROP VIEW IF EXISTS b;\nDROP TABLE IF EXISTS a;\n',
    'migrations/000002_b.up.sql': 'DROP TABLE IF EXISTS a;\n',
    'migrations/000002_b.down.sql': '-- irreversible: it is gone\n',
  };
  const { stdout } = proving(folderOf(files), 'check');
  assert.match(stdout, /^ {2}= note: view b depends on table a\n {10}view c depends on table a$/m);
});

test('of several folders one may be left alone', () => {
  const { code, stdout } = proving(folderOf({ ...twice, 'other/migrations/000001_a.up.sql': 'CREATE TABLE a (id int AUTO_INCREMENT) ENGINE=InnoDB;\n', 'other/migrations/000002_b.up.sql': 'CREATE TABLE b (id int AUTO_INCREMENT) ENGINE=InnoDB;\n' }), 'prove', '--fail-on', 'never');
  assert.equal(code, 0);
  assert.match(stdout, /^✓ applies {2}✓ runs twice {2}✓ down restores {2}000001_create_users\.up\.sql$/m);
  assert.match(stdout, /other\/migrations: left alone: MySQL/);
});

test('what could not be read is not taken for good', () => {
  const { stdout } = proving(folderOf({ ...twice, 'migrations/000004_rows.up.sql': `-- ${'x'.repeat(17 * 1024 * 1024)}\n` }), 'prove', '--fail-on', 'never');
  assert.match(stdout, /^\? applies {2}\? runs twice {2}.*000004_rows\.up\.sql\n {4}applies: could not be proved, .*larger than 16 MB/m);
});

test('fix mends what only PostgreSQL could find, and proves again', () => {
  const folder = folderOf(broken);
  const { stdout } = proving(folder, 'fix', '--suggestions', '--rule', 'down-not-inverse', '--rule', 'not-idempotent', '--format', 'json');
  assert.deepEqual(JSON.parse(stdout).folders[0].migrations[2].proof, { applies: 'yes', twice: 'yes', reverses: 'yes' });
  assert.equal(contentsOf(folder)['migrations/000003_create_posts.down.sql'], '-- It stays.\nSELECT 1;\nDROP TABLE IF EXISTS posts;\n');
});

test('a down is mended also where its up cannot run twice', () => {
  const folder = folderOf({
    'migrations/000001_numbers.up.sql': 'CREATE SEQUENCE numbers;\n', 'migrations/000001_numbers.down.sql': 'DROP SEQUENCE numbers;\n',
    'migrations/000002_no_numbers.up.sql': 'DROP SEQUENCE numbers;\n', 'migrations/000002_no_numbers.down.sql': 'SELECT 1;\n',
  });
  proving(folder, 'fix', '--suggestions', '--rule', 'down-not-inverse', '--fail-on', 'never');
  assert.equal(contentsOf(folder)['migrations/000002_no_numbers.down.sql'], 'SELECT 1;\nCREATE SEQUENCE numbers;\n');
});

test('a down in the file of its up is tried before it is written', () => {
  const folder = folderOf({
    'go.mod': 'module x\n\nrequire github.com/pressly/goose/v3 v3.20.0\n',
    'migrations/00001_a.sql': '-- +goose Up\nCREATE TABLE parts (id int, n int) PARTITION BY LIST (id);\nCREATE TABLE parts1 PARTITION OF parts FOR VALUES IN (1);\n-- +goose Down\nDROP TABLE parts;\n',
    // The text would drop the partition's index first, which PostgreSQL refuses.
    'migrations/00002_b.sql': '-- +goose Up\nCREATE INDEX parts_n ON ONLY parts (n);\nCREATE INDEX parts1_n ON parts1 (n);\nALTER INDEX parts_n ATTACH PARTITION parts1_n;\n',
  });
  proving(folder, 'fix', '--suggestions', '--rule', 'missing-down', '--fail-on', 'never');
  assert.match(contentsOf(folder)['migrations/00002_b.sql']!, /-- \+goose Down\nDROP INDEX IF EXISTS parts_n;\n$/);
});

test('a statement that does not end is ended, said, and harms nothing else', () => {
  const files = {
    ...twice,
    'upright.json': '{ "postgres": { "timeoutMs": 4000 } }',
    'migrations/000004_wait.up.sql': 'SELECT pg_sleep(1e6);\n',
    'migrations/000004_wait.down.sql': '-- irreversible: nothing to undo\n',
  };
  const { stdout, code } = proving(folderOf(files), 'check', '--format', 'json', '--fail-on', 'never');
  assert.equal(code, 0);
  const { folders } = JSON.parse(stdout);
  assert.deepEqual(folders[0].migrations[3].proof, { applies: 'unproved', twice: 'unproved', reverses: 'unproved', reason: 'it did not end within 4000 ms and was ended' });
  assert.deepEqual(folders[0].migrations[0].proof, { applies: 'yes', twice: 'yes', reverses: 'yes' });
});

test('the downs that fix makes are tried by PostgreSQL, and say what the text alone could not', () => {
  const folder = folderOf({
    ...twice,
    'migrations/000004_names.up.sql': "CREATE VIEW names AS SELECT id, 'x'::text AS name FROM posts;\n",
    'migrations/000004_names.down.sql': 'DROP VIEW IF EXISTS names;\n',
    'migrations/000005_names.up.sql': "DO $$ BEGIN EXECUTE 'DROP VIEW IF EXISTS names'; END $$;\n",
  });
  const { stdout } = proving(folder, 'fix', '--rule', 'missing-down', '--format', 'json', '--fail-on', 'never');
  assert.equal(JSON.parse(stdout).folders[0].migrations[4].proof.reverses, 'yes');
  assert.match(contentsOf(folder)['migrations/000005_names.down.sql']!, /CREATE (?:OR REPLACE )?VIEW names AS/);
});
