import { replace } from '../../text/edits';
import { byText } from '../by-text';
import type { Convention, Slip } from '../convention';
import { partsBetween } from '../line-queries';
import { manifestEvidence } from '../manifests';
import { markerLines } from '../marker-lines';
import { markerEvidence } from '../markers';
import { refuseFileName } from '../new-migration';
import { goesWithoutDowns, namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { strayOf } from '../strays';
import { compareText } from '../versions';

const template = (transactional: boolean): string =>
  transactional ? 'SET statement_timeout = 0;\n\n|SELECT 1;\n' : 'SET statement_timeout = 0;\n\n--bun:split\n\n|SELECT 1\n\n--bun:split\n\nSELECT 2\n';

const files: NumberedFiles = {
  // migrate/migrations.go
  pattern: /^(?<version>\d{1,14})(?<middle>_)(?<name>[0-9a-z_-]+)(?<suffix>(?:\.tx)?\.(?:up|down)\.sql)$/,
  direction: ({ suffix }) => (suffix.endsWith('.up.sql') ? 'up' : 'down'),
  programs: /^(?<version>\d{1,14})_[0-9a-z_-]+(?<!_test)\.go$/,
  recursive: true,
  versionKey: (version) => version,
  compare: (a, b) => compareText(a.version, b.version) || compareText(a.file, b.file),
  transaction: (text, _direction, { suffix }) => {
    if (suffix.startsWith('.tx.')) return { mode: 'wrapped', because: '.tx in the name: bun runs the file in a transaction' };
    return /^--bun:split$/m.test(text)
      ? { mode: 'none', because: '--bun:split: bun sends each part on its own' }
      : { mode: 'implicit', because: 'bun sends a file without .tx in its name as one query' };
  },
  stray: (base) =>
    strayOf(base, {
      tool: 'bun',
      takes: 'NNN_name.up.sql or NNN_name.down.sql',
      ...(/\.(up|down)\.sql$/.test(base) ? { refusal: '"unsupported migration name format", as names are of lower-case letters, digits, - and _' } : {}),
      better: ({ version, name, direction }) =>
        version && /^\d{1,14}$/.test(version) && name && direction ? [`${version}_${name.toLowerCase().replace(/[^0-9a-z_-]+/g, '_')}.${direction}.sql`] : [],
    }),
  firstVersion: { kind: 'time', digits: 14 },
  newMiddle: '_',
  fileWords: (name) => name.trim().replace(/\s+/g, '_').toLowerCase(),
  newFiles: (listing) => {
    const transactional = /\.tx\.up\.sql$/.test(listing.migrations.at(-1)?.up?.file ?? '');
    const infix = transactional ? '.tx' : '';
    return [
      { suffix: `${infix}.up.sql`, direction: 'up', template: template(transactional) },
      ...(goesWithoutDowns(listing) ? [] : [{ suffix: `${infix}.down.sql`, direction: 'down' as const, template: template(transactional).replace('|', '') }]),
    ];
  },
};

/** migrate/migration.go: what starts with --bun: is one of its directives, or an error. */
function slips(text: string): Slip[] {
  return markerLines(text, /^--bun:/).filter(({ text: line }) => line !== '--bun:split').map(({ text: line, range }): Slip => {
    const meant = /^--bun:\s*split\s*;?\s*$/i.test(line);
    return { fate: 'refused', range, why: `bun stops with "unknown directive": it knows --bun:split, and not ${line.trim()}`, ...(meant ? { edits: [replace(range, '--bun:split')] } : {}) };
  });
}

/** Facts from uptrace/bun: migrate/migrations.go, migration.go, migrator.go. */
export const bun: Convention = {
  id: 'bun',
  title: 'bun',
  detect(folder) {
    const names = namedFiles(files, folder);
    if (names.length === 0) return [];
    const transactional = names.find((name) => name.suffix.startsWith('.tx.'));
    return [
      ...(transactional ? [{ text: `${transactional.file} has .tx in its name`, strength: 3 as const }] : []),
      ...manifestEvidence(folder, 'bun'),
      ...markerEvidence(folder, 'bun'),
    ];
  },
  ...numberedFiles(() => files),
  refuseName: (name) => refuseFileName(name) ?? (/^[0-9A-Za-z_\-\s]+$/.test(name) ? undefined : 'bun takes only letters, digits, - and _ in a name'),
  order: 'text',
  downs: 'file',
  missingDown: 'skipped',
  duplicate: { legal: false, effect: 'bun stops with "duplicate migration ID"' },
  versionKey: (version) => version,
  tracking: {
    table: 'bun_migrations',
    create: `
      CREATE TABLE IF NOT EXISTS bun_migrations (
        "id" BIGSERIAL NOT NULL, "name" VARCHAR, "group_id" BIGINT, "migrated_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
        PRIMARY KEY ("id")
      );
      CREATE TABLE IF NOT EXISTS bun_migration_locks (
        "id" BIGSERIAL NOT NULL, "table_name" VARCHAR, PRIMARY KEY ("id"), UNIQUE ("table_name")
      )`,
    record: (migration) => [`INSERT INTO bun_migrations ("name", "group_id") VALUES ('${migration.version}', 1)`],
  },
  optOut: {
    shown: 'no .tx in the name',
    allows: 'one',
    apply: (file) => ({ by: 'name', name: file.replace(/\.tx\.(up|down)\.sql$/, '.$1.sql') }),
  },
  queries: (text, section, { mode }) => (mode === 'none' ? partsBetween(text, section, /^--bun:split$/m) : undefined),
  queryBreak: '--bun:split',
  directives: [
    { text: '--bun:split', pattern: /^--bun:split$/, does: 'Parts two queries: bun sends what is between two of these lines as one.' },
  ],
  fillsIn: (placeholder) => placeholder.startsWith('{{'),
  slips: byText(slips),
  past: { late: () => ({ fate: 'runs', effect: 'bun runs it all the same' }), knownBy: 'version' },
};
