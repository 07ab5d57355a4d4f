import type { Convention } from '../convention';
import { ownFiles } from '../folder-view';
import { markerEvidence } from '../markers';
import { namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { pairNames, strayOf } from '../strays';
import { canonicalNumber, compareNumbers, compareText } from '../versions';

const files: NumberedFiles = {
  pattern: /^(?<version>\d+)(?<middle>_)(?<name>.*)(?<suffix>\.(?:up|down)\.sql)$/,
  direction: ({ suffix }) => (suffix === '.up.sql' ? 'up' : 'down'),
  versionKey: canonicalNumber,
  compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.file, b.file),
  transaction: () => ({ mode: 'wrapped', because: 'river runs each migration in a transaction' }),
  stray: (base, folder) =>
    strayOf(base, {
      tool: 'river',
      takes: 'NNN_name.up.sql or NNN_name.down.sql',
      refusal: 'every file in the folder must end in .up.sql or .down.sql',
      better: (meant) => pairNames(meant, ownFiles(folder), () => undefined),
    }),
  firstVersion: { kind: 'sequence', digits: 3 },
  newMiddle: '_',
  newFiles: () => [
    { suffix: '.up.sql', direction: 'up', template: '' },
    { suffix: '.down.sql', direction: 'down', template: '' },
  ],
};

/** The migrations that river ships: rivermigrate/river_migrate.go. */
export const river: Convention = {
  id: 'river',
  title: 'river',
  detect: (folder) => (namedFiles(files, folder).length > 0 ? markerEvidence(folder, 'river') : []),
  ...numberedFiles(() => files),
  order: 'number',
  downs: 'file',
  missingDown: 'refused',
  duplicate: { legal: false, effect: 'river keeps only one of them' },
  versionKey: canonicalNumber,
  contiguous: true,
  tracking: {
    table: 'river_migration',
    create: `
      CREATE TABLE IF NOT EXISTS river_migration (
        line TEXT NOT NULL, version bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT NOW(),
        CHECK (char_length(line) > 0 AND char_length(line) < 128), CHECK (version >= 1), PRIMARY KEY (line, version)
      )`,
    record: (migration) => [`INSERT INTO river_migration (line, version) VALUES ('main', ${canonicalNumber(migration.version)})`],
  },
  fillsIn: () => true,
  past: { knownBy: 'version' },
};
