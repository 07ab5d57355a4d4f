import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { flatScope } from '../../../server/src/syntax/flat-scope';
import { loadGrammar, parseStatement } from '../../../server/src/syntax/grammar';
import { queryNames } from '../../../server/src/syntax/query-names';
import { readQuery } from '../../../server/src/syntax/read-query';
import type { Scope } from '../../../server/src/syntax/scope';

before(loadGrammar);

function namesOf(text: string) {
  const parsed = parseStatement(text);
  assert.ok(parsed.ok, text);
  return queryNames(parsed.kind, parsed.tree);
}

/** Every name with its place, whatever its scope. */
function places({ sources, columns, inner }: Scope): string[] {
  return [
    ...sources.flatMap((s) => (s.from === 'table' ? [`${s.use} ${s.table.schema ?? ''}.${s.table.name} ${s.alias ?? ''} ${s.range.start}`] : [])),
    ...columns.map((c) => `${c.role} ${c.qualifier ?? ''}.${c.name} ${c.range.start}-${c.range.end}`),
    ...inner.flatMap(places),
  ].sort();
}

const flat = [
  "UPDATE agents SET status = 'x', \"Deprecated\" = true WHERE agents.kind = 'é😀' AND seen < now()",
  'UPDATE s.a AS x SET b = x.c + d',
  'DELETE FROM a WHERE b IS NULL AND a.c > 1',
  'INSERT INTO a (b, c) SELECT d, e.f FROM e WHERE g = 1',
  "INSERT INTO a (b) VALUES ('x')",
  'SELECT a, t.b AS c, count(*) FROM t GROUP BY a, c ORDER BY c',
  'SELECT x.a, y.b FROM s.t x JOIN u AS y ON x.id = y.id WHERE ctid IS NOT NULL',
];

for (const text of flat)
  test(`without pgsql-ast-parser as with it: ${text}`, () => {
    const names = namesOf(text);
    assert.equal(names.flat, true);
    assert.deepEqual(places(flatScope(text, names)), places(readQuery(text)!));
  });

for (const text of ['SELECT (SELECT 1)', 'SELECT a FROM (SELECT 1 AS a) x', 'WITH x AS (SELECT 1) SELECT * FROM x', 'SELECT 1 UNION SELECT 2', 'SELECT * FROM generate_series(1, 2) n', 'INSERT INTO a (b) VALUES (1) ON CONFLICT (b) DO UPDATE SET b = excluded.b', 'INSERT INTO a (b) VALUES (1) RETURNING b'])
  test(`is more than flat: ${text}`, () => assert.equal(namesOf(text).flat, false));
