import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { restore } from '../../server/src/fixes/restore/restore';
import type { HistoryToProve } from '../../server/src/postgres/chain';
import type { Part } from '../../server/src/postgres/proof';
import { createProver, type Prover } from '../../server/src/postgres/replay';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { parseScript } from '../../server/src/syntax/parse-script';
import { embedded } from './databases';
import { shop, ups } from './shop';

let prover: Prover;
before(async () => {
  await loadGrammar();
  const database = embedded();
  prover = createProver({ open: () => database.open(), idleMs: 60_000 });
});
after(() => prover.close());

const part = (text: string): Part => ({ statements: parseScript(text).statements, mode: 'none' });

/** The SQL that restores all that an up changed, and what is not restored by it. */
async function restored(earlier: string, up: string): Promise<{ sql: string; left: readonly { readonly kind: string }[]; failed: unknown; state: string }> {
  const history: HistoryToProve = { setup: [], external: new Set(), tracking: undefined, migrations: [{ up: part(earlier), down: undefined, record: [] }, { up: part(up), down: undefined, record: [] }] };
  const nothing = await prover.tryDown(history, 1, part(''));
  assert.equal(nothing.applies.reason, undefined);
  const sql = restore(nothing.difference, 'public');
  const proof = await prover.tryDown(history, 1, part(sql));
  return {
    sql, state: proof.reverses.state,
    failed: proof.down.flatMap((outcome, i) => (outcome.result === 'failed' ? [`${parseScript(sql).statements[i]!.text}: ${outcome.failure.message}`] : [])),
    left: proof.difference.map(({ what, kind, name, before: was, after: is }) => ({ what, kind, name, was, is })),
  };
}

describe('what the catalog says restores the schema when the up', () => {
  for (const [title, up] of Object.entries(ups))
    test(title, async () => {
      const { sql, left, failed, state } = await restored(shop, up);
      // What an enum has gained it keeps, and the comment says so.
      if (sql.includes('-- irreversible: value')) assert.deepEqual([failed, left.map(({ kind }) => kind)], [[], ['type']], sql);
      else assert.deepEqual([failed, left, state], [[], [], 'yes'], sql);
    });
});
