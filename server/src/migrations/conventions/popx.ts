import type { Convention, FolderView } from '../convention';
import { manifestEvidence } from '../manifests';
import type { FileName } from '../file-names';
import { namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { strayOf } from '../strays';
import { compareText } from '../versions';

const SUFFIX = /^(?:\.(?<dialect>[a-z0-9]+?))??(?<autocommit>\.autocommit)?\.(?:up|down)\.sql$/;
const POSTGRES = new Set(['', 'postgres', 'postgresql']);

function dialect(name: FileName): string {
  return SUFFIX.exec(name.suffix)?.groups?.['dialect'] ?? '';
}

/** Those for PostgreSQL; a file for it wins over the one for all. */
export function forPostgres(names: readonly FileName[]): readonly FileName[] {
  const own = names.filter((name) => POSTGRES.has(dialect(name)));
  const key = (name: FileName): string => `${name.version} ${name.direction}`;
  const special = new Set(own.filter((name) => dialect(name) !== '').map(key));
  return own.filter((name) => dialect(name) !== '' || !special.has(key(name)));
}

const files: NumberedFiles = {
  // popx/match.go; the dialects of others are matched, and passed over by `select`.
  pattern: /^(?<version>\d+)(?<middle>_)(?<name>[^.]+)(?<suffix>(?:\.[a-z0-9]+)?(?:\.autocommit)?\.(?:up|down)\.sql)$/,
  direction: ({ suffix }) => (suffix.endsWith('.up.sql') ? 'up' : 'down'),
  select: forPostgres,
  recursive: true,
  versionKey: (version) => version,
  compare: (a, b) => compareText(a.version, b.version) || compareText(a.file, b.file),
  transaction: (_text, _direction, { suffix }) =>
    suffix.includes('.autocommit.')
      ? { mode: 'implicit', because: '.autocommit in the name: popx sends the file as one query' }
      : { mode: 'wrapped', because: 'popx runs each file in a transaction' },
  stray: (base) => {
    if (files.pattern.test(base) || /^\d+_testdata(|\.[a-zA-Z0-9]+)\.sql$/.test(base)) return { file: base, fate: 'other', why: 'not run on PostgreSQL', better: [] };
    return strayOf(base, {
      tool: 'popx',
      takes: 'NNN_name.up.sql or NNN_name.down.sql',
      refusal: '"Found a migration file that does not match the file pattern"',
      better: ({ version, name, direction }) => (version && /^\d+$/.test(version) && name && direction ? [`${version}_${name.replaceAll('.', '_')}.${direction}.sql`] : []),
    });
  },
  firstVersion: { kind: 'time', digits: 20 },
  newMiddle: '_',
  newFiles: () => [
    { suffix: '.up.sql', direction: 'up', template: '' },
    { suffix: '.down.sql', direction: 'down', template: '' },
  ],
};

function detect(folder: FolderView) {
  const names = namedFiles(files, folder);
  if (names.length === 0) return [];
  const marked = folder.files.find((file) => /\.autocommit\.(up|down)\.sql$|\.(postgres|mysql|sqlite3|cockroach)\.(up|down)\.sql$/.test(file));
  const named = manifestEvidence(folder, 'popx');
  // Dialects in names are pop's, too: they alone do not tell.
  if (marked === undefined && named.length === 0) return [];
  const long = names.some((name) => name.version.length === 20);
  return [
    ...(marked?.includes('.autocommit.') ? [{ text: `${marked} has .autocommit in its name`, strength: 3 as const }] : []),
    ...(long ? [{ text: 'versions of 20 digits', strength: 2 as const }] : []),
    ...named,
  ];
}

/** Facts from ory/x: popx/match.go, migration_box.go, migrator.go. */
export const popx: Convention = {
  id: 'popx',
  title: 'popx',
  detect,
  ...numberedFiles(() => files),
  order: 'text',
  downs: 'file',
  missingDown: 'refused',
  duplicate: { legal: false, effect: 'popx keeps only one of them and never runs the other' },
  versionKey: (version) => version,
  tracking: {
    table: 'schema_migration',
    create: `
      CREATE TABLE schema_migration (
        version VARCHAR (48) NOT NULL, version_self INT NOT NULL DEFAULT 0
      );
      CREATE UNIQUE INDEX schema_migration_version_idx ON schema_migration (version);
      CREATE INDEX schema_migration_version_self_idx ON schema_migration (version_self)`,
    record: (migration) => [`INSERT INTO schema_migration (version) VALUES ('${migration.version}')`],
  },
  optOut: {
    shown: '.autocommit in the name',
    allows: 'one',
    apply: (file) => ({ by: 'name', name: file.replace(/\.(up|down)\.sql$/, '.autocommit.$1.sql') }),
  },
  fillsIn: (placeholder) => placeholder.startsWith('{{'),
  // What Ory has made from fizz (ory/kratos, ory/hydra) is a statement a file: the migration's time and six digits that count, up and down each from their own first.
  splitFrom: ({ version, name }) => (version.length === 20 ? `${version.slice(0, 14)}_${name}` : undefined),
  past: { late: () => ({ fate: 'runs', effect: 'popx runs it all the same' }), knownBy: 'version' },
};
