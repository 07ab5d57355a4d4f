import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clean, folderOf, twice, upright } from './upright';

test('a folder without findings: a summary and exit code 0', () => {
  const run = upright(folderOf(clean), 'check');
  assert.deepEqual(run, { code: 0, stdout: 'No findings in 2 migrations (golang-migrate)\n', stderr: '' });
});

test('a finding is shown with its source and its fix', () => {
  const run = upright(folderOf(twice), 'check', 'migrations');
  assert.equal(run.code, 1);
  assert.equal(
    run.stdout,
    [
      'warning[not-idempotent]: Running this twice fails: relation "posts" already exists',
      ' --> migrations/000003_create_posts.up.sql:2:14',
      '  |',
      '2 | CREATE TABLE posts (id bigint PRIMARY KEY);',
      '  |              ^^^^^',
      '  = help: Add IF NOT EXISTS to table posts (safe)',
      '',
      '1 warning in 3 migrations (golang-migrate)',
      '1 finding can be mended by upright fix',
      '',
    ].join('\n'),
  );
});

test('hints are counted, and not shown', () => {
  const run = upright(folderOf({ ...twice, 'upright.json': '{ "rules": { "not-idempotent": "hint" } }' }), 'check');
  assert.deepEqual(run, { code: 0, stdout: '1 hint in 3 migrations (golang-migrate)\n1 hint can be mended by upright fix\n', stderr: '' });
});

test('check is what happens without a command', () => {
  const folder = folderOf(twice);
  assert.deepEqual(upright(folder, '--no-postgres'), upright(folder, 'check'));
  assert.deepEqual(upright(folder, 'migrations', '--no-postgres'), upright(folder, 'check', 'migrations'));
  assert.deepEqual(upright(folder, '--fail-on', 'never', '--no-postgres'), { ...upright(folder, 'check'), code: 0 });
});

test('--fail-on says from which severity on the exit code is 1', () => {
  const folder = folderOf(twice);
  const codes = ['error', 'warning', 'information', 'never'].map((severity) => upright(folder, 'check', '--fail-on', severity).code);
  assert.deepEqual(codes, [0, 1, 1, 0]);
});

test('of a file only its findings are printed, but its folder is audited', () => {
  const folder = folderOf({ ...twice, 'migrations/000004_add_title.up.sql': 'ALTER TABLE posts ADD COLUMN IF NOT EXISTS title text;\nALTER TABLE posts DROP COLUMN titel;\n', 'migrations/000004_add_title.down.sql': 'ALTER TABLE posts DROP COLUMN IF EXISTS title;\n' });
  const { stdout } = upright(folder, 'check', 'migrations/000004_add_title.up.sql');
  assert.deepEqual(rulesIn(stdout), ['error[unknown-column]']);
  assert.match(stdout, /posts/);
});

test('a file whose migration is a folder of its own has the folder of all migrations', () => {
  const folder = folderOf({
    'diesel.toml': '[migrations_directory]\ndir = "migrations"\n',
    'migrations/2024-01-01-000000_users/up.sql': 'CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY);\n',
    'migrations/2024-01-01-000000_users/down.sql': 'DROP TABLE IF EXISTS users;\n',
    'migrations/2024-01-02-000000_name/up.sql': 'ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;\n',
    'migrations/2024-01-02-000000_name/down.sql': 'ALTER TABLE users DROP COLUMN IF EXISTS name;\n',
  });
  for (const path of ['migrations/2024-01-02-000000_name/up.sql', 'migrations/2024-01-02-000000_name', 'migrations'])
    assert.deepEqual(upright(folder, 'check', path), { code: 0, stdout: 'No findings in 2 migrations (Diesel)\n', stderr: '' });
});

test('without a path every folder below the current one is audited, also when called inside one', () => {
  const folder = folderOf({ ...prefixed('app/', clean), ...prefixed('billing/', twice) });
  assert.match(upright(folder, 'check').stdout, /1 warning in 5 migrations in 2 folders \(golang-migrate\)/);
  assert.match(upright(join(folder, 'billing/migrations'), 'check').stdout, /^ --> 000003_create_posts.up.sql:2:14$/m);
});

test('two runs print the same', () => {
  const folder = folderOf({ ...prefixed('b/', twice), ...prefixed('a/', twice) });
  const first = upright(folder, 'check');
  assert.deepEqual(upright(folder, 'check'), first);
  assert.deepEqual([...first.stdout.matchAll(/--> (\w)\//g)].map((match) => match[1]), ['a', 'b']);
});

test('what is ignored by git is passed over, unless it is named', () => {
  const folder = folderOf({ ...prefixed('app/', clean), ...prefixed('build/', twice), '.gitignore': 'build/\n' });
  mkdirSync(join(folder, '.git'));
  assert.equal(upright(folder, 'check').code, 0);
  assert.equal(upright(join(folder, 'app'), 'check').code, 0);
  assert.deepEqual(rulesIn(upright(folder, 'check', 'build/migrations').stdout), ['warning[not-idempotent]']);
  assert.deepEqual(rulesIn(upright(folder, 'check', 'build/migrations/000003_create_posts.up.sql').stdout), ['warning[not-idempotent]']);
});

test('test data is audited when it is named', () => {
  const folder = folderOf(prefixed('testdata/', twice));
  mkdirSync(join(folder, '.git'));
  assert.equal(upright(folder, 'check').code, 2);
  assert.equal(upright(folder, 'check', 'testdata/migrations').code, 1);
});

test('upright.json is found upward, and its own faults are findings', () => {
  const folder = folderOf({ ...prefixed('app/', twice), 'upright.json': '{\n  "rules": { "not-idempotent": "off", "no-such-rule": "off" }\n}\n' });
  const run = upright(join(folder, 'app'), 'check', 'migrations');
  assert.equal(run.code, 1);
  assert.deepEqual(rulesIn(run.stdout), ['error[configuration]']);
  assert.match(run.stdout, /^ --> \.\.\/upright\.json:2:39$/m);
});

test('a folder of another database is left alone, with the reason', () => {
  const folder = folderOf({
    'migrations/000001_users.up.sql': 'CREATE TABLE `users` (`id` int NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`)) ENGINE=InnoDB;\n',
    'migrations/000001_users.down.sql': 'DROP TABLE `users`;\n',
    'migrations/000002_posts.up.sql': 'CREATE TABLE `posts` (`id` int NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`)) ENGINE=InnoDB;\n',
    'migrations/000002_posts.down.sql': 'DROP TABLE `posts`;\n',
  });
  const run = upright(folder, 'check');
  assert.equal(run.code, 0);
  assert.match(run.stdout, /^migrations: left alone: .*MySQL/);
  assert.match(JSON.parse(upright(folder, 'check', '--format', 'json').stdout).folders[0].leftAlone, /MySQL/);
});

test('what cannot be done is said on standard error, with exit code 2', () => {
  const folder = folderOf({ ...clean, 'README.md': '', 'notes/seed.txt': '', 'migrations/000009_own.up.sql': 'SELECT 1;\n', '.gitignore': '*_own.up.sql\n' });
  mkdirSync(join(folder, 'empty'));
  symlinkSync('nowhere', join(folder, 'dangling'));
  const complaints: readonly (readonly [string[], RegExp])[] = [
    [['check', 'nowhere'], /^upright: nowhere: there is no such file or folder\n$/],
    [['check', 'README.md/x'], /^upright: README.md\/x: there is no such file or folder\n$/],
    [['check', 'dangling'], /^upright: dangling: a link to something that is not there\n$/],
    [['check', 'empty'], /^upright: empty: holds no migrations\n$/],
    [['check', 'migrations', 'notes'], /^upright: notes: holds no migrations\n$/],
    [['check', 'README.md'], /^upright: README.md: is in no migrations folder\n$/],
    [['check', 'migrations/000009_own.up.sql'], /^upright: migrations\/000009_own.up.sql: is left out by a .gitignore or an upright.json\n$/],
    [['chekc'], /^upright: chekc: there is no such file or folder, nor such a command\n$/],
    [['check', '--bogus'], /^error: unknown option '--bogus'\n$/],
    [['check', '--fail-on', 'hint'], /^error: option '--fail-on <SEVERITY>' argument 'hint' is invalid/],
    [['check', '--format', 'xml'], /^error: option '--format <FORMAT>' argument 'xml' is invalid/],
  ];
  for (const [args, complaint] of complaints) {
    const run = upright(folder, ...args);
    assert.deepEqual([args, run.code, run.stdout], [args, 2, '']);
    assert.match(run.stderr, complaint);
  }
  assert.deepEqual(upright(join(folder, 'empty'), 'check'), { code: 2, stdout: '', stderr: 'upright: there are no migrations in or below the current folder\n' });
});

test('help and version are answers', () => {
  assert.equal(upright(folderOf({}), '--help').code, 0);
  assert.match(upright(folderOf({}), '--version').stdout, /^\d+\.\d+\.\d+\n$/);
});

function rulesIn(stdout: string): string[] {
  return stdout.match(/^\w+\[[\w-]+\]/gm) ?? [];
}

function prefixed(prefix: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [prefix + name, text]));
}
