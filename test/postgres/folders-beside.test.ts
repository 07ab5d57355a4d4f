import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Proofs } from '../../server/src/audit/proofs';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { MemoryDisk, opened } from '../memory-workspace';
import { embedded } from './databases';

const database = embedded();
const proofs = new Proofs(() => database.open(), 60_000);

before(loadGrammar);
after(() => proofs.close());

test('what rests on a folder beside this one is no failure, and roles and schemas of it are there', async () => {
  const down = 'SELECT 1;\n';
  const workspace = await opened(
    new MemoryDisk(new Map(Object.entries({
      '/project/db/tables/001_a.up.sql': 'CREATE SCHEMA IF NOT EXISTS shop;\nCREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY);\nCREATE ROLE reader;\n', '/project/db/tables/001_a.down.sql': down,
      '/project/db/views/001_b.up.sql': 'CREATE TABLE IF NOT EXISTS shop.notes (id bigint PRIMARY KEY);\nGRANT SELECT ON shop.notes TO reader;\n', '/project/db/views/001_b.down.sql': 'DROP TABLE IF EXISTS shop.notes;\n',
      '/project/db/views/002_c.up.sql': 'CREATE OR REPLACE VIEW names AS SELECT id FROM users;\n', '/project/db/views/002_c.down.sql': 'DROP VIEW IF EXISTS names;\n',
    }))),
    proofs,
  );
  await workspace.prove('/project/db/views/');
  const audit = workspace.auditOf('/project/db/views/')!;
  assert.deepEqual(audit.findings.filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ message }) => message), []);
  assert.deepEqual(audit.context!.migrations.map(({ proof }) => [proof!.proof.applies.state, proof!.proof.applies.reason]), [['yes', undefined], ['unproved', 'users is made elsewhere']]);
});
