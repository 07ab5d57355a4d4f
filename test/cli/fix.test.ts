import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clean, contentsOf, folderOf, twice, upright } from './upright';

const posts = 'migrations/000003_create_posts.up.sql';
const mended = '-- What they write\nCREATE TABLE IF NOT EXISTS posts (id bigint PRIMARY KEY);\n';

/** A folder with a file that runs under no name of the tool's, and a pair without a down. */
const misnamed = { ...twice, 'migrations/000004_add_title.sql': 'ALTER TABLE posts ADD COLUMN IF NOT EXISTS title text;\n' };

test('safe fixes are made, said, and checked again', () => {
  const folder = folderOf(twice);
  const { code, stdout, stderr } = upright(folder, 'fix');
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(
    stdout,
    `mended ${posts}: Add IF NOT EXISTS to table posts (not-idempotent)\nMended 1 finding in 1 file\n\nNo findings in 3 migrations (golang-migrate)\n`,
  );
  assert.deepEqual(contentsOf(folder), contentsOf(folderOf({ ...twice, [posts]: mended })));
});

test('a second run has nothing to do', () => {
  const folder = folderOf(twice);
  upright(folder, 'fix', '--suggestions');
  const before = contentsOf(folder);
  assert.match(upright(folder, 'fix', '--suggestions').stdout, /^Mended nothing$/m);
  assert.deepEqual(contentsOf(folder), before);
});

test('--dry-run prints a diff that git can apply, and writes nothing', () => {
  const folder = folderOf(misnamed);
  const before = contentsOf(folder);
  const run = upright(folder, 'fix', '--suggestions', '--dry-run');
  assert.deepEqual(contentsOf(folder), before);
  assert.match(run.stdout, /^diff --git a\/migrations\/000004_add_title\.sql b\/migrations\/000004_add_title\.up\.sql\nrename from migrations\/000004_add_title\.sql\nrename to /m);
  assert.match(run.stdout, /^new file mode 100644\n--- \/dev\/null\n\+\+\+ b\/migrations\/000004_add_title\.down\.sql\n/m);
  assert.match(run.stderr, /^Would mend 3 findings in 3 files$/m);
  const applied = spawnSync('git', ['apply', '-'], { cwd: folder, input: run.stdout, encoding: 'utf8' });
  assert.deepEqual([applied.status, applied.stderr], [0, '']);
  const fixed = folderOf(misnamed);
  const real = upright(fixed, 'fix', '--suggestions');
  assert.equal(real.code, run.code);
  assert.deepEqual(contentsOf(folder), contentsOf(fixed));
});

test('files are renamed and made only as suggestions, or where the rule is named', () => {
  const safe = folderOf(misnamed);
  upright(safe, 'fix');
  assert.deepEqual(Object.keys(contentsOf(safe)), Object.keys(misnamed).sort());
  const named = folderOf(misnamed);
  upright(named, 'fix', '--rule', 'file-name-invalid');
  const { [posts]: unfixed, ...files } = contentsOf(named);
  assert.equal(unfixed, twice[posts]);
  assert.ok('migrations/000004_add_title.up.sql' in files && !('migrations/000004_add_title.sql' in files));
});

test('--rule limits the fixes and may be repeated', () => {
  const folder = folderOf(misnamed);
  upright(folder, 'fix', '--rule', 'file-name-invalid', '--rule', 'missing-down');
  const files = contentsOf(folder);
  assert.equal(files[posts], twice[posts]);
  assert.match(files['migrations/000004_add_title.down.sql']!, /DROP COLUMN IF EXISTS title/);
  assert.deepEqual(upright(folder, 'fix', '--rule', 'nothing-known'), { code: 2, stdout: '', stderr: 'upright: there is no rule nothing-known; `upright rules` lists them\n' });
});

test('the exit code is that of a check afterwards', () => {
  const folder = folderOf({ ...twice, 'migrations/000004_broken.up.sql': 'CREATE TABEL x;\n', 'migrations/000004_broken.down.sql': 'DROP TABLE IF EXISTS x;\n' });
  assert.equal(upright(folder, 'fix', '--dry-run').code, 1);
  assert.equal(upright(folder, 'fix', '--fail-on', 'never').code, 0);
  assert.equal(upright(folder, 'fix').code, upright(folder, 'check').code);
});

test('--format json prints the report of a check afterwards', () => {
  const folder = folderOf(misnamed);
  const fix = upright(folder, 'fix', '--format', 'json');
  assert.deepEqual(fix, upright(folder, 'check', '--format', 'json'));
  assert.equal(JSON.parse(fix.stdout).version, 1);
  assert.deepEqual(upright(folder, 'fix', '--dry-run', '--format', 'json'), { code: 2, stdout: '', stderr: 'upright: --dry-run prints a diff; it cannot be had as JSON\n' });
});

test('line ends and the byte order mark stay', () => {
  const text = '\ufeff-- What they write \ud83d\ude00\r\nCREATE TABLE posts (id bigint PRIMARY KEY);\r\nALTER TABLE posts ADD CONSTRAINT positive CHECK (id > 0);\r\n';
  const folder = folderOf({ ...twice, [posts]: text });
  upright(folder, 'fix', '--rule', 'not-idempotent');
  const fixed = readFileSync(join(folder, posts), 'utf8');
  assert.ok(fixed.startsWith('\ufeff-- What they write \ud83d\ude00\r\nCREATE TABLE IF NOT EXISTS posts'));
  assert.match(fixed, /CONSTRAINT IF EXISTS positive/);
  assert.equal(fixed.replaceAll('\r\n', '').includes('\n'), false);
});

test('mode and link of a file stay', () => {
  const folder = folderOf({ ...twice, 'sql/posts.sql': twice[posts]! });
  symlinkSync('../sql/posts.sql', join(folder, 'migrations/000004_again.up.sql'));
  chmodSync(join(folder, posts), 0o640);
  upright(folder, 'fix', '--rule', 'not-idempotent');
  assert.equal(statSync(join(folder, posts)).mode & 0o777, 0o640);
  assert.equal(readFileSync(join(folder, posts), 'utf8'), mended);
  assert.ok(lstatSync(join(folder, 'migrations/000004_again.up.sql')).isSymbolicLink());
});

test('of a file only its own findings are mended, also after it was renamed', () => {
  const folder = folderOf(misnamed);
  const run = upright(folder, 'fix', '--suggestions', 'migrations/000004_add_title.sql');
  assert.deepEqual([run.code, run.stderr], [0, '']);
  assert.equal(contentsOf(folder)[posts], twice[posts]);
  assert.ok('migrations/000004_add_title.up.sql' in contentsOf(folder));
});

test('a file that is there is never overwritten', () => {
  const folder = folderOf(misnamed);
  const there = join(folder, 'migrations/000004_add_title.up.sql');
  // Ignored, so that the audit does not see it.
  writeFileSync(there, 'SELECT 1;\n');
  writeFileSync(join(folder, '.gitignore'), 'migrations/000004_add_title.up.sql\n');
  upright(folder, 'fix', '--suggestions');
  assert.equal(readFileSync(there, 'utf8'), 'SELECT 1;\n');
  assert.ok(lstatSync(join(folder, 'migrations/000004_add_title.sql')).isFile());
});

test('a renumbering that takes a table from those that need it is not made', () => {
  const folder = folderOf({
    'upright.json': '{ "tool": "golang-migrate" }',
    'migrations/001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id bigint PRIMARY KEY);\n',
    'migrations/001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
    'migrations/001_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id bigint PRIMARY KEY);\n',
    'migrations/001_b.down.sql': 'DROP TABLE IF EXISTS b;\n',
    'migrations/002_c.up.sql': 'ALTER TABLE b ADD COLUMN IF NOT EXISTS c int;\n',
    'migrations/002_c.down.sql': 'ALTER TABLE b DROP COLUMN IF EXISTS c;\n',
  });
  upright(folder, 'fix', '--suggestions');
  assert.ok('migrations/001_b.up.sql' in contentsOf(folder));
});

test('what is left after all fixes of the founding case is what no fix can mend: a column that nothing creates', () => {
  const folder = folderOf({});
  cpSync('test/fixtures/redflag', join(folder, 'migrations'), { recursive: true });
  assert.equal(upright(folder, 'fix', '--suggestions').code, 1);
  const { findings } = JSON.parse(upright(folder, 'check', '--format', 'json', '--no-postgres').stdout);
  assert.deepEqual(findings.map((finding: { rule: string; file: string }) => [finding.rule, finding.file]), [['unknown-column', 'migrations/024_disable_updates_subsystem.up.sql']]);
  assert.match(upright(folder, 'fix', '--suggestions').stdout, /^Mended nothing$/m);
});

test('a clean folder stays as it is', () => {
  const folder = folderOf(clean);
  assert.deepEqual(upright(folder, 'fix', '--suggestions'), { code: 0, stdout: 'Mended nothing\n\nNo findings in 2 migrations (golang-migrate)\n', stderr: '' });
  assert.deepEqual(contentsOf(folder), contentsOf(folderOf(clean)));
});
