import { insert } from '../../text/edits';
import { lineBreak } from '../../text/lines';
import { byText } from '../by-text';
import type { Convention, Slip, Evidence, FolderView } from '../convention';
import { directoriesWith, folderPerMigration, type FolderPerMigration } from '../folder-per-migration';
import { lineToTop, markerLines } from '../marker-lines';
import { manifestEvidence } from '../manifests';
import { markerEvidence } from '../markers';
import { canonicalNumber, compareNumbers, compareText } from '../versions';

const OPT_OUT = '-- hasura:no-transaction';
const isOut = (text: string): boolean => text.split(/\r?\n/, 1)[0] === OPT_OUT;

function slips(text: string): Slip[] {
  if (isOut(text)) return [];
  const [line] = markerLines(text, /^\s*--+\s*hasura:\s*no[-_ ]?transaction\b/i);
  return line ? [{ fate: 'ignored', range: line.range, why: `The file still runs in a transaction: Hasura looks for ${OPT_OUT} at its very start`, edits: lineToTop(text, line, OPT_OUT) }] : [];
}

const NAME = /^(\d+)_(.*)$/;

const facts: FolderPerMigration = {
  upFile: 'up.sql',
  downFile: 'down.sql',
  parse: (directory) => {
    const parts = NAME.exec(directory);
    return parts ? { directory, version: parts[1]!, name: parts[2]! } : undefined;
  },
  compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.directory, b.directory),
  transaction: (text) =>
    isOut(text)
      ? { mode: 'implicit', because: `${OPT_OUT}: Hasura sends the file as one query` }
      : { mode: 'wrapped', because: 'Hasura runs each file in a transaction' },
  stray: (file) =>
    /^[^/]*\/(up|down)\.sql$/.test(file)
      ? { fate: 'ignored', why: 'never runs: Hasura takes only folders named VERSION_name', better: [] }
      : undefined,
  firstVersion: { kind: 'milliseconds', digits: 13 },
  templates: { up: '', down: '' },
  directoryName: (version, name) => `${version}_${name}`,
};

function detect(folder: FolderView): Evidence[] {
  const directories = directoriesWith(folder, 'up.sql', 'down.sql');
  if (!directories.some((directory) => NAME.test(directory))) return [];
  const settings = folder.nearest('config.yaml');
  const milliseconds = directories.filter((directory) => /^\d{13}_/.test(directory));
  return [
    ...(settings && /^(metadata_directory|migrations_directory):|^version: [23]\b/m.test(settings.text) ? [{ text: 'config.yaml of a Hasura project', strength: 3 as const }] : []),
    ...manifestEvidence(folder, 'hasura'),
    ...markerEvidence(folder, 'hasura'),
    ...(milliseconds.length >= 1 && milliseconds.length === directories.length ? [{ text: 'folders named by milliseconds with an up.sql each', strength: 2 as const }] : []),
  ];
}

/** Facts from the Hasura CLI: cli/migrate/migrate.go, cli/migrate/source/parse.go, cli/migrate/cmd/commands.go. */
export const hasura: Convention = {
  id: 'hasura',
  title: 'Hasura',
  detect,
  ...folderPerMigration(facts),
  order: 'number',
  downs: 'file',
  missingDown: 'fails',
  duplicate: { legal: false, effect: 'Hasura stops with "found duplicate migrations for version"' },
  versionKey: canonicalNumber,
  tracking: {
    table: 'schema_migrations',
    schema: 'hdb_catalog',
    create: `
      CREATE SCHEMA IF NOT EXISTS hdb_catalog;
      CREATE TABLE IF NOT EXISTS hdb_catalog.schema_migrations (
        version bigint not null primary key, dirty boolean not null
      )`,
    record: (migration) => [`INSERT INTO hdb_catalog.schema_migrations (version, dirty) VALUES (${canonicalNumber(migration.version)}, false)`],
  },
  optOut: {
    shown: OPT_OUT,
    allows: 'one',
    apply: (_file, text) => ({ by: 'edit', edit: insert(0, `${OPT_OUT}${lineBreak(text)}`) }),
  },
  slips: byText(slips),
  directives: [
    { text: '-- hasura:no-transaction', pattern: /^-- hasura:no-transaction$/, does: 'Hasura opens no transaction for this file and sends it as one query. It looks at the first line alone.', at: 'first line' },
  ],
  past: { late: () => ({ fate: 'runs', effect: 'Hasura runs it all the same' }), knownBy: 'version' },
};
