import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { writeDown, type WrittenDown } from '../../server/src/fixes/write-down';
import { createProver, type Prover } from '../../server/src/postgres/replay';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { workspaceOf } from '../memory-workspace';
import { embedded } from './databases';
import { shop } from './shop';

let prover: Prover;
before(async () => {
  await loadGrammar();
  const database = embedded();
  prover = createProver({ open: () => database.open(), idleMs: 60_000 });
});
after(() => prover.close());

async function written(up: string, earlier = shop): Promise<WrittenDown> {
  const { workspace } = await workspaceOf({ '001_before.up.sql': earlier, '001_before.down.sql': 'SELECT 1;\n', '002_change.up.sql': up });
  const { migrations } = workspace.audits()[0]!.context!;
  const history = { setup: [], external: new Set<string>(), creates: { extensions: new Set<string>(), schemas: new Set<string>() }, tracking: undefined, migrations: migrations.map((one) => ({ up: { statements: one.up!.script.statements, mode: 'implicit' as const }, down: undefined, record: [] })) };
  return writeDown(migrations[1]!, ({ script: { statements } }) => prover.tryDown(history, 1, { statements, mode: 'implicit' }));
}

describe('the down that is written', () => {
  test("is the text's inverse where that is exact", async () => {
    const { sql, reverses, left } = await written('ALTER TABLE orders RENAME COLUMN total TO amount;\nALTER TABLE orders ADD COLUMN note text;\n');
    assert.deepEqual([sql, reverses.state, left], ['ALTER TABLE orders DROP COLUMN IF EXISTS note;\nALTER TABLE orders RENAME COLUMN amount TO total;\n', 'yes', []]);
  });

  test('undoes what only PostgreSQL knows that a block has done', async () => {
    const { sql, reverses } = await written("CREATE INDEX placed ON orders (placed);\nDO $$ BEGIN EXECUTE 'CREATE TA' || 'BLE audits (id bigserial PRIMARY KEY)'; EXECUTE format('ALTER TABLE %I ALTER COLUMN total SET NOT NULL', 'orders'); END $$;\n");
    assert.equal(reverses.state, 'yes', sql);
    assert.match(sql, /^-- rows that this may have changed are not restored: DO .*\nDROP INDEX IF EXISTS placed;\nDROP TABLE IF EXISTS audits;\nALTER TABLE orders ALTER COLUMN total DROP NOT NULL;\n$/);
  });

  test('brings back what a block has dropped', async () => {
    const { sql, reverses } = await written("DO $$ BEGIN EXECUTE 'DROP TA' || 'BLE orders CASCADE'; END $$;\n");
    assert.equal(reverses.state, 'yes', sql);
    assert.match(sql, /CREATE TABLE orders \(\n {4}id integer GENERATED ALWAYS AS IDENTITY \(START WITH 100\),\n/);
  });

  test('leaves out what fails, and does that otherwise', async () => {
    // The text believes that the trigger is still there, and would drop it.
    const { sql, reverses } = await written("CREATE TRIGGER audit AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();\nDO $$ BEGIN EXECUTE 'ALTER TRIGGER audit ON orders REN' || 'AME TO audited'; EXECUTE 'ALTER TABLE orders REN' || 'AME TO purchases'; END $$;\n");
    assert.equal(reverses.state, 'yes', sql);
    assert.match(sql, /DROP TRIGGER IF EXISTS audited ON orders;/);
    assert.match(sql, /ALTER TABLE purchases RENAME TO orders;/);
  });

  test('leaves out what fails though nothing is left behind', async () => {
    const { sql, reverses } = await written('CREATE INDEX IF NOT EXISTS parts_n ON ONLY parts (n);\nCREATE INDEX IF NOT EXISTS parts1_n ON parts1 (n);\nALTER INDEX parts_n ATTACH PARTITION parts1_n;\n', 'CREATE TABLE parts (id int, n int) PARTITION BY LIST (id);\nCREATE TABLE parts1 PARTITION OF parts FOR VALUES IN (1);');
    assert.deepEqual([reverses.state, sql], ['yes', 'DROP INDEX IF EXISTS parts_n;\n']);
  });

  test('says what it cannot restore', async () => {
    const { sql, reverses, left } = await written("ALTER TYPE state ADD VALUE 'sent';\n");
    assert.deepEqual([reverses.state, left.map(({ name }) => name)], ['no', ['public.state']]);
    assert.match(sql, /irreversible: value 'sent' of type state cannot be removed/);
  });

  test('asks for what neither the text nor the catalog can say', async () => {
    const { sql, reverses } = await written('DROP OPERATOR <# (int, int);\n', 'CREATE OPERATOR <# (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);');
    assert.deepEqual([reverses.state, sql], ['no', '-- to be filled in: what restores operator public.<# (integer, integer)\n']);
  });

  test('is the inverse of the text where the up itself does not run', async () => {
    const { reverses, sql } = await written('CREATE TABLE made (id int);\nSELECT nothing FROM nowhere;\n');
    assert.deepEqual([reverses, sql], [{ state: 'unproved', reason: 'relation "nowhere" does not exist' }, 'DROP TABLE IF EXISTS made;\n']);
  });
});
