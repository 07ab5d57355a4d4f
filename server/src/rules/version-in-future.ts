import { nameIn, renumber } from '../fixes/file-changes';
import type { MigrationFolder } from '../migrations/convention';
import type { Migration } from '../migrations/migration';
import { timeIn } from '../migrations/versions';
import type { Clock, Fix, Rule } from './rule';

const table = (name: string) => `CREATE TABLE IF NOT EXISTS ${name} (id int PRIMARY KEY);\n`;
const pair = (version: string, name: string) => ({ [`${version}_${name}.up.sql`]: table(name), [`${version}_${name}.down.sql`]: `DROP TABLE IF EXISTS ${name};\n` });
const goMod = { 'go.mod': 'require github.com/golang-migrate/migrate/v4 v4.19.1\n' };
const OLD = { ...goMod, ...pair('20260101120000', 'a') };
const day = 24 * 60 * 60 * 1000;

export const versionInFuture: Rule = {
  id: 'version-in-future',
  title: 'The version is a time that is yet to come',
  severity: 'warning',
  why: 'A time as the version says when the migration was made. Until the time of this one has come, the version of every new migration is below it: some tools then never run the new one and say nothing, some stop, and some run it late, so that databases differ in the order.',
  instead: 'Give it the time at which it is written.',
  examples: [
    {
      title: 'A year too far',
      files: { ...OLD, ...pair('20270614120000', 'b') },
      finds: ['20270614120000_b.up.sql: '],
      fixed: { '20270614120000_b.up.sql': null, '20270614120000_b.down.sql': null, ...pair('20260615120000', 'b') },
    },
    { title: 'Tomorrow is today somewhere', files: { ...OLD, ...pair('20260616235959', 'b') }, finds: [] },
    { title: 'A number is no time', files: { ...goMod, ...pair('000001', 'a'), ...pair('000002', 'b') }, finds: [] },
  ],
  checkFolder({ folder, clock }, report) {
    const { convention, view } = folder;
    const afterTomorrow = clock.today().getTime() + 2 * day;
    const times = folder.migrations.flatMap((migration) => {
      const at = timeIn(migration.version);
      return at === undefined || convention.past.time?.(migration, view) !== undefined ? [] : [{ migration, at, digits: migration.version.length }];
    });
    const ahead = times.filter(({ at }) => at >= afterTomorrow);
    const others = folder.migrations.filter((migration) => !ahead.some((one) => one.migration === migration));
    for (const { migration, at, digits } of ahead) {
      const alike = times.filter((other) => other.digits === digits);
      // Where most are ahead, it is the clock that is wrong, or they are no times.
      const few = ahead.filter((other) => other.digits === digits).length * 2 <= alike.length || (times.length === 1 && digits === 14);
      const late = convention.past.late?.(migration, view);
      if (!few || !late) continue;
      const file = (migration.up ?? migration.down)!.file;
      const effect = { skipped: `${convention.title} never runs them`, refused: late.effect, runs: `${convention.title} runs them late, and databases differ in the order` }[late.fate];
      report({
        message: `Until ${new Date(at).toISOString().slice(0, 10)} new migrations are numbered below ${nameIn(folder, file)}: ${effect}`,
        file, range: { start: 0, end: 0 }, fixes: renumbering(folder, migration, others, clock),
      });
    }
  },
};

function renumbering(folder: MigrationFolder, migration: Migration, others: readonly Migration[], clock: Clock): Fix[] {
  const version = folder.convention.nextVersion(folder.view, { migrations: others, strays: folder.strays }, () => clock.now());
  if (folder.convention.renamed(migration, { version }, folder.view).size === 0) return [];
  return [{ title: `Renumber ${nameIn(folder, (migration.up ?? migration.down)!.file)} to ${version}`, safety: 'suggestion', changes: () => renumber(folder, migration, version) }];
}
