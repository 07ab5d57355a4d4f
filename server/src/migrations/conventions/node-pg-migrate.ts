import type { Convention, Evidence, FolderView } from '../convention';
import { toolEvidence } from '../manifests';
import { afterLine } from '../marked-sections';
import type { Stray } from '../migration';
import type { FileName } from '../file-names';
import { goesWithoutDowns, namedFiles, numberedFiles, type NumberedFiles } from '../numbered-files';
import { literal } from '../sql-literal';
import { strayOf } from '../strays';
import { compareNumbers, compareText, styleOf } from '../versions';

// src/sqlMigration.ts: any case, blanks before; without an up marker the whole file is up.
const UP = /^\s*--[\s-]*up\s+migration/im;
const DOWN = /^\s*--[\s-]*down\s+migration/im;

function split(text: string) {
  const up = UP.exec(text)?.index;
  const down = DOWN.exec(text)?.index;
  const lineAfter = (at: number): number => afterLine(text, at + (/\S/.exec(text.slice(at))?.index ?? 0));
  const section = (at: number, other: number | undefined) => ({ start: lineAfter(at), end: other !== undefined && other > at ? other : text.length });
  return { up: up === undefined ? { start: 0, end: text.length } : section(up, down), down: down === undefined ? undefined : section(down, up) };
}

/** src/migrationLoader.ts: 17 digits are a UTC date, 13 milliseconds; both are compared as milliseconds. */
function milliseconds(version: string): string {
  if (version.length !== 17 || styleOf(version).kind !== 'time') return version;
  const [year, month, day, hour, minute, second, ms] = [[0, 4], [4, 6], [6, 8], [8, 10], [10, 12], [12, 14], [14, 17]].map(([a, b]) => Number(version.slice(a, b)));
  return String(Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, ms!));
}

const compare = (a: FileName, b: FileName): number => compareNumbers(milliseconds(a.version), milliseconds(b.version)) || compareText(a.file, b.file);
const transaction: NumberedFiles['transaction'] = (_text, _direction, _name, folder) =>
  /--no-single-transaction|["']?singleTransaction["']?\s*:\s*false/.test(folder.nearest('package.json')?.text ?? '')
    ? { mode: 'wrapped', because: 'node-pg-migrate runs each file in a transaction (--no-single-transaction)' }
    : { mode: 'wrapped', ofAllPending: true, because: 'node-pg-migrate runs all pending migrations in one transaction' };

/** With `loader: 'sql'` two files are a pair; the default loader runs each file as an up. */
const pairsLoaded = (folder: FolderView): boolean =>
  ['package.json', 'node-pg-migrate.config.js', 'migrate.json', 'migrate.ts', 'migrate.js'].some((name) => /migrationLoaderStrategies[\s\S]*loader['"]?\s*:\s*['"]sql['"]/.test(folder.nearest(name)?.text ?? '')) ||
  folder.programs().some((program) => /migrationLoaderStrategies[\s\S]*loader['"]?\s*:\s*['"]sql['"]/.test(program.text));

function stray(base: string, folder: FolderView): Stray {
  if (/^\d+.*\.down\.sql$/.test(base))
    return { file: base, fate: 'down as up', why: 'runs as an up: the default loader of node-pg-migrate knows downs only as a section of the same file', better: [] };
  const refused = !base.startsWith('.') && !/^\d/.test(base);
  const ignored = /--ignore-pattern|ignorePattern|ignore-pattern/.test(folder.nearest('package.json')?.text ?? '');
  return refused && !ignored
    ? { file: base, fate: 'refused', why: 'stops node-pg-migrate: "Cannot determine numeric prefix", as every file in the folder is loaded', better: [] }
    : strayOf(base, { tool: 'node-pg-migrate', takes: 'NNN_name.sql', better: () => [] });
}

const single: NumberedFiles = {
  pattern: /^(?<version>\d+)(?<middle>[_-]*)(?<name>.*?)(?<suffix>(?<!\.down)\.sql)$/,
  programs: /^(?<version>\d+).*\.(js|ts|mjs|cjs|mts|cts)$/,
  versionKey: (version) => version,
  compare,
  split,
  transaction,
  stray,
  firstVersion: { kind: 'milliseconds', digits: 13 },
  newMiddle: '_',
  fileWords: (name) => name.trim().replace(/[\s_]+/g, '-'),
  newFiles: () => [{ suffix: '.sql', direction: 'both', template: '-- Up Migration\n|\n-- Down Migration' }],
};

const pairs: NumberedFiles = {
  ...single,
  pattern: /^(?<version>\d+)(?<middle>[_-]*)(?<name>.*?)(?<suffix>\.(?:up|down)\.sql)$/,
  direction: ({ suffix }) => (suffix === '.up.sql' ? 'up' : 'down'),
  newFiles: (listing) => [
    { suffix: '.up.sql', direction: 'up', template: '' },
    ...(goesWithoutDowns(listing) ? [] : [{ suffix: '.down.sql', direction: 'down' as const, template: '' }]),
  ],
};

const filesOf = (folder: FolderView): NumberedFiles => (pairsLoaded(folder) ? pairs : single);

function detect(folder: FolderView): readonly Evidence[] {
  return namedFiles(filesOf(folder), folder).length > 0 ? toolEvidence(folder, 'node-pg-migrate') : [];
}

/** Facts from node-pg-migrate 10: src/{migration,sqlMigration,runner,migrationLoader}.ts, src/utils/fileNameUtils.ts. */
export const nodePgMigrate: Convention = {
  id: 'node-pg-migrate',
  title: 'node-pg-migrate',
  detect,
  ...numberedFiles(filesOf),
  order: 'number',
  downs: 'section',
  missingDown: 'fails',
  duplicate: { legal: true, effect: 'both run, in the order of their names' },
  versionKey: () => undefined,
  tracking: {
    table: 'pgmigrations',
    create: 'CREATE TABLE "public"."pgmigrations" ( id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)',
    record: (migration) => [
      `INSERT INTO "public"."pgmigrations" (name, run_on) VALUES (${literal((migration.up ?? migration.down)!.file.replace(/^.*\//, '').replace(/(\.up|\.down)?\.sql$/, ''))}, NOW())`,
    ],
  },
  appendDown: (sql, br) => `${br}-- Down Migration${br}${sql.trimEnd()}${br}`,
  directives: [
    { text: '-- Up Migration', pattern: /^\s*--[\s-]*up\s+migration/i, does: 'Starts what `node-pg-migrate up` runs.' },
    { text: '-- Down Migration', pattern: /^\s*--[\s-]*down\s+migration/i, does: 'Starts what `node-pg-migrate down` runs.' },
  ],
  past: { late: () => ({ fate: 'refused', effect: 'node-pg-migrate stops with "preceding already run migration"' }), knownBy: 'name' },
};
