import type { Convention } from '../convention';
import { ownFiles } from '../folder-view';
import { headOptOut } from '../head-opt-out';
import { toolEvidence } from '../manifests';
import { asTyped } from '../new-migration';
import { namedFiles, nextInSequence, numberedFiles, type NumberedFiles } from '../numbered-files';
import { literal } from '../sql-literal';
import { pairNames, strayOf } from '../strays';
import { canonicalNumber, compareText } from '../versions';

const OPT_OUT = '-- morph:nontransactional';
const isOut = (text: string): boolean => text.startsWith(OPT_OUT);

const files: NumberedFiles = {
  pattern: /^(?<version>\d{1,19})(?<middle>_)(?<name>.*)(?<suffix>\.(?:up|down)\.sql)$/,
  direction: ({ suffix }) => (suffix === '.up.sql' ? 'up' : 'down'),
  versionKey: canonicalNumber,
  compare: (a, b) => compareText(a.file, b.file),
  transaction: (text) =>
    isOut(text)
      ? { mode: 'implicit', because: `${OPT_OUT} at the start of the file: morph sends it as one query` }
      : { mode: 'wrapped', because: 'morph runs each file and its record in one transaction' },
  stray: (base, folder) =>
    strayOf(base, {
      tool: 'morph',
      takes: 'NNN_name.up.sql or NNN_name.down.sql',
      refusal: '"could not parse file"',
      better: (meant) => pairNames(meant, ownFiles(folder), () => nextInSequence(files, folder)),
    }),
  firstVersion: { kind: 'sequence', digits: 6 },
  newMiddle: '_',
  fileWords: asTyped,
  newFiles: () => [
    { suffix: '.up.sql', direction: 'up', template: '' },
    { suffix: '.down.sql', direction: 'down', template: '' },
  ],
};

/** Facts from Mattermost's morph 1.1: models/migration.go, morph.go, drivers/postgres/postgres.go, commands/new.go. */
export const morph: Convention = {
  id: 'morph',
  title: 'morph',
  detect: (folder) => (namedFiles(files, folder).length === 0 ? [] : toolEvidence(folder, 'morph')),
  ...numberedFiles(() => files),
  // Files are sorted by their whole names, and what is applied by its number.
  order: 'text',
  downs: 'file',
  missingDown: 'fails',
  duplicate: { legal: false, effect: 'morph stops at the second, whose version its table holds already' },
  versionKey: canonicalNumber,
  tracking: {
    table: 'db_migrations',
    create: 'CREATE TABLE IF NOT EXISTS db_migrations (version bigint not null primary key, name varchar not null)',
    record: ({ version, name }) => [`INSERT INTO db_migrations (version, name) VALUES (${canonicalNumber(version)}, ${literal(name)})`],
  },
  ...headOptOut({
    tool: 'morph', words: OPT_OUT, isOut, meant: /^\s*--+\s*morph\s*:\s*non-?transactional\b/i, pattern: /^-- morph:nontransactional.*$/,
    does: 'morph opens no transaction for this file and sends it as one query. It looks at the very first characters of the file alone.',
  }),
  past: { late: () => ({ fate: 'runs', effect: 'morph runs it all the same' }), knownBy: 'name', gone: 'morph stops with "there are more migrations applied than those were specified in source"' },
};
