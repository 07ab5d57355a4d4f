import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from '../../memory-workspace';

const DOWN = '\n---- create above / drop below ----\n\nSELECT 1;\n';
const table = (name: string) => `CREATE TABLE IF NOT EXISTS ${name} (id int PRIMARY KEY);\n`;
const plain = Object.fromEntries(['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((name, i) => [`00${i + 2}_${name}.sql`, table(name) + DOWN]));

async function rulesOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { workspace } = await workspaceOf(files);
  return workspace.audits().flatMap((audit) => audit.findings).map(({ rule, file }) => `${file.slice(file.lastIndexOf('/') + 1)}: ${rule}`).filter((found) => !/file-empty|missing-down|not-idempotent/.test(found));
}

test('what a tool fills in itself is unknown, and of the unknown nothing is said', async () => {
  // The first makes whatever its template makes; the second uses it.
  const files = { ...plain, '001_a.sql': `{{ template "shared/a.sql" . }};\n${DOWN}`, '011_k.sql': `ALTER TABLE made_by_template ADD COLUMN IF NOT EXISTS x int;\n${DOWN}` };
  assert.deepEqual(await rulesOf(files), []);
});

test('which statements of a template with conditions are run nobody knows', async () => {
  const files = { ...plain, '001_a.sql': `{{ if .Big }}\nCREATE TABLE a (id bigint);\nDROP TABLE nowhere;\n{{ else }}\nCREATE TABLE a (id int);\n{{ end }}\n${DOWN}` };
  assert.deepEqual(await rulesOf(files), []);
});

test('a second file of templates does not hide the rest of a folder whose tool fills them in', async () => {
  const files = { ...plain, '001_a.sql': `GRANT SELECT ON b TO {{.reader}};\n${DOWN}`, '011_k.sql': `GRANT SELECT ON b TO {{.reader}};\n${DOWN}`, '012_l.sql': `SELECT 1 FORM b;\n${DOWN}` };
  assert.deepEqual(await rulesOf(files), ['012_l.sql: syntax-error']);
});

test("psql's variables are Sqitch's, and a mistake beside them is said", async () => {
  const files = { 'sqitch.plan': '%project=p\n\na 2024-01-01T00:00:00Z P <p@x>\n', 'deploy/a.sql': 'BEGIN;\nALTER DATABASE :"DBNAME" SET search_path = app;\nCREATE TABEL a (id int);\nCOMMIT;\n', 'revert/a.sql': 'SELECT 1;\n' };
  assert.deepEqual(await rulesOf(files), ['a.sql: syntax-error']);
});
