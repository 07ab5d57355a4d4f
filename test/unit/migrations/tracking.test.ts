import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { conventions } from '../../../server/src/migrations/conventions';
import type { Migration } from '../../../server/src/migrations/migration';

const migration: Migration = {
  version: '20240101000000',
  name: "it's_a",
  up: { file: "/w/migrations/20240101000000_it's_a.sql", range: { start: 0, end: 0 } },
  down: undefined,
  transaction: { mode: 'wrapped', because: '' },
};

test('each tracking table can be made and written', { timeout: 60_000 }, async () => {
  const database = await PGlite.create();
  for (const { id, tracking } of conventions) {
    await database.exec('BEGIN');
    await database.exec(tracking.create);
    const { table, schema = 'public' } = tracking;
    // 14 digits are refinery's mistake, not ours.
    const short = id === 'tern' || id === 'refinery' ? { ...migration, version: '001', name: 'a' } : migration;
    for (const statement of tracking.record(short)) await database.exec(statement);
    const { rows } = await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM "${schema}"."${table}"`);
    assert.equal(rows[0]!.n, 1, id);
    await database.exec('ROLLBACK');
  }
  await database.close();
});
