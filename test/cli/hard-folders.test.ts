import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clean, contentsOf, environment, folderOf, programFile, twice, upright } from './upright';

test('a folder with the name of a migration is no migration', () => {
  const folder = folderOf(clean);
  mkdirSync(join(folder, 'migrations/000003_create_posts.up.sql'));
  assert.match(upright(folder, 'check').stdout, /in 2 migrations/);
  const run = upright(folder, 'check', 'migrations/000003_create_posts.up.sql');
  assert.deepEqual([run.code, run.stderr.includes('\n    at ')], [0, false]);
});

test('a dangling link among the migrations is reported, and the rest is audited', () => {
  const folder = folderOf(twice);
  symlinkSync('nowhere.sql', join(folder, 'migrations/000004_gone.up.sql'));
  const { code, stdout, stderr } = upright(folder, 'check', '--format', 'json');
  assert.deepEqual([code, stderr], [1, '']);
  const { findings } = JSON.parse(stdout);
  assert.ok(findings.some((finding: { file: string; message: string }) => finding.file === 'migrations/000004_gone.up.sql' && /link/.test(finding.message)));
  assert.ok(findings.some((finding: { rule: string }) => finding.rule === 'not-idempotent'));
});

test('2,000 files', () => {
  const files: Record<string, string> = {};
  for (let i = 1; i <= 1000; i++) {
    const version = String(i).padStart(6, '0');
    files[`migrations/${version}_t${i}.up.sql`] = `CREATE TABLE ${i === 700 ? '' : 'IF NOT EXISTS '}t${i} (id bigint PRIMARY KEY);\n`;
    files[`migrations/${version}_t${i}.down.sql`] = `DROP TABLE IF EXISTS t${i};\n`;
  }
  const folder = folderOf(files);
  assert.match(upright(folder, 'check').stdout, /^1 warning in 1000 migrations \(golang-migrate\)$/m);
  assert.match(upright(folder, 'fix').stdout, /^Mended 1 finding in 1 file$/m);
});

test('a file of 5 MB and 10,000 statements', () => {
  const filler = 'x'.repeat(480);
  const inserts = Array.from({ length: 10_000 }, (_, i) => `INSERT INTO users (id, name) VALUES (${i}, '${filler}') ON CONFLICT DO NOTHING;\n`).join('');
  const folder = folderOf({ ...clean, 'migrations/000003_seed.up.sql': `${inserts}SELECT nme FROM users;\n`, 'migrations/000003_seed.down.sql': 'DELETE FROM users;\n' });
  const { code, stdout } = upright(folder, 'check');
  assert.equal(code, 1);
  assert.match(stdout, /^10001 \| SELECT nme FROM users;\n      \|        \^\^\^$/m);
});

test('bytes that are no UTF-8 are audited, and not written by a fix', () => {
  const folder = folderOf({ ...clean, 'migrations/000003_caf\u00e9.up.sql': Buffer.from("-- caf\xe9\nCREATE TABLE cafes (id bigint PRIMARY KEY);\n", 'latin1'), 'migrations/000003_caf\u00e9.down.sql': 'DROP TABLE IF EXISTS cafes;\n' });
  assert.match(upright(folder, 'check').stdout, /^2 \| CREATE TABLE cafes/m);
  const before = contentsOf(folder);
  const run = upright(folder, 'fix');
  assert.match(run.stderr, /^upright: not mended: migrations\/000003_café.up.sql: is not UTF-8/);
  assert.equal(run.code, 1);
  assert.deepEqual(contentsOf(folder), before);
});

test('a reader that has seen enough ends the program quietly', () => {
  const folder = folderOf(Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`migrations/${String(i + 1).padStart(6, '0')}_t.up.sql`, `CREATE TABLE t${i} (id bigint PRIMARY KEY);\n`.repeat(3)])));
  const { stdout, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${programFile}" check | head -n 1`], { cwd: folder, encoding: 'utf8', env: environment });
  assert.equal(stdout.split('\n').length, 2);
  assert.equal(stderr, '');
});
