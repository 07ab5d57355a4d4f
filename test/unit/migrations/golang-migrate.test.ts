import assert from 'node:assert/strict';
import { test } from 'node:test';
import { golangMigrate } from '../../../server/src/migrations/conventions/golang-migrate';
import { migrationsOf, viewOf } from './memory-folder';

const base = (file: string | undefined): string | undefined => file?.slice(file.lastIndexOf('/') + 1);
const strays = (names: string[]) => golangMigrate.list(migrationsOf(names)).strays.map((stray) => ({ ...stray, file: base(stray.file) }));

test('orders by number, pairs by version and name', () => {
  const { migrations } = golangMigrate.list(migrationsOf(['10_b.up.sql', '9_a.up.sql', '9_a.down.sql', '010_other.down.sql', '11_2.1.0_dots.up.sql']));
  assert.deepEqual(
    migrations.map((migration) => [migration.version, migration.name, base(migration.up?.file), base(migration.down?.file)]),
    [
      ['9', 'a', '9_a.up.sql', '9_a.down.sql'],
      ['10', 'b', '10_b.up.sql', '010_other.down.sql'],
      ['11', '2.1.0_dots', '11_2.1.0_dots.up.sql', undefined],
    ],
  );
});

test('two ups of one version are two migrations, each with its own down', () => {
  const { migrations } = golangMigrate.list(migrationsOf(['1_a.up.sql', '1_b.up.sql', '1_b.down.sql', '001_c.down.sql']));
  assert.deepEqual(migrations.map((migration) => [base(migration.up?.file), base(migration.down?.file)]), [
    ['1_a.up.sql', '001_c.down.sql'],
    ['1_b.up.sql', '1_b.down.sql'],
  ]);
  assert.equal(golangMigrate.versionKey('1'), golangMigrate.versionKey('001'));
});

test('a section is the whole file', () => {
  const { migrations } = golangMigrate.list(migrationsOf(['1_a.up.sql', '1_a.down.sql'], 'SELECT 1;'));
  assert.deepEqual(migrations[0]!.up, { file: '/w/migrations/1_a.up.sql', range: { start: 0, end: 9 } });
  assert.equal(migrations[0]!.transaction.mode, 'implicit');
});

test('misspelt names never run, and the right one is known', () => {
  const cases: [string, string[]][] = [
    ['018_scanner.sql', ['018_scanner.up.sql']],
    ['1-x.up.sql', ['1_x.up.sql']],
    ['V1__x.up.sql', ['1_x.up.sql']],
    ['1_x.UP.sql', ['1_x.up.sql']],
    ['1_x_down.sql', ['1_x.down.sql']],
    ['1_x.upp.sql', ['1_x.up.sql']],
    ['1_x.rollback.sql', ['1_x.down.sql']],
    ['create_users.up.sql', ['008_create_users.up.sql']],
    ['023a_x.up.sql', []],
  ];
  for (const [name, better] of cases) {
    const [stray] = strays(['007_y.up.sql', name]);
    assert.deepEqual({ name: stray!.file, fate: stray!.fate, better: stray!.better }, { name, fate: 'ignored', better });
    assert.equal(stray!.why, 'never runs: golang-migrate takes only files named NNN_name.up.sql or NNN_name.down.sql');
  }
});

test('a name that is taken is not offered', () => {
  // Under its number the tool would stop.
  assert.deepEqual(strays(['1_x.up.sql', '2_y.up.sql', '1_z.sql'])[0]!.better, ['3_z.up.sql']);
  assert.deepEqual(strays(['1_x.up.sql', '1_x.sql'])[0]!.better, ['1_x.down.sql']);
  assert.deepEqual(strays(['1_x.up.sql', '1_x.down.sql', '1_x.sql'])[0]!.better, []);
});

test('copies run: beside the original they stop the tool, alone they are the migration', () => {
  assert.deepEqual(strays(['1_x.up.sql', '1_x.up.sql.bak', '2_y.up.sql.orig']), [
    { file: '1_x.up.sql.bak', fate: 'runs', why: 'stops golang-migrate, which takes it for a second up of version 1 beside 1_x.up.sql', better: [], version: '1' },
    { file: '2_y.up.sql.orig', fate: 'runs', why: 'runs as the up of version 2: golang-migrate takes any extension', better: ['2_y.up.sql'], version: '2' },
  ]);
});

test('what was never meant to be a migration is left in peace', () => {
  for (const name of ['README.md', 'seed.sql', 'seeds_dev.sql', 'schema.sql', 'structure.sql', '.hidden.sql', 'embed.go', 'V.sql'])
    assert.deepEqual(strays(['1_x.up.sql', name]).map((stray) => stray.fate), ['other'], name);
});

test('a new pair has the next number in the width of the newest, or the time in UTC', () => {
  const at = (names: string[]) => {
    const folder = migrationsOf(names);
    return golangMigrate.nextVersion(folder, golangMigrate.list(folder), () => new Date('2026-02-03T04:05:06.789Z'));
  };
  assert.equal(at([]), '20260203040506');
  assert.equal(at(['000009_a.up.sql', '000010_b.up.sql']), '000011');
  assert.equal(at(['9_a.up.sql', '10_b.up.sql']), '11');
  assert.equal(at(['001_a.up.sql', '999_b.up.sql']), '1000');
  assert.equal(at(['20240101000000_a.up.sql']), '20260203040506');
  assert.equal(at(['1706702400_a.up.sql']), '1770091506');
  assert.equal(at(['20991231235959_a.up.sql']), '21000101000000', 'greater than the newest, and a time');
});

test('creates what migrate create creates: two empty files, the name as typed', () => {
  const folder = migrationsOf(['000001_a.up.sql', '000001_a.down.sql']);
  assert.deepEqual(golangMigrate.create('add users Table', '000002', folder, golangMigrate.list(folder)), {
    files: [
      { file: '000002_add users Table.up.sql', text: '', direction: 'up' },
      { file: '000002_add users Table.down.sql', text: '', direction: 'down' },
    ],
    caret: 0,
  });
  assert.equal(golangMigrate.refuseName!('a/b'), 'A file name cannot hold /');
  assert.equal(golangMigrate.refuseName!(' '), 'A name needs a letter or a digit');
  assert.equal(golangMigrate.refuseName!('add_users'), undefined);
});

test('a folder without downs gets none', () => {
  const folder = migrationsOf(['001_a.up.sql', '002_b.up.sql']);
  assert.deepEqual(golangMigrate.create('c', '003', folder, golangMigrate.list(folder)).files.map((file) => file.file), ['003_c.up.sql']);
});

test('renames both files of a pair, and names the missing one', () => {
  const folder = migrationsOf(['009_a.up.sql', '009_a.down.sql', '010_b.up.sql']);
  const [first, second] = golangMigrate.list(folder).migrations;
  assert.deepEqual([...golangMigrate.renamed(first!, { version: '011' }, folder)], [['009_a.up.sql', '011_a.up.sql'], ['009_a.down.sql', '011_a.down.sql']]);
  assert.equal(golangMigrate.partnerFile(second!, 'down', folder), '010_b.down.sql');
  assert.equal(golangMigrate.partnerFile(first!, 'down', folder), '009_a.down.sql');
});

test('x-multi-statement makes each statement travel alone', () => {
  const folder = viewOf({ Makefile: 'up:\n\tmigrate -path migrations -database "postgres://db?x-multi-statement=true" up\n', 'migrations/1_a.up.sql': 'SELECT 1;' });
  assert.equal(golangMigrate.list(folder).migrations[0]!.transaction.mode, 'none');
});
