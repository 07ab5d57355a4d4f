import assert from 'node:assert/strict';
import { test } from 'node:test';
import { custom } from '../../../server/src/migrations/conventions/custom';
import { detectFolder } from '../../../server/src/migrations/detect';
import { openFolder } from '../../../server/src/migrations/open-folder';
import { fixtureFolders, migrationsOf, viewOf } from './memory-folder';

const base = (file: string | undefined): string | undefined => file?.slice(file.lastIndexOf('/') + 1);

test('redflag: a runner of its own, 009 and 012 twice, 023a in its place, the file without .up never run', () => {
  const [view, ...others] = fixtureFolders('redflag');
  assert.deepEqual(others, []);
  const folder = openFolder(view!)!;
  assert.equal(folder.convention.id, 'custom');
  assert.equal(folder.leftAlone, undefined);
  assert.deepEqual(folder.evidence, ['version 009 is there twice, which the tools with such names refuse', 'version 023a has a letter, which the tools with such names skip']);
  assert.deepEqual(folder.strays.map((stray) => [base(stray.file), stray.fate, stray.why, stray.better, stray.version]), [
    ['018_create_scanner_config_table.sql', 'ignored', "never runs: this folder's runner takes only files named NNN_name.up.sql", ['018_create_scanner_config_table.up.sql'], '018'],
  ]);
  const versions = folder.migrations.map((migration) => migration.version);
  assert.deepEqual(versions.filter((version, i) => versions.indexOf(version) !== i), ['009', '012']);
  assert.deepEqual(versions.slice(-5), ['023', '023a', '024', '025', '026']);
  assert.equal(folder.migrations.filter((migration) => migration.up && !migration.down).length, 16);
  assert.deepEqual(custom.tracking.record(folder.migrations[0]!), ["INSERT INTO schema_migrations (version) VALUES ('001_initial_schema.up.sql')"]);
  assert.equal(custom.nextVersion(view!, folder, () => new Date()), '027');
  assert.deepEqual(custom.create('add x', '027', view!, folder).files.map((file) => file.file), ['027_add_x.up.sql', '027_add_x.down.sql']);
});

test('sorted as text where the runner is seen to do so, else as whoever writes 9 and 10 means it', () => {
  const files = Object.fromEntries(['9_a.up.sql', '10_b.up.sql', 'no_number.up.sql', '10_b.down.sql'].map((name) => [`migrations/${name}`, 'SELECT 1;']));
  const order = (more: Record<string, string>) => custom.list(viewOf({ ...files, ...more })).migrations.map((migration) => base(migration.up?.file));
  assert.deepEqual(order({}), ['9_a.up.sql', '10_b.up.sql', 'no_number.up.sql']);
  const runner = 'package migrations\nfunc run() { if strings.HasSuffix(name, ".up.sql") { names = append(names, name) }; sort.Strings(names) }\n';
  assert.deepEqual(order({ 'migrations/run.go': runner }), ['10_b.up.sql', '9_a.up.sql', 'no_number.up.sql']);
  assert.deepEqual(custom.list(viewOf(files)).migrations.map((migration) => [migration.version, migration.name]), [['9', 'a'], ['10', 'b'], ['', 'no_number']]);
});

test('a runner that is seen to record a file in the transaction in which it runs it leaves no half', () => {
  const files = Object.fromEntries(['001_a.up.sql', '001_b.up.sql'].map((name) => [`db/migrations/${name}`, 'SELECT 1;']));
  const mode = (more: Record<string, string>) => custom.list(viewOf({ ...files, ...more }, 'db/migrations')).migrations[0]!.transaction;
  const go = (record: string) => ({ 'db/migrator.go': `package db\n// migrations\nfunc (m *migrator) run(migration file) error {\n\ttx, err := m.db.Begin()\n\t_, err = tx.Exec(migration.Statements)\n\t_, err = ${record}.Exec("INSERT INTO migrations_history (version) VALUES ($1)", migration.Version)\n\treturn tx.Commit()\n}\n` });
  assert.equal(mode({}).assumed, true);
  assert.equal(mode(go('m.db')).assumed, true);
  assert.deepEqual(mode(go('tx')), { mode: 'wrapped', because: 'migrator.go runs each file and records it in one transaction' });
  const js = "// migrations\nawait client.query('BEGIN');\nawait client.query(sql);\nawait client.query('INSERT INTO schema_migrations (version) VALUES ($1)', [file]);\nawait client.query('COMMIT');\n";
  assert.equal(mode({ 'db/migrate.js': js }).assumed, undefined);
});

test("maragu.dev/migrate: its pattern's dots stand for any character, and other names are passed over", () => {
  const files = Object.fromEntries(['01_a.up.sql', '01_a.down.sql', '02_b_up.sql', '02_b_down.sql', '03 c.up.sql', '10_d.up.sql', '9_e.up.sql'].map((name) => [`migrations/${name}`, 'SELECT 1;']));
  const { migrations, strays } = custom.list(viewOf({ ...files, 'go.mod': 'module x\n\nrequire maragu.dev/migrate v0.6.0\n' }));
  assert.deepEqual(migrations.map(({ up, down }) => [base(up?.file), base(down?.file)]), [['01_a.up.sql', '01_a.down.sql'], ['02_b_up.sql', '02_b_down.sql'], ['10_d.up.sql', undefined], ['9_e.up.sql', undefined]]);
  assert.deepEqual(strays.map(({ file, fate }) => [base(file), fate]), [['03 c.up.sql', 'ignored']]);
});

test('plain numbered files: no downs but those that are called so', () => {
  const view = migrationsOf(['001_a.sql', '002_b.sql', '002_b.down.sql', 'seed.sql']);
  assert.equal(detectFolder(view)?.convention.id, 'custom');
  const { migrations, strays } = custom.list(view);
  assert.deepEqual(migrations.map((migration) => [base(migration.up?.file), base(migration.down?.file)]), [['001_a.sql', undefined], ['002_b.sql', '002_b.down.sql']]);
  assert.deepEqual(strays.map((stray) => stray.fate), ['other']);
  assert.equal(custom.wantsDown!(migrations[0]!), false);
});

test('versions of parts are compared part by part, and the next one has the last part raised', () => {
  const plain = migrationsOf(['1.0.0.sql', '1.9.0_x.sql', '1.10.0.sql', '1.1.0.sql']);
  assert.deepEqual(custom.list(plain).migrations.map(({ version, name }) => [version, name]), [['1.0.0', ''], ['1.1.0', ''], ['1.9.0', 'x'], ['1.10.0', '']]);
  assert.equal(custom.nextVersion(plain, custom.list(plain), () => new Date()), '1.10.1');
  const pairs = migrationsOf(['0.59.up.sql', '0.59.down.sql', '0.60.up.sql', '0.60.down.sql']);
  assert.equal(openFolder(pairs)!.convention.id, 'custom');
  assert.deepEqual(openFolder(pairs)!.migrations.map(({ version, down }) => [version, base(down?.file)]), [['0.59', '0.59.down.sql'], ['0.60', '0.60.down.sql']]);
});

test('a direction that is a program counts, and what it did is unknown', () => {
  const { migrations } = custom.list(migrationsOf(['1_a.up.go', '1_a.down.sql', '2_b.up.sql', '2_b.down.go', '3_c.up.sql', '3_c.down.sql', '4_d.down.go', '4_d.up.go']));
  assert.deepEqual(migrations.map(({ version, up, down, program, afterProgram }) => [version, up !== undefined, down !== undefined, program, afterProgram]), [
    ['1', false, true, '1_a.up.go', '1_a.up.go'],
    ['2', true, false, '2_b.down.go', undefined],
    ['3', true, true, undefined, undefined],
  ]);
});
