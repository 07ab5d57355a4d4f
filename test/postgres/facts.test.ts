import { test } from 'node:test';
import assert from 'node:assert/strict';
import { PGlite } from '@electric-sql/pglite';
import { contrib } from '../../scripts/oracle/contrib';
import { builtinRoutines, builtinTypes } from '../../server/src/schema/builtin';
import { extensions } from '../../server/src/schema/extensions';

const names = async (database: PGlite, query: string) => (await database.query<{ name: string }>(query)).rows.map((row) => row.name);

test('the built-in types and routines are those of the catalog', async () => {
  const database = await PGlite.create();
  const types = await names(database, `SELECT typname AS name FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typrelid = 0 AND typname NOT LIKE '\\_%'`);
  assert.deepEqual(types.filter((name) => !builtinTypes.has(name)), []);
  const routines = await names(database, `SELECT DISTINCT proname AS name FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname NOT LIKE 'pg\\_%'`);
  assert.deepEqual(routines.filter((name) => !builtinRoutines.has(name)), []);
  assert.deepEqual([...builtinRoutines].filter((name) => !routines.includes(name)), []);
  await database.close();
});

test('the contrib extensions bring what the table of facts says', async () => {
  const database = await PGlite.create({ extensions: contrib() });
  const available = (await names(database, 'SELECT name FROM pg_available_extensions')).filter((name) => name !== 'plpgsql').sort();
  assert.deepEqual(Object.keys(extensions).filter((name) => !extensions[name]!.open && name !== 'plpgsql').sort(), available);
  const member = (catalog: string, column: string, name: string) =>
    `SELECT DISTINCT ${column} AS name FROM ${catalog} o JOIN pg_depend d ON d.classid = '${catalog}'::regclass AND d.objid = o.oid AND d.deptype = 'e' JOIN pg_extension x ON x.oid = d.refobjid WHERE x.extname = '${name}'`;
  for (const name of available) {
    await database.exec(`BEGIN; CREATE EXTENSION "${name}" CASCADE`);
    const facts = extensions[name]!;
    assert.deepEqual((await names(database, member('pg_type', 'typname', name))).filter((type) => !type.startsWith('_') && !facts.types?.has(type) && !facts.relations?.has(type)), [], `types of ${name}`);
    assert.deepEqual((await names(database, member('pg_proc', 'proname', name))).filter((routine) => !facts.routines?.has(routine)), [], `routines of ${name}`);
    assert.deepEqual((await names(database, member('pg_class', 'relname', name))).filter((relation) => !facts.relations?.has(relation)), [], `relations of ${name}`);
    await database.exec('ROLLBACK');
  }
  await database.close();
});
