import { nameIn, renumber } from '../fixes/file-changes';
import type { MigrationFolder } from '../migrations/convention';
import type { Migration } from '../migrations/migration';
import type { Clock, Fix, Rule } from './rule';

interface Numbered {
  readonly version: string;
  readonly file: string;
  readonly direction: 'up' | 'down';
  readonly migration: Migration | undefined;
}

export const duplicateVersion: Rule = {
  id: 'duplicate-version',
  title: 'Two migrations have one version',
  severity: 'error',
  why: 'Two branches took the next free number. Some tools refuse to start, some run only one of the two, and where both run their order hangs on the rest of the name.',
  instead: 'Give the younger one the next free version.',
  breaksReplay: true,
  examples: [
    {
      title: 'Two files with number 002',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
        '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n', '002_b.down.sql': 'DROP TABLE IF EXISTS b;\n',
        '002_c.up.sql': 'CREATE TABLE IF NOT EXISTS c (id int PRIMARY KEY);\n', '002_c.down.sql': 'DROP TABLE IF EXISTS c;\n',
      },
      finds: ['002_b.up.sql: ', '002_c.up.sql: '],
      fixed: {
        '002_c.up.sql': null, '002_c.down.sql': null,
        '002a_c.up.sql': 'CREATE TABLE IF NOT EXISTS c (id int PRIMARY KEY);\n', '002a_c.down.sql': 'DROP TABLE IF EXISTS c;\n',
      },
    },
    { title: 'One version each', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
  checkFolder({ folder, base, clock }, report) {
    const { convention } = folder;
    const files = numbered(folder);
    for (const group of groups(files, (version) => convention.versionKey(version))) {
      const youngest = group.findLast(({ file }) => !base?.left.files.includes(nameIn(folder, file))) ?? group[group.length - 1]!;
      for (const one of group) {
        const others = group.filter((other) => other !== one);
        report({
          message: `Version ${one.version} is taken twice, here and by ${others.map((other) => nameIn(folder, other.file)).join(' and ')}: ${convention.duplicate.effect}`,
          severity: convention.duplicate.legal || others.concat(one).some((other) => !other.migration) ? 'warning' : 'error',
          file: one.file,
          range: { start: 0, end: 0 },
          fixes: one === youngest && one.migration ? renumbering(folder, one.migration, clock) : [],
          related: others.map((other) => ({ file: other.file, range: { start: 0, end: 0 }, message: `has version ${other.version}, too` })),
        });
      }
    }
  },
};

function renumbering(folder: MigrationFolder, migration: Migration, clock: Clock): Fix[] {
  const { convention, view } = folder;
  const version = convention.versionBeside?.(migration.version, folder) ?? convention.nextVersion(view, folder, () => clock.now());
  const name = nameIn(folder, migration.up?.file ?? migration.down!.file);
  return [{ title: `Renumber ${name} to ${version}`, safety: 'suggestion', changes: () => renumber(folder, migration, version) }];
}

/** Ups (or lone downs), and files that are passed over only because of their suffix. */
function numbered(folder: MigrationFolder): Numbered[] {
  const own: Numbered[] = folder.migrations.flatMap((migration) => {
    const file = (migration.up ?? migration.down)!.file;
    return [{ version: migration.version, file, direction: migration.up ? ('up' as const) : ('down' as const), migration }];
  });
  const strays: Numbered[] = folder.strays.flatMap((stray) => {
    const version = stray.fate === 'ignored' ? /^\d+/.exec(stray.better[0] ?? '')?.[0] : undefined;
    return version === undefined || !/^\d+/.exec(nameIn(folder, stray.file))?.[0] ? [] : [{ version, file: stray.file, direction: 'up' as const, migration: undefined }];
  });
  return [...own, ...strays].filter((one) => one.version !== '');
}

function groups(files: readonly Numbered[], key: (version: string) => string | undefined): Numbered[][] {
  const found = new Map<string, Numbered[]>();
  for (const file of files) {
    const version = key(file.version);
    if (version === undefined) continue;
    const of = `${file.direction} ${version}`;
    found.set(of, [...(found.get(of) ?? []), file]);
  }
  return [...found.values()].filter((group) => group.length > 1 && group.some((one) => one.migration));
}
