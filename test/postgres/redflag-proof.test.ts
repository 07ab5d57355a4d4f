import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Proofs } from '../../server/src/audit/proofs';
import type { Workspace } from '../../server/src/audit/workspace';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { diskOf, folder, opened } from '../memory-workspace';
import { embedded } from './databases';

const source = join(__dirname, '../fixtures/redflag');
const database = embedded();
const proofs = new Proofs(() => database.open(), 60_000);

before(loadGrammar);
after(() => proofs.close());

/** The founding case's folder, proved after these changes to its files; undefined: the file is not there. */
async function proved(change: (name: string, text: string) => readonly [name: string, text: string] = (name, text) => [name, text]): Promise<Workspace> {
  const files = Object.fromEntries(readdirSync(source).map((name) => change(name, readFileSync(join(source, name), 'utf8'))));
  const workspace = await opened(diskOf(files), proofs);
  await workspace.prove(`${folder}/`);
  return workspace;
}

function answersOf(workspace: Workspace, file: string): string[] {
  const migration = workspace.audits()[0]!.context!.migrations.find(({ up }) => up?.file === `${folder}/${file}`);
  const { applies, twice, reverses } = migration!.proof!.proof;
  return [applies, twice, reverses].map(({ state, reason }) => (reason === undefined ? state : `${state}: ${reason}`));
}

const errorsIn = (workspace: Workspace, file: string) =>
  workspace.findings(`${folder}/${file}`).filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ rule, sqlstate, evidence, message }) => [rule, evidence, sqlstate, message.split(';')[0]]);

const disable = '024_disable_updates_subsystem.up.sql';
const key = 'duplicate key value violates unique constraint "schema_migrations_pkey"';

test("024 fails at deprecated with PostgreSQL's own message", async () => {
  const workspace = await proved();
  const column = 'column "deprecated" of relation "agent_subsystems" does not exist';
  assert.equal(answersOf(workspace, disable)[0], `no: ${column}`);
  assert.deepEqual(errorsIn(workspace, disable), [
    ['unknown-column', 'postgresql', '42703', `This fails: ${column}`],
    ['tracking-table-write', 'postgresql', '23505', `The migration rolls itself back when its own row meets the tool's: ${key}`],
  ]);
});

test("with that mended, on the tracking table's primary key", async () => {
  const workspace = await proved((name, text) => [name, name === disable ? text.replace(' deprecated = true,', '') : text]);
  assert.equal(answersOf(workspace, disable)[0], `no: ${key}`);
  assert.deepEqual(errorsIn(workspace, disable).map(([rule]) => rule), ['tracking-table-write']);
});

test("018's GRANT fails on the role once its suffix is right", async () => {
  const named = '018_create_scanner_config_table.up.sql';
  const workspace = await proved((name, text) => [name === '018_create_scanner_config_table.sql' ? named : name, text]);
  assert.equal(answersOf(workspace, named)[0], 'no: role "redflag_user" does not exist');
  const [role] = errorsIn(workspace, named).filter(([rule]) => rule === 'unknown-role');
  assert.deepEqual(role, ['unknown-role', 'postgresql', '42704', 'This fails: role "redflag_user" does not exist']);
});

test('025 and 026 are proved on all three, and every other but 024 applies', async () => {
  const workspace = await proved();
  for (const file of ['025_add_key_id_and_signed_at.up.sql', '026_add_command_expiry.up.sql']) {
    assert.deepEqual(answersOf(workspace, file), ['yes', 'yes', 'yes'], file);
    assert.deepEqual(workspace.findings(`${folder}/${file}`), [], file);
  }
  const failing = workspace.audits()[0]!.context!.migrations.filter(({ proof }) => proof?.proof.applies.state !== 'yes').map(({ up }) => up!.file.slice(folder.length + 1));
  assert.deepEqual(failing, [disable]);
  assert.deepEqual(workspace.audits()[0]!.findings.filter(({ rule }) => rule === 'down-not-inverse' || rule === 'down-fails'), [], 'every down restores the schema');
});
