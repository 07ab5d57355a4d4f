import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clean, contentsOf, folderOf, upright } from './upright';

test('a pair is made with the next version, and its paths are printed', () => {
  const folder = folderOf(clean);
  const run = upright(folder, 'new', 'create', 'posts');
  assert.deepEqual(run, { code: 0, stdout: 'migrations/000003_create_posts.down.sql\nmigrations/000003_create_posts.up.sql\n', stderr: '' });
  assert.equal(readFileSync(join(folder, 'migrations/000003_create_posts.up.sql'), 'utf8').trim(), '');
  assert.match(upright(folder, 'new', 'next').stdout, /000004_next/);
});

test('one name with a blank in it is written as the tool writes it, words that the shell parted are joined', () => {
  const folder = folderOf({ 'Makefile': 'up:\n\tmigrate -path migrations -database $(URL) up\n', 'migrations/000001_init.up.sql': '', 'migrations/000001_init.down.sql': '' });
  assert.equal(upright(folder, 'new', 'add', 'users').stdout, 'migrations/000002_add_users.down.sql\nmigrations/000002_add_users.up.sql\n');
  const bare = folderOf({ 'Makefile': 'up:\n\tmigrate -path migrations -database $(URL) up\n', 'migrations/000001_init.up.sql': '', 'migrations/000001_init.down.sql': '' });
  assert.equal(upright(bare, 'new', 'add users').stdout, 'migrations/000002_add users.down.sql\nmigrations/000002_add users.up.sql\n');
  assert.equal(upright(folder, 'new', 'add posts').stdout, 'migrations/000003_add_posts.down.sql\nmigrations/000003_add_posts.up.sql\n');
});

test('a migration that is a folder of its own is made with its folder', () => {
  const folder = folderOf({
    'diesel.toml': '[migrations_directory]\ndir = "migrations"\n',
    'migrations/2024-01-01-000000_users/up.sql': 'CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY);\n',
    'migrations/2024-01-01-000000_users/down.sql': 'DROP TABLE IF EXISTS users;\n',
  });
  assert.match(upright(folder, 'new', 'posts').stdout, /^migrations\/[\d-]+_posts\/down.sql\nmigrations\/[\d-]+_posts\/up.sql\n$/);
});

test('of several folders one must be named', () => {
  const folder = folderOf({ 'a/001_x.up.sql': '', 'a/001_x.down.sql': '', 'a/002_y.up.sql': '', 'b/001_x.up.sql': '', 'b/001_x.down.sql': '', 'b/002_y.up.sql': '' });
  const before = contentsOf(folder);
  assert.deepEqual(upright(folder, 'new', 'posts'), {
    code: 2, stdout: '', stderr: 'upright: there are several migrations folders; name one by --folder:\n  a (golang-migrate)\n  b (golang-migrate)\n',
  });
  assert.deepEqual(contentsOf(folder), before);
  assert.match(upright(folder, 'new', 'posts', '--folder', 'b').stdout, /^b\/003_posts/);
});

test('a name that cannot be a file is refused, and nothing is made', () => {
  const folder = folderOf(clean);
  for (const name of ['a/b', '', '...']) {
    const run = upright(folder, 'new', name);
    assert.deepEqual([run.code, run.stdout], [2, '']);
    assert.match(run.stderr, /^upright: .+\n$/);
  }
  assert.deepEqual(contentsOf(folder), contentsOf(folderOf(clean)));
});

test('a folder that is not there or holds no migrations is refused', () => {
  const folder = folderOf({ ...clean, 'notes/x.txt': '' });
  assert.deepEqual(upright(folder, 'new', 'x', '--folder', 'nowhere'), { code: 2, stdout: '', stderr: 'upright: nowhere: there is no such file or folder\n' });
  assert.deepEqual(upright(folder, 'new', 'x', '--folder', 'notes'), { code: 2, stdout: '', stderr: 'upright: notes: holds no migrations\n' });
  assert.match(upright(folder, 'new').stderr, /^error: missing required argument 'NAME'/);
});
