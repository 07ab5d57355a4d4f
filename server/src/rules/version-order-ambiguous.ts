import { nameIn, renameFiles } from '../fixes/file-changes';
import type { MigrationFolder } from '../migrations/convention';
import { baseName } from '../migrations/folder-view';
import type { Migration } from '../migrations/migration';
import { sqlcReads } from '../migrations/sqlc';
import { canonicalNumber, compareNumbers, compareText, styleOf } from '../migrations/versions';
import type { Fix, Rule } from './rule';

const table = (name: string) => `CREATE TABLE IF NOT EXISTS ${name} (id int PRIMARY KEY);\n`;
const dbmate = (name: string) => `-- migrate:up\n${table(name)}\n-- migrate:down\nDROP TABLE IF EXISTS ${name};\n`;
const goMod = { 'go.mod': 'require github.com/golang-migrate/migrate/v4 v4.19.1\n' };

export const versionOrderAmbiguous: Rule = {
  id: 'version-order-ambiguous',
  title: 'As text, the numbers are in another order',
  severity: 'warning',
  why: 'Some tools, and some programs that only read the folder, sort file names as text: `10` comes before `9`. A table is then used before it is made, and the next number no longer runs last.',
  instead: 'Write the numbers with leading zeros from the start.',
  examples: [
    {
      title: 'dbmate sorts names as text',
      files: { '8_a.sql': dbmate('a'), '9_b.sql': dbmate('b'), '10_c.sql': dbmate('c') },
      finds: ['10_c.sql: '],
    },
    {
      title: 'golang-migrate sorts numbers, sqlc text',
      files: {
        ...goMod, 'sqlc.yaml': 'version: "2"\nsql:\n  - engine: postgresql\n    queries: queries\n    schema: migrations\n',
        '8_a.up.sql': table('a'), '9_b.up.sql': table('b'), '10_c.up.sql': table('c'),
      },
      finds: ['10_c.up.sql: '],
      fixed: { '8_a.up.sql': null, '9_b.up.sql': null, '08_a.up.sql': table('a'), '09_b.up.sql': table('b') },
    },
    { title: 'golang-migrate alone', files: { ...goMod, '8_a.up.sql': table('a'), '9_b.up.sql': table('b'), '10_c.up.sql': table('c') }, finds: [] },
    { title: 'Leading zeros', files: { '08_a.sql': dbmate('a'), '09_b.sql': dbmate('b'), '10_c.sql': dbmate('c') }, finds: [] },
  ],
  checkFolder({ folder }, report) {
    const counted = folder.migrations.filter(({ up, version }) => up !== undefined && /^\d+$/.test(version) && styleOf(version).kind === 'sequence' && version.length < timeDigits);
    const text = folder.convention.order === 'text';
    if (!text && !sqlcReads(folder.view)) return;
    const order = text ? counted : [...counted].sort((a, b) => compareText(baseName(a.up!.file), baseName(b.up!.file)));
    const padding = padded(folder, counted);
    for (const { migration, place, other } of outOfTurn(order))
      report({
        message: text
          ? `${nameIn(folder, migration.up!.file)} runs ${place} ${nameIn(folder, other.up!.file)}: ${folder.convention.id === 'custom' ? "this folder's runner" : folder.convention.title} sorts names as text`
          : `sqlc reads ${nameIn(folder, migration.up!.file)} ${place} ${nameIn(folder, other.up!.file)}: it sorts names as text`,
        file: migration.up!.file, range: { start: 0, end: 0 }, fixes: padding,
      });
  },
};

/** From this many digits on a number is a time, or part of one. */
const timeDigits = 8;

interface OutOfTurn {
  readonly migration: Migration;
  readonly place: 'before' | 'after';
  readonly other: Migration;
}

/** The fewest migrations without which the numbers of the others rise, each with one that it is on the wrong side of. */
function outOfTurn(order: readonly Migration[]): OutOfTurn[] {
  const rising = longestRising(order);
  return order.flatMap((migration, i): OutOfTurn[] => {
    if (rising.has(migration)) return [];
    const before = order.find((other, j) => j > i && rising.has(other) && compareNumbers(other.version, migration.version) < 0);
    if (before) return [{ migration, place: 'before', other: before }];
    const after = order.findLast((other, j) => j < i && rising.has(other) && compareNumbers(other.version, migration.version) > 0);
    return after ? [{ migration, place: 'after', other: after }] : [];
  });
}

function longestRising(order: readonly Migration[]): ReadonlySet<Migration> {
  /** The last index of a rising run of each length, with the least number. */
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  order.forEach(({ version }, i) => {
    let length = 0;
    while (length < ends.length && compareNumbers(order[ends[length]!]!.version, version) <= 0) length++;
    previous[i] = ends[length - 1];
    ends[length] = i;
  });
  const rising = new Set<Migration>();
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) rising.add(order[at]!);
  return rising;
}

/** Leading zeros for all, where the tool takes 09 for what it knows as 9. */
function padded({ convention, view, path }: MigrationFolder, migrations: readonly Migration[]): Fix[] {
  const { versionKey, past, renamed } = convention;
  const width = Math.max(...migrations.map(({ version }) => canonicalNumber(version).length));
  if (past.knownBy === 'name' || past.edited !== undefined || versionKey('01') !== versionKey('1')) return [];
  const names = migrations.flatMap((migration) => [...renamed(migration, { version: canonicalNumber(migration.version).padStart(width, '0') }, view)]);
  return [{ title: `Write all numbers with ${width} digits`, safety: 'suggestion', changes: () => renameFiles({ view, path }, new Map(names)) }];
}
