import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from '../../memory-workspace';

/** Folders in which something was once found that PostgreSQL does not refuse. */
const silent: Record<string, Record<string, string>> = {
  'DROP INDEX ... CASCADE takes the foreign keys that rest on the index': {
    '001_a.up.sql': 'CREATE TABLE t (id int PRIMARY KEY, k int);\nCREATE UNIQUE INDEX t_k ON t (k);\nCREATE TABLE r (id int PRIMARY KEY, k int CONSTRAINT r_fk REFERENCES t (k) ON DELETE CASCADE);\nDROP INDEX t_k CASCADE;\nCREATE UNIQUE INDEX t_k ON t (k);\nALTER TABLE r ADD CONSTRAINT r_fk FOREIGN KEY (k) REFERENCES t (k) ON DELETE CASCADE;\n',
  },
  'a sequence goes with the table that came to own it': {
    '001_a.up.sql': 'CREATE SEQUENCE s;\nCREATE TABLE t (id int PRIMARY KEY DEFAULT nextval(\'s\'));\nALTER SEQUENCE s OWNED BY t.id;\nDROP TABLE t;\nCREATE SEQUENCE s;\n',
  },
  'DROP ... CASCADE finds all that it names first': {
    '001_a.up.sql': 'CREATE TABLE t (id int PRIMARY KEY);\nCREATE VIEW v1 AS SELECT id FROM t;\nCREATE VIEW v2 AS SELECT id FROM v1;\nDROP VIEW v1, v2 CASCADE;\n',
  },
  'an expression too deep for the stack is unknown, and no fault': {
    '001_a.up.sql': `SELECT ${'1 + '.repeat(20_000)}1;\n`,
  },
  'what stands behind a program rests on what nobody has read': {
    '001_a.up.sql': 'CREATE TABLE t (id int PRIMARY KEY);\n', '002_b.up.go': 'package migrations\n', '003a_c.up.sql': 'UPDATE made_by_go SET x = 1;\nUPDATE t SET made_by_go = 1;\n',
  },
};

for (const [title, files] of Object.entries(silent))
  test(title, async () => {
    const { workspace } = await workspaceOf({ ...files, '009_z.up.sql': 'SELECT 1;\n' });
    const found = workspace.audits().flatMap((audit) => audit.findings).filter((finding) => finding.severity === 'error');
    assert.deepEqual(found.map((finding) => `${finding.rule}: ${finding.message}`), []);
  });

test('a handler for another error guards nothing', async () => {
  const { workspace } = await workspaceOf({
    '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY, x int);\nDO $$ BEGIN ALTER TABLE t RENAME COLUMN x TO y; EXCEPTION WHEN undefined_table THEN NULL; END $$;\n',
    '009_z.up.sql': 'SELECT 1;\n',
  });
  assert.deepEqual(workspace.audits().flatMap((audit) => audit.findings).filter((f) => f.rule === 'not-idempotent').map((f) => f.message), ['Running this twice fails: column "x" does not exist']);
});

test('a conflict marker is one finding', async () => {
  const { workspace } = await workspaceOf({ '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n<<<<<<< HEAD\nSELECT 1;\n', '009_z.up.sql': 'SELECT 1;\n' });
  assert.deepEqual(workspace.audits().flatMap((audit) => audit.findings).filter((f) => f.severity === 'error').map((f) => f.rule), ['merge-marker-or-bom']);
});
