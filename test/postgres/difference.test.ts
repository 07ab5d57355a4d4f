import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference } from '../../server/src/postgres/difference';
import { keyOf, withoutTable, type SchemaObject, type Snapshot } from '../../server/src/postgres/snapshot';

function snapshot(...objects: readonly (readonly [kind: string, parent: string | undefined, name: string, is?: SchemaObject['is']])[]): Snapshot {
  return new Map(objects.map(([kind, parent, name, is = {}]) => [keyOf(kind, 'public', parent, name), { kind, schema: 'public', parent, name, oid: 0, position: 0, is }]));
}
const told = (before: Snapshot, after: Snapshot) => difference(before, after).map(({ what, kind, name }) => `${what}: ${kind} ${name}`);

test('the parts of a table that is itself left over or lost are not told', () => {
  const table = snapshot(['table', undefined, 'a'], ['column', 'a', 'id'], ['constraint', 'a', 'a_pkey'], ['sequence', undefined, 'a_id_seq', { 'owned by': 'public.a.id' }]);
  assert.deepEqual(told(snapshot(), table), ['left over: table public.a']);
  assert.deepEqual(told(table, snapshot()), ['lost: table public.a']);
  assert.deepEqual(told(snapshot(['table', undefined, 'a']), table), ['left over: column public.a.id', 'left over: constraint public.a.a_pkey', 'left over: sequence public.a_id_seq']);
});

test('only the traits that differ are told', () => {
  const [changed] = difference(snapshot(['column', 'a', 'n', { type: 'integer', 'not null': 'true' }]), snapshot(['column', 'a', 'n', { type: 'bigint', 'not null': 'true', default: '0' }]));
  assert.deepEqual([changed!.what, changed!.before, changed!.after], ['changed', { type: 'integer' }, { type: 'bigint', default: '0' }]);
});

test("the layout of a routine's body makes no difference, its words do", () => {
  const body = (text: string) => snapshot(['function', undefined, 'f()', { definition: text }]);
  assert.deepEqual(told(body('begin\n  return f (a,b);\nend'), body('begin return f(a, b); end')), []);
  assert.deepEqual(told(body('begin return 1; end'), body('begin return 2; end')), ['changed: function public.f()']);
});

test('the time at which a view was made makes no difference, a time that it names does', () => {
  const view = (time: string) => snapshot(['view', undefined, 'v', { query: `SELECT '${time}'::timestamp without time zone AS t;` }]);
  assert.deepEqual(told(view('2026-01-01 10:00:00.123456'), view('2026-01-01 10:00:01.5')), []);
  assert.deepEqual(told(view('2026-01-01 10:00:00'), view('2026-01-01 10:00:01')), ['changed: view public.v']);
});

test("the order of a view's columns makes no difference, as that of its table's does not", () => {
  const view = (query: string) => snapshot(['view', undefined, 'v', { query }]);
  assert.deepEqual(told(view(' SELECT id,\n    t.a AS "B",\n    c\n   FROM public.t;'), view(' SELECT t.a AS "B",\n    c,\n    id\n   FROM public.t;')), []);
  assert.deepEqual(told(view(' SELECT id,\n    a\n   FROM public.t;'), view(' SELECT id\n   FROM public.t;')), ['changed: view public.v']);
  assert.deepEqual(told(view(' SELECT a,\n    b\n   FROM ( SELECT c\n           FROM t) x;'), view(' SELECT a,\n    c\n   FROM ( SELECT b\n           FROM t) x;')), ['changed: view public.v']);
});

test("what a view's columns are is told with its query alone", () => {
  const view = (query: string, ...columns: string[]) => snapshot(['view', undefined, 'v', { query }], ...columns.map((name) => ['column', 'v', name, { type: name === 'a' ? query : 'text' }] as const));
  assert.deepEqual(told(view('1', 'a'), view('2', 'a', 'b')), ['changed: view public.v']);
});

test("the tool's own table is left out with all that hangs on it", () => {
  const all = snapshot(['table', undefined, 'log'], ['column', 'log', 'id'], ['sequence', undefined, 'log_id_seq', { 'owned by': 'public.log.id' }], ['table', undefined, 'a']);
  assert.deepEqual([...withoutTable(all, { table: 'log' }).values()].map(({ name }) => name), ['a']);
  assert.equal(withoutTable(all, { schema: 'other', table: 'log' }).size, 4);
});
