import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { MemoryDisk, opened } from '../../memory-workspace';

before(loadGrammar);

const down = 'SELECT 1;\n';
const tables = '/project/db/tables/001_users.up.sql';
const files = {
  [tables]: "CREATE SCHEMA shop;\nCREATE TYPE mood AS ENUM ('ok');\nCREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE shop.orders (id bigint PRIMARY KEY);\nCREATE ROLE reader;\n",
  '/project/db/tables/001_users.down.sql': down,
  '/project/db/views/001_names.up.sql':
    'CREATE OR REPLACE VIEW names AS SELECT id FROM users;\nCREATE OR REPLACE VIEW shop.ids AS SELECT id FROM shop.orders;\nCREATE TABLE IF NOT EXISTS moods (id bigint PRIMARY KEY, is_so mood);\nGRANT SELECT ON names TO reader;\n',
  '/project/db/views/001_names.down.sql': down,
};

async function workspaceOf(content: Readonly<Record<string, string>>) {
  return opened(new MemoryDisk(new Map(Object.entries(content))));
}

const unknown = (workspace: Awaited<ReturnType<typeof workspaceOf>>, folder: string) =>
  workspace.auditOf(`/project/${folder}/`)!.findings.filter(({ rule }) => /^(?:unknown-|duplicate-object|baseline-)/.test(rule)).map(({ rule, message }) => `${rule}: ${message}`);

test('what a folder beside it makes is made elsewhere, roles among it', async () => {
  assert.deepEqual(unknown(await workspaceOf(files), 'db/views'), []);
});

test('parts may be a folder deeper', async () => {
  const content = Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace('/db/views/', '/db/later/views/'), text]));
  assert.deepEqual(unknown(await workspaceOf(content), 'db/later/views'), []);
});

test('a folder elsewhere is another database', async () => {
  const content = Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace('/db/tables/', '/tables/'), text]));
  assert.deepEqual(unknown(await workspaceOf(content), 'db/views'), ['baseline-missing: What is done to users cannot be proved: no file creates them', 'unknown-role: This fails: role "reader" does not exist']);
});

test('what a folder makes itself is judged by itself', async () => {
  const content = { '/project/db/a/001_x.up.sql': 'CREATE TABLE x (id bigint PRIMARY KEY);\nDROP TABLE x;\nDROP TABLE x;\n', '/project/db/a/001_x.down.sql': down, '/project/db/b/001_x.up.sql': 'CREATE TABLE x (id bigint PRIMARY KEY);\n', '/project/db/b/001_x.down.sql': down };
  assert.equal(unknown(await workspaceOf(content), 'db/a').length, 1);
});

test('what was made beside is made anew here', async () => {
  const content = { ...files, '/project/db/views/002_ids.up.sql': 'DROP TABLE users;\nCREATE TABLE users (id uuid PRIMARY KEY);\n', '/project/db/views/002_ids.down.sql': down };
  assert.deepEqual(unknown(await workspaceOf(content), 'db/views'), []);
});

test('an edit of the one is seen in the other', async () => {
  const workspace = await workspaceOf(files);
  assert.deepEqual(unknown(workspace, 'db/views'), []);
  workspace.setDocument(tables, files[tables]!.replace('TABLE users', 'TABLE people'));
  assert.equal(unknown(workspace, 'db/views').length, 1);
  workspace.setDocument(tables, files[tables]!);
  assert.deepEqual(unknown(workspace, 'db/views'), []);
});
