import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { mergeProof } from '../../../server/src/audit/merge-proof';
import type { Proof, Verdict } from '../../../server/src/postgres/proof';
import type { Outcome } from '../../../server/src/postgres/session';
import type { MigrationContext } from '../../../server/src/rules/rule';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { folder, workspaceOf } from '../../memory-workspace';

before(loadGrammar);

const ran: Outcome = { result: 'ran', locks: [], rewrites: [] };
const refused = (sqlstate: string, message: string, unproved?: string): Outcome => ({ result: 'failed', failure: { sqlstate, message }, ...(unproved === undefined ? {} : { unproved }) });
const yes: Verdict = { state: 'yes' };

/** What is left of the text's findings where PostgreSQL answers so for each statement of the one up, and finds nothing else. */
async function left(sql: string, up: readonly Outcome[], second: readonly Outcome[] = []): Promise<string[]> {
  const { workspace } = await workspaceOf({ '001_a.up.sql': sql, '001_a.down.sql': '-- irreversible: a test\n' });
  const { text } = workspace.audits()[0]!;
  const proof: Proof = { applies: yes, twice: yes, reverses: yes, up, second, record: [], atCommit: undefined, down: [], difference: [], again: [], ms: 0 };
  const context: MigrationContext = { ...text.context!.migrations[0]!, proof: { proof, fresh: true } };
  return mergeProof(text.found, [], new Map([[`${folder}/001_a.up.sql`, context]])).map(({ finding }) => `${finding.rule} ${sql.slice(finding.range.start, finding.range.end)}`);
}

const sql = 'CREATE TABLE a (id int PRIMARY KEY);\nUPDATE b SET id = 1;\n';

test('what PostgreSQL has not run stays as the text says it', async () => {
  assert.deepEqual(await left(sql, []), ['unknown-table b', 'not-idempotent a']);
  const pending: Outcome = { result: 'not run', reason: 'it is being proved' };
  assert.deepEqual(await left(sql, [pending, pending], [pending, pending]), ['unknown-table b', 'not-idempotent a']);
});

test('what PostgreSQL runs is withdrawn, in the run that the finding is about', async () => {
  assert.deepEqual(await left(sql, [ran, ran], [refused('42P07', 'x', 'unknown'), ran]), ['not-idempotent a']);
  assert.deepEqual(await left(sql, [ran, refused('42P01', 'x', 'b is made elsewhere')], [ran, ran]), ['unknown-table b']);
});

test('a failure that proves nothing takes nothing back', async () => {
  assert.deepEqual(await left(sql, [ran, refused('42P01', 'x', 'no such extension here')], [refused('42P07', 'x', 'no such extension here')]), ['unknown-table b', 'not-idempotent a']);
});

test('where PostgreSQL refuses a statement for another reason, that stands alone', async () => {
  assert.deepEqual(await left(sql, [refused('42501', 'permission denied'), ran]), []);
});

test('a statement that was run otherwise than it stands is no evidence', async () => {
  assert.deepEqual(await left(sql, [{ ...ran, instead: 'run without CONCURRENTLY' }, ran], [{ ...ran, instead: 'run without CONCURRENTLY' }, ran]), ['not-idempotent a']);
});
