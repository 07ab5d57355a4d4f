import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { workspaceOf } from '../../memory-workspace';

before(loadGrammar);

async function findingsOf(up: string) {
  const { workspace } = await workspaceOf({ 'go.mod': 'require github.com/golang-migrate/migrate/v4 v4.1.0\n', '001_a.up.sql': up, '001_a.down.sql': 'SELECT 1;\n' });
  return workspace.audits().flatMap((audit) => audit.findings).filter((finding) => finding.rule.startsWith('tracking-table'));
}

test('only a row that the migration inserts is deleted without a thought', async () => {
  const safety = async (up: string) => (await findingsOf(up)).map((finding) => finding.fixes[0]?.safety);
  assert.deepEqual(await safety('INSERT INTO schema_migrations (version, dirty) VALUES (1, false);\n'), ['safe']);
  assert.deepEqual(await safety('DELETE FROM schema_migrations WHERE version = 7;\n'), ['suggestion']);
  assert.deepEqual(await safety('UPDATE schema_migrations SET dirty = false;\n'), ['suggestion']);
});

test('records of migrations that are no longer in the folder may go, if the tool keeps one for each', async () => {
  const found = async (condition: string) => {
    const { workspace } = await workspaceOf({ 'Cargo.toml': '[dependencies]\nsqlx = "0.8"\n', '20220101000000_a.sql': 'SELECT 1;\n', '20240101000000_b.sql': `DELETE FROM _sqlx_migrations WHERE ${condition};\n` });
    return workspace.audits().flatMap((audit) => audit.findings).filter((finding) => finding.rule === 'tracking-table-write').length;
  };
  assert.equal(await found('version = 20210101000000'), 0);
  assert.equal(await found('version IN (20210101000000, 7)'), 0);
  assert.equal(await found('version IN (20210101000000, 20220101000000)'), 1);
  assert.equal(await found('version = 20240101000000'), 1);
  assert.equal(await found('version = 7 OR true'), 1);
  assert.equal(await found('version <> 7'), 1);
  assert.equal(await found('version NOT IN (7)'), 1);
});

test('a column of one\'s own in the tool\'s table does no harm; one without which the tool cannot insert does, and so does the loss of its own', async () => {
  const found = async (change: string) => (await findingsOf(`ALTER TABLE schema_migrations ${change};\n`)).length;
  assert.equal(await found('ADD COLUMN data_version int'), 0);
  assert.equal(await found('ADD COLUMN data_version int NOT NULL DEFAULT 0'), 0);
  assert.equal(await found('DROP COLUMN IF EXISTS data_version'), 0);
  assert.equal(await found('ADD COLUMN data_version int NOT NULL'), 1);
  assert.equal(await found('DROP COLUMN dirty'), 1);
});
