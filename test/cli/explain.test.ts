import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderOf, twice, upright } from './upright';

test('a file is explained: tool, order, partner, transaction, findings, configuration', () => {
  const folder = folderOf({ ...twice, 'upright.json': '{ "rules": { "missing-primary-key": "off" } }' });
  const { code, stdout, stderr } = upright(folder, 'explain', 'migrations/000003_create_posts.up.sql');
  assert.deepEqual([code, stderr], [0, '']);
  for (const fact of [
    /^000003_create_posts\.up\.sql$/m,
    /^- Folder: migrations$/m,
    /^- Tool: golang-migrate$/m,
    /files are named NNN_name\.up\.sql/,
    /3 of 3, version 000003/,
    /000003_create_posts\.down\.sql/,
    /golang-migrate sends a file as one query/,
    /not-idempotent: Running this twice fails/,
    /upright\.json/,
    /missing-primary-key: off/,
  ])
    assert.match(stdout, fact);
});

test('outside a repository the folder of a file is found above it, where a plan lies', () => {
  const folder = folderOf({
    'sqitch.plan': '%project=shop\n\ntables/users 2024-01-01T00:00:00Z Ann <ann@example.com> # One\n',
    'deploy/tables/users.sql': 'CREATE TABLE users (id int PRIMARY KEY);\n', 'revert/tables/users.sql': 'DROP TABLE users;\n',
  });
  const { stdout } = upright(folder, 'explain', 'deploy/tables/users.sql');
  for (const fact of [/^- Folder: \.$/m, /^- Tool: Sqitch$/m, /^- Order: 1 of 1, version tables\/users$/m, /^- Other half: revert\/tables\/users\.sql$/m]) assert.match(stdout, fact);
});

test('a file that the tool does not run is explained too', () => {
  const folder = folderOf({ ...twice, 'migrations/000004_posts.sql': 'SELECT 1;\n' });
  assert.match(upright(folder, 'explain', 'migrations/000004_posts.sql').stdout, /never runs: golang-migrate/);
});

test('what is no file of a migrations folder is refused', () => {
  const folder = folderOf({ ...twice, 'README.md': '' });
  assert.deepEqual(upright(folder, 'explain', 'README.md'), { code: 2, stdout: '', stderr: 'upright: README.md: is in no migrations folder\n' });
  assert.deepEqual(upright(folder, 'explain', 'migrations'), { code: 2, stdout: '', stderr: 'upright: migrations: is a folder; name a file in it\n' });
  assert.equal(upright(folder, 'explain').code, 2);
});
