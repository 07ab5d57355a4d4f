import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { EffectOf } from '../../../server/src/syntax/effects';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { parseScript } from '../../../server/src/syntax/parse-script';

before(loadGrammar);

function insert(text: string) {
  return parseScript(text).statements[0]!.effects.find((effect): effect is EffectOf<'insert'> => effect.does === 'insert')?.insert;
}

test('the rows of an INSERT, as they are written, without casts', () => {
  const text = "INSERT INTO S.\"T\" (A, \"B\") VALUES (1, 'it''s'), (-2.5, E'\\n'::text), (NULL, CAST('x' AS varchar(3))), (TRUE, DATE '2020-01-01')";
  assert.deepEqual(insert(text), {
    table: { schema: 's', name: 'T', range: { start: 14, end: 17 } },
    columns: ['a', 'B'],
    rows: [['1', "'it''s'"], ['-2.5', "E'\\n'"], ['NULL', "'x'"], ['TRUE', "'2020-01-01'"]],
    onConflict: false,
  });
});

test('null stands for what is no literal', () => {
  assert.deepEqual(insert("INSERT INTO t VALUES (now(), DEFAULT, (SELECT 1), 1 + 1, nextval('s'), $1, 'a' || 'b', ARRAY[1, 2])")?.rows, [Array(8).fill(null)]);
});

test('no rows where they are not VALUES', () => {
  for (const text of ['INSERT INTO t SELECT 1', 'INSERT INTO t DEFAULT VALUES', "INSERT INTO t (a) SELECT 'values (1)' FROM (VALUES (1)) v"]) {
    assert.ok(insert(text), text);
    assert.equal(insert(text)?.rows, undefined, text);
  }
});

test('behind WITH, and with any ON CONFLICT', () => {
  const read = insert('WITH x AS (SELECT 1) INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = excluded.a');
  assert.deepEqual([read?.table.name, read?.rows, read?.onConflict], ['t', [['1']], true]);
});
