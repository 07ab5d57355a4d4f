import { cargoDatabase } from '../cargo-features';
import type { Convention, FolderView, Listing } from '../convention';
import { headOptOut } from '../head-opt-out';
import { toolEvidence } from '../manifests';
import { namedFiles, nextInSequence, numberedFiles, type NumberedFiles } from '../numbered-files';
import { literal } from '../sql-literal';
import { plainName, strayOf } from '../strays';
import { canonicalNumber, compareNumbers, compareText } from '../versions';

const MODIFIED = 'sqlx stops with "previously applied but has been modified"';
const OPT_OUT = '-- no-transaction';
const isOut = (text: string): boolean => text.startsWith(OPT_OUT);

/** sqlx-cli/src/migrate.rs: as the migrations that are there; of none, simple. */
const reversible = (listing: Listing): boolean => listing.migrations.some((migration) => /\.(up|down)\.sql$/.test((migration.up ?? migration.down)!.file));

const files: NumberedFiles = {
  pattern: /^(?<version>\d{1,19})(?<middle>_)(?<name>.*?)(?<suffix>(?:\.up|\.down)?\.sql)$/,
  direction: ({ suffix }) => (suffix === '.down.sql' ? 'down' : 'up'),
  partner: (name) => ({ ...name, suffix: name.suffix === '.down.sql' ? '.up.sql' : '.down.sql' }),
  versionKey: canonicalNumber,
  compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.file, b.file),
  transaction: (text) =>
    isOut(text)
      ? { mode: 'implicit', because: `${OPT_OUT} at the start of the file: sqlx sends it as one query` }
      : { mode: 'wrapped', because: 'sqlx runs each file in a transaction' },
  stray: (base, folder) =>
    strayOf(base, {
      tool: 'sqlx',
      takes: 'NNN_name.sql, NNN_name.up.sql or NNN_name.down.sql',
      // sqlx-core/src/migrate/source.rs: with a `_` the part before it must be a number; without one the file is passed over.
      ...(/^[^_]*_.*\.sql$/.test(base) ? { refusal: '"error parsing migration filename", as the part before the first _ is no number' } : {}),
      better: (meant) =>
        plainName(meant, () => nextInSequence(files, folder)).map((name) => (meant.direction ? name.replace(/\.sql$/, `.${meant.direction}.sql`) : name)),
    }),
  firstVersion: { kind: 'time', digits: 14 },
  newMiddle: '_',
  fileWords: (name) => name.trim().replaceAll(' ', '_'),
  newFiles: (listing) =>
    reversible(listing)
      ? [
          { suffix: '.up.sql', direction: 'up', template: '-- Add up migration script here\n|' },
          { suffix: '.down.sql', direction: 'down', template: '-- Add down migration script here\n' },
        ]
      : [{ suffix: '.sql', direction: 'up', template: '-- Add migration script here\n|' }],
};

function detect(folder: FolderView) {
  if (namedFiles(files, folder).length === 0) return [];
  const settings = folder.nearest('sqlx.toml');
  return [...(settings && /^\[migrate\]/m.test(settings.text) ? [{ text: 'sqlx.toml has [migrate]', strength: 3 as const }] : []), ...toolEvidence(folder, 'sqlx')];
}

/** Facts from sqlx 0.9: sqlx-core/src/migrate, sqlx-postgres/src/migrate.rs, sqlx-cli/src/migrate.rs. */
export const sqlx: Convention = {
  id: 'sqlx',
  title: 'sqlx',
  detect,
  ...numberedFiles(() => files),
  otherDatabase: cargoDatabase({ crates: ['sqlx'], postgres: ['postgres', 'any'], others: { sqlite: 'SQLite', mysql: 'MySQL' } }),
  order: 'number',
  downs: 'file',
  missingDown: 'skipped',
  wantsDown: (migration) => /\.up\.sql$/.test(migration.up?.file ?? ''),
  duplicate: { legal: false, effect: 'sqlx stops at the second: "previously applied but has been modified"' },
  versionKey: canonicalNumber,
  tracking: {
    table: '_sqlx_migrations',
    create: `
      CREATE TABLE IF NOT EXISTS _sqlx_migrations (
        version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),
        success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL
      )`,
    record: (migration) => [
      `INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (${canonicalNumber(migration.version)}, ${literal(migration.name.replaceAll('_', ' '))}, TRUE, '', -1)`,
    ],
  },
  ...headOptOut({
    tool: 'sqlx', words: OPT_OUT, isOut, meant: /^\s*--+\s*no[-_ ]?transaction\b/i, pattern: /^-- no-transaction.*$/,
    does: 'sqlx opens no transaction for this file and sends it as one query. It looks at the very first characters of the file alone.',
  }),
  past: {
    late: () => ({ fate: 'runs', effect: 'sqlx runs it all the same' }), knownBy: 'version', edited: MODIFIED,
    // sqlx-core/src/migrate/migration.rs: the checksum is over the bytes, but for characters that sqlx.toml may leave out.
    lineBreaks: (folder) => (/^\s*ignored-chars\b/m.test(folder.nearest('sqlx.toml')?.text ?? '') ? undefined : MODIFIED),
    gone: 'sqlx stops with "previously applied but is missing in the resolved migrations"',
  },
};
