import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { EffectOf } from '../../../server/src/syntax/effects';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { parseScript } from '../../../server/src/syntax/parse-script';

before(loadGrammar);

const cases: [query: string, columns: string[] | undefined][] = [
  ['SELECT a, t.b AS x, "C", count(*), 1, a + 1 FROM t', ['a', 'x', 'C', 'count', '?column?', '?column?']],
  ["SELECT a::int, '1'::int, now()::date, CASE WHEN a THEN 1 END, CASE WHEN a THEN 1 ELSE b END FROM t", ['a', 'int4', 'now', 'case', 'b']],
  ['SELECT (a + 1)::bigint, coalesce(a, b), greatest(a, b), ROW(a, b) FROM t', ['int8', 'coalesce', 'greatest', 'row']],
  ['SELECT (SELECT max(b) FROM u), EXISTS (SELECT 1), ARRAY[1], ARRAY(SELECT 1) FROM t', ['max', 'exists', 'array', 'array']],
  ['SELECT a FROM t UNION SELECT b FROM u', ['a']],
  ['VALUES (1, 2)', ['column1', 'column2']],
  ['SELECT * FROM t', undefined],
  ['SELECT t.* FROM t', undefined],
];

for (const [query, columns] of cases)
  test(`a view's columns: ${query}`, () => {
    const create = parseScript(`CREATE VIEW v AS ${query}`).statements[0]!.effects.find((effect): effect is EffectOf<'create'> => effect.does === 'create');
    assert.ok(create && create.definition.of === 'view');
    assert.deepEqual(create.definition.columns, columns);
  });
