import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { inverseOf } from '../../server/src/fixes/create-down';
import { difference } from '../../server/src/postgres/difference';
import { readSnapshot, type Snapshot } from '../../server/src/postgres/snapshot';
import { snapshotQuery } from '../../server/src/postgres/snapshot-query';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { workspaceOf } from '../memory-workspace';
import { shop, ups } from './shop';

let database: PGlite;
before(async () => {
  await loadGrammar();
  database = await PGlite.create();
});
after(() => database.close());

async function snapshot(): Promise<Snapshot> {
  await database.exec("SET search_path = ''");
  const { rows } = await database.query<string[]>(snapshotQuery(180000), [], { rowMode: 'array' });
  await database.exec('RESET search_path');
  return readSnapshot(rows);
}

/** Up, the down that was made for it, and up again; nothing of it stays. */
async function check(earlier: string, up: string): Promise<void> {
  const { workspace } = await workspaceOf({ '001_before.up.sql': earlier, '001_before.down.sql': 'SELECT 1;\n', '002_change.up.sql': up });
  const context = workspace.audits()[0]!.context!.migrations[1]!;
  const down = inverseOf(context);
  await database.exec('BEGIN');
  try {
    await database.exec(earlier);
    const former = await snapshot();
    await database.exec(up);
    await database.exec(down).catch((error: Error) => assert.fail(`${error.message}\n${down}`));
    assert.deepEqual(difference(former, await snapshot()), [], down);
    await database.exec(up);
  } finally {
    await database.exec('ROLLBACK; RESET search_path');
  }
}

describe('the down restores the schema, and the up runs after it, when the up', () => {
  for (const [title, up] of Object.entries(ups)) test(title, () => check(shop, up));
});
