import { replace } from '../../text/edits';
import { byText } from '../by-text';
import type { Convention, Evidence, FolderView, Slip } from '../convention';
import { baseName, ownFiles, parent } from '../folder-view';
import { toolEvidence } from '../manifests';
import { afterLine } from '../marked-sections';
import { markerLines } from '../marker-lines';
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

/** src/cli/options.ts: without -m the folder is `migrations`, where the command is called. */
function byDefault(folder: FolderView): Evidence[] {
  const manifest = folder.nearest('package.json');
  if (!manifest || folder.path !== `${parent(manifest.path)}/migrations`) return [];
  const calls = /:\s*"[^"\n]*\bnode-pg-migrate\s+(?:up|down|redo)\b[^"\n]*"/.exec(manifest.text)?.[0];
  return calls === undefined || /\s-m\b|--migrations-dir/.test(calls) ? [] : [{ text: 'package.json calls node-pg-migrate, whose folder this is', strength: 3 }];
}

function detect(folder: FolderView): readonly Evidence[] {
  if (namedFiles(filesOf(folder), folder).length === 0) return [];
  const evidence = [...byDefault(folder), ...toolEvidence(folder, 'node-pg-migrate')];
  // It stops at a file without a number and looks into no sub-folder, so a folder that nothing but a dependency gives to it has none and is none.
  const likely = /migrat/i.test(baseName(folder.path)) && !ownFiles(folder).some((file) => stray(file, folder).fate === 'refused');
  return likely || evidence.some(({ strength }) => strength === 3) ? evidence : [];
}

/** src/sqlMigration.ts: others' markers are comments, and without a down marker the whole file is up. */
function slips(text: string): Slip[] {
  if (DOWN.test(text)) return [];
  const [line] = markerLines(text, /^\s*--+\s*(?:\+goose|\+migrate|migrate:)\s*down\b/i);
  if (!line) return [];
  const up = UP.test(text) ? [] : markerLines(text, /^\s*--+\s*(?:\+goose|\+migrate|migrate:)\s*up\b/i).slice(0, 1);
  const edits = [...up.map(({ range }) => replace(range, '-- Up Migration')), replace(line.range, '-- Down Migration')];
  return [{ fate: 'down as up', range: line.range, why: 'What is below this line runs as part of the up: node-pg-migrate takes it for a comment', edits }];
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
  slips: byText(slips),
  directives: [
    { text: '-- Up Migration', pattern: /^\s*--[\s-]*up\s+migration/i, does: 'Starts what `node-pg-migrate up` runs.' },
    { text: '-- Down Migration', pattern: /^\s*--[\s-]*down\s+migration/i, does: 'Starts what `node-pg-migrate down` runs.' },
  ],
  past: { late: () => ({ fate: 'refused', effect: 'node-pg-migrate stops with "preceding already run migration"' }), knownBy: 'name' },
};
