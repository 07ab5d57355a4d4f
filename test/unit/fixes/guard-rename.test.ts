import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { applyEdits } from '../../../server/src/text/edits';
import { workspaceOf } from '../../memory-workspace';

before(loadGrammar);

async function guarded(second: string): Promise<string> {
  const files = { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY, x int);\nDO $$ BEGIN CREATE TYPE mood AS ENUM (\'ok\'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;\n', '001_a.down.sql': 'DROP TABLE IF EXISTS t;\nDROP TYPE IF EXISTS mood;\n', '002_b.up.sql': second, '002_b.down.sql': 'SELECT 1;\n' };
  const { workspace } = await workspaceOf(files);
  const [finding] = workspace.audits().flatMap((audit) => audit.findings).filter((found) => found.rule === 'not-idempotent');
  const changes = workspace.checkedChanges(finding!, finding!.fixes[0]!);
  assert.equal(changes?.[0]?.kind, 'edit');
  return changes[0].kind === 'edit' ? applyEdits(second, changes[0].edits) : '';
}

test('a rename that is done finds its old name gone, or its new one taken where the file makes the old one again', async () => {
  const rename = 'ALTER TABLE t RENAME COLUMN x TO y;\n';
  assert.match(await guarded(rename), /WHEN undefined_column THEN NULL/);
  assert.match(await guarded(`${rename}ALTER TABLE t ADD COLUMN IF NOT EXISTS x int;\n`), /WHEN undefined_column OR duplicate_column THEN NULL/);
});

test('what the file itself makes under the old name has no guard: it would stay beside the new one', async () => {
  const up = 'ALTER TABLE t ADD COLUMN IF NOT EXISTS a int;\nALTER TABLE t RENAME COLUMN a TO b;\n';
  const { workspace } = await workspaceOf({ '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS t;\n', '002_b.up.sql': up, '002_b.down.sql': 'SELECT 1;\n' });
  assert.deepEqual(workspace.audits().flatMap(({ findings }) => findings).filter(({ rule }) => rule === 'not-idempotent').map(({ message, fixes }) => [message, fixes.length]), [['Running this twice fails: column "b" of relation "t" already exists', 0]]);
});

test('a value of an enum is renamed once', async () => {
  assert.match(await guarded("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';\n"), /WHEN invalid_parameter_value THEN NULL/);
});

test('the table of a column that is renamed may be renamed by then', async () => {
  assert.equal(await guarded('ALTER TABLE t RENAME x TO y;\nALTER TABLE IF EXISTS t RENAME TO u;\n'), 'ALTER TABLE IF EXISTS t RENAME x TO y;\nALTER TABLE IF EXISTS t RENAME TO u;\n');
});
