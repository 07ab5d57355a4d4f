import type { Convention } from '../convention';
import { manifestEvidence } from '../manifests';
import { apart, snakeCase } from '../new-migration';
import { goesWithoutDowns, namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { strayOf } from '../strays';
import { compareText } from '../versions';
import { forPostgres } from './popx';

const files: NumberedFiles = {
  // pop/match.go
  pattern: /^(?<version>\d+)(?<middle>_)(?<name>[^.]+)(?<suffix>(?:\.[a-z0-9]+)?\.(?:up|down)\.sql)$/,
  direction: ({ suffix }) => (suffix.endsWith('.up.sql') ? 'up' : 'down'),
  programs: /^(?<version>\d+)_[^.]+(\.[a-z0-9]+)?\.(?<direction>up|down)\.fizz$/,
  select: forPostgres,
  recursive: true,
  versionKey: (version) => version,
  compare: (a, b) => compareText(a.version, b.version) || compareText(a.file, b.file),
  transaction: () => ({ mode: 'wrapped', because: 'pop runs each file in a transaction' }),
  stray: (base) => {
    if (files.pattern.test(base)) return { file: base, fate: 'other', why: 'not run on PostgreSQL', better: [] };
    return strayOf(base, {
      tool: 'pop',
      takes: 'NNN_name.up.sql or NNN_name.down.sql',
      better: ({ version, name, direction }) => (version && /^\d+$/.test(version) && name && direction ? [`${version}_${name.replaceAll('.', '_')}.${direction}.sql`] : []),
    });
  },
  firstVersion: { kind: 'time', digits: 14 },
  newMiddle: '_',
  // genny/fizz/cempty: `soda generate sql` names the dialect; a folder of files for all of them goes on so.
  fileWords: (name) => snakeCase(apart(name)),
  newFiles: (listing, folder) => {
    const last = namedFiles(files, folder).toSorted(files.compare).at(-1);
    const dialect = last && !/\.postgres(ql)?\./.test(last.suffix) ? '' : '.postgres';
    return [
      { suffix: `${dialect}.up.sql`, direction: 'up', template: '' },
      ...(goesWithoutDowns(listing) ? [] : [{ suffix: `${dialect}.down.sql`, direction: 'down' as const, template: '' }]),
    ];
  },
};

/** Facts from gobuffalo/pop: match.go, migration_info.go, file_migrator.go. */
export const pop: Convention = {
  id: 'pop',
  title: 'pop',
  detect(folder) {
    const fizz = folder.files.find((file) => /\.(up|down)\.fizz$/.test(file));
    if (!fizz && namedFiles(files, folder).length === 0) return [];
    const settings = folder.nearest('database.yml');
    return [
      ...(fizz ? [{ text: `${fizz} is fizz, pop's own language`, strength: 3 as const }] : []),
      ...(settings && /dialect:/.test(settings.text) ? [{ text: 'database.yml', strength: 2 as const }] : []),
      ...manifestEvidence(folder, 'pop'),
    ];
  },
  ...numberedFiles(() => files),
  order: 'text',
  downs: 'file',
  missingDown: 'skipped',
  duplicate: { legal: false, effect: 'pop takes the second for applied and never runs it' },
  versionKey: (version) => version,
  tracking: {
    table: 'schema_migration',
    create: 'CREATE TABLE schema_migration (version VARCHAR (14) NOT NULL); CREATE UNIQUE INDEX schema_migration_version_idx ON schema_migration (version)',
    record: (migration) => [`INSERT INTO schema_migration (version) VALUES ('${migration.version}')`],
  },
  fillsIn: (placeholder) => placeholder.startsWith('{{'),
  past: { late: () => ({ fate: 'runs', effect: 'pop runs it all the same' }), knownBy: 'version' },
};
