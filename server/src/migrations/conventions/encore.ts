import type { Convention } from '../convention';
import { namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { manifestEvidence } from '../manifests';
import { pairNames, strayOf } from '../strays';
import { ownFiles } from '../folder-view';
import { canonicalNumber, compareNumbers, compareText } from '../versions';

const files: NumberedFiles = {
  // v2/parser/infra/sqldb/sqldb.go; TypeScript wants the name, Go can do without.
  pattern: /^(?<version>0*[1-9]\d{0,18})(?<middle>_?)(?<name>[^.]*)(?<suffix>\.(?:up|down)\.sql)$/,
  direction: ({ suffix }) => (suffix === '.up.sql' ? 'up' : 'down'),
  versionKey: canonicalNumber,
  compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.file, b.file),
  transaction: () => ({ mode: 'wrapped', joined: true, because: 'Encore appends an INSERT of its own to each file, which makes every one of them a transaction' }),
  stray: (base, folder) =>
    strayOf(base, {
      tool: 'Encore',
      takes: 'NNN_name.up.sql or NNN_name.down.sql',
      refusal: '"invalid name (must be of the format \'[123]_[description].[up|down].sql\')"',
      better: (meant) => pairNames({ ...meant, name: meant.name.replaceAll('.', '_') }, ownFiles(folder), () => undefined),
    }),
  firstVersion: { kind: 'sequence', digits: 1 },
  newMiddle: '_',
  // Downs are accepted and never run.
  newFiles: () => [{ suffix: '.up.sql', direction: 'up', template: '' }],
};

/** Facts from Encore 1.58: v2/parser/infra/sqldb/sqldb.go, cli/daemon/sqldb/migrate.go. */
export const encore: Convention = {
  id: 'encore',
  title: 'Encore',
  detect(folder) {
    const marker = folder.nearest('encore.app');
    if (!marker || namedFiles(files, folder).length === 0) return [];
    return [{ text: 'encore.app', strength: 3 }, ...manifestEvidence(folder, 'encore')];
  },
  ...numberedFiles(() => files),
  order: 'number',
  downs: 'file',
  missingDown: 'never needed',
  wantsDown: () => false,
  duplicate: { legal: false, effect: 'Encore does not compile: "duplicate migration with number"' },
  versionKey: canonicalNumber,
  tracking: {
    table: 'schema_migrations',
    create: 'CREATE TABLE IF NOT EXISTS "schema_migrations" (version bigint not null primary key, dirty boolean not null)',
    record: (migration) => ['TRUNCATE "schema_migrations"', `INSERT INTO "schema_migrations" (version, dirty) VALUES (${canonicalNumber(migration.version)}, false)`],
  },
  past: { late: () => ({ fate: 'skipped', effect: 'Encore never runs this' }), knownBy: 'version' },
};
