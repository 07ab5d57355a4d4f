import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restore } from '../../../server/src/fixes/restore/restore';
import { plainly } from '../../../server/src/fixes/restore/spelling';
import { difference } from '../../../server/src/postgres/difference';
import { keyOf, type SchemaObject, type Snapshot } from '../../../server/src/postgres/snapshot';

type Given = readonly [kind: string, name: string, is: SchemaObject['is'], at?: { readonly parent?: string; readonly schema?: string; readonly oid?: number; readonly position?: number }];

function snapshot(...objects: readonly Given[]): Snapshot {
  return new Map(objects.map(([kind, name, is, { parent, schema = 'public', oid = 0, position = 0 } = {}]) => [keyOf(kind, schema, parent, name), { kind, schema, parent, name, oid, position, is }]));
}
const back = (before: readonly Given[], after: readonly Given[], home: string | undefined = 'public') => restore(difference(snapshot(...before), snapshot(...after)), home);
const table: Given = ['table', 'a', {}];

test('a schema is left out where it goes without saying', () => {
  assert.equal(plainly('SELECT a.public, public.f(public."B".c), other.public.d, \'public.e\' FROM public.a', 'public'), 'SELECT a.public, f("B".c), other.public.d, \'public.e\' FROM a');
  assert.equal(plainly('SELECT x FROM public.a', 'other'), 'SELECT x FROM public.a');
  assert.equal(plainly('SELECT x FROM public.a', undefined), 'SELECT x FROM public.a');
});

test('nothing is to be done where nothing differs', () => assert.equal(back([table], [table]), ''));

test('one statement a table and kind of change', () => {
  const column = (name: string, is: SchemaObject['is'], position: number): Given => ['column', name, is, { parent: 'a', position }];
  const before = [table, column('n', { type: 'integer', 'not null': 'true' }, 1), column('t', { type: 'text', default: "'x'::text" }, 2)];
  assert.equal(
    back(before, [table, column('n', { type: 'bigint' }, 1), column('t', { type: 'text' }, 2), column('more', { type: 'text' }, 3), column('most', { type: 'text' }, 4)]),
    "ALTER TABLE a\n    DROP COLUMN IF EXISTS most,\n    DROP COLUMN IF EXISTS more;\nALTER TABLE a ALTER COLUMN n TYPE integer;\nALTER TABLE a\n    ALTER COLUMN n SET NOT NULL,\n    ALTER COLUMN t SET DEFAULT 'x'::text;\n",
  );
});

test('what the same object was called it is called again', () => {
  const named = (name: string, column: string): Given[] => [['table', name, {}, { oid: 7 }], ['column', column, { type: 'text' }, { parent: name, oid: 7, position: 1 }], ['index', 'i', { definition: `CREATE INDEX i ON public.${name} USING btree (${column})` }, { parent: name, oid: 8 }]];
  assert.equal(back(named('a', 'n'), named('b', 'm')), 'ALTER TABLE b RENAME TO a;\nALTER TABLE a RENAME COLUMN m TO n;\n');
});

test('values of an enum are renamed, but not taken away', () => {
  const type = (values: string): Given => ['type', 't', { form: 'enum', values }];
  assert.equal(back([type("'a', 'b'")], [type("'a', 'c'")]), "ALTER TYPE t RENAME VALUE 'c' TO 'b';\n");
  assert.equal(back([type("'a', 'b'")], [type("'a', 'b', 'c'")]), "-- irreversible: value 'c' of type t cannot be removed\n");
});

test('privileges are taken and given by name', () => {
  const granted = (privileges: string | undefined): Given => ['table', 'a', privileges === undefined ? {} : { privileges }];
  assert.equal(back([granted('me=arwd/me "The Reader"=r*w/me')], [granted('me=arwd/me =r/me')]), 'REVOKE ALL ON TABLE a FROM PUBLIC;\nGRANT UPDATE ON TABLE a TO "The Reader";\nGRANT SELECT ON TABLE a TO "The Reader" WITH GRANT OPTION;\n');
  const run = (privileges: string | undefined): Given => ['function', 'f()', { definition: 'CREATE FUNCTION f', ...(privileges === undefined ? {} : { privileges }) }];
  assert.equal(back([run(undefined)], [run('me=X/me')]), 'GRANT EXECUTE ON FUNCTION f() TO PUBLIC;\n');
});

test('what nobody can say from the catalog is left to be filled in', () => {
  assert.equal(back([['aggregate', 'total(integer)', { definition: 'sfunc x' }]], []), '-- to be filled in: the aggregate total(integer) as it was\n');
});

test('names keep their schema where none is home', () => {
  assert.equal(restore(difference(snapshot(), snapshot(table, ['table', 'Order', {}, { schema: 's' }])), undefined), 'DROP TABLE IF EXISTS s."Order";\nDROP TABLE IF EXISTS public.a;\n');
});
