import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from '../../memory-workspace';

const create = 'CREATE TABLE a (id int PRIMARY KEY);\n';

async function severities(rule: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const { workspace } = await workspaceOf(files);
  return workspace.audits().flatMap((audit) => audit.findings.filter((finding) => finding.rule === rule).map((finding) => `${finding.file.slice('/project/migrations/'.length)} ${finding.severity}`));
}

test('what cannot run twice is a hint where no half is left, and where the tool writes the SQL', async () => {
  const pair = { '1_a.up.sql': create, '1_a.down.sql': 'DROP TABLE a;\n' };
  assert.deepEqual(await severities('not-idempotent', { 'upright.json': '{ "tool": "golang-migrate" }', ...pair }), ['1_a.up.sql warning']);
  assert.deepEqual(await severities('not-idempotent', { 'upright.json': '{ "tool": "sqlx" }', ...pair }), ['1_a.up.sql hint']);
  assert.deepEqual(await severities('not-idempotent', { 'upright.json': '{ "tool": "supabase" }', '20240101000000_a.sql': create }), ['20240101000000_a.sql hint']);
  assert.deepEqual(await severities('not-idempotent', { 'upright.json': '{ "tool": "prisma" }', '20240101000000_a/migration.sql': create }), ['20240101000000_a/migration.sql hint']);
});

test('an empty down is told of only where it could undo something, and where the tool can do without', async () => {
  const up = { '1_a.up.sql': create, '2_b.up.sql': 'INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING;\n', '1_a.down.sql': '', '2_b.down.sql': '-- rows may stay\n' };
  assert.deepEqual(await severities('file-empty', { 'upright.json': '{ "tool": "golang-migrate" }', ...up }), ['1_a.down.sql warning', '2_b.down.sql information']);
  assert.deepEqual(await severities('file-empty', { 'upright.json': '{ "tool": "popx" }', ...up }), ['1_a.down.sql information', '2_b.down.sql information']);
  assert.deepEqual(await severities('file-empty', { 'upright.json': '{ "tool": "popx" }', '1_a.up.sql': create, '1_a.down.sql': '-- by the next\n', '2_a.up.sql': '', '2_a.down.sql': 'DROP TABLE a;\n' }), ['1_a.down.sql information', '2_a.up.sql information']);
});
