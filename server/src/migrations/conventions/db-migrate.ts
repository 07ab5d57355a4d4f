import { sections, type Convention, type FolderView, type Listing } from '../convention';
import { baseName, ownFiles } from '../folder-view';
import { manifestEvidence } from '../manifests';
import type { Migration, Section, Stray } from '../migration';
import { numberedFiles, namedFiles, type NumberedFiles } from '../numbered-files';
import { literal } from '../sql-literal';
import { compareText } from '../versions';

const UP = '/* Replace with your SQL commands */';

const files: NumberedFiles = {
  pattern: /^(?<version>\d+)(?<middle>-)(?<name>.*)(?<suffix>-(?:up|down)\.sql)$/,
  direction: ({ suffix }) => (suffix === '-up.sql' ? 'up' : 'down'),
  select: (names) => names.filter((name) => name.file.startsWith('sqls/')),
  recursive: true,
  versionKey: (version) => version,
  compare: (a, b) => compareText(baseName(a.file), baseName(b.file)),
  transaction: () => ({ mode: 'wrapped', ofAllPending: true, because: 'db-migrate runs all pending migrations in one transaction' }),
  // The SQL runs only because a program of the same name reads it; which ones it reads is the program's business.
  stray: () => undefined,
  firstVersion: { kind: 'time', digits: 14 },
  newMiddle: '-',
  // lib/file.js: inflection.dasherize
  fileWords: (name) => name.trim().replace(/[\s_]+/g, '-'),
  newFiles: () => [
    { suffix: '-up.sql', direction: 'up', template: `${UP}|` },
    { suffix: '-down.sql', direction: 'down', template: UP },
  ],
};

const facts = numberedFiles(() => files);

/** lib/file.js: db-migrate runs programs alone, and SQL that none of them can be reading never runs. */
function list(folder: FolderView): Listing {
  const listing = facts.list(folder);
  const programs = ownFiles(folder).filter((file) => /\.(?:[cm]?js|ts|coffee)$/.test(file));
  const named = new Set(programs.map((file) => file.replace(/\.\w+$/, '')));
  const stemOf = ({ file }: Section) => baseName(file).replace(/-(?:up|down)\.sql$/, '');
  const nameless = programs.length === 0 ? [] : listing.migrations.flatMap(sections).filter((section) => !named.has(stemOf(section)));
  if (nameless.length === 0) return listing;
  const texts = programs.map((file) => folder.read(file) ?? 'readdir').join('\n');
  if (/\breaddir|\bglob\b/.test(texts)) return listing;
  const unread = new Set(nameless.filter((section) => !texts.includes(stemOf(section))).map(({ file }) => file));
  return {
    migrations: listing.migrations.filter((migration) => !sections(migration).some(({ file }) => unread.has(file))),
    strays: [...listing.strays, ...[...unread].map((file): Stray => ({ file, fate: 'ignored', why: 'never runs: no program that db-migrate runs reads it', better: [] }))],
  };
}

/** The program that reads the two files, as `db-migrate create --sql-file` makes one. */
const program = (stem: string): string => `'use strict';

const fs = require('fs');
const path = require('path');

const run = (db, file) => db.runSql(fs.readFileSync(path.join(__dirname, 'sqls', file), { encoding: 'utf-8' }));

exports.up = (db) => run(db, '${stem}-up.sql');
exports.down = (db) => run(db, '${stem}-down.sql');
exports._meta = { version: 1 };
`;

const nameOf = (migration: Migration): string => `/${baseName((migration.up ?? migration.down)!.file).replace(/-(up|down)\.sql$/, '')}`;

/** Facts from db-migrate: lib/template.js, lib/migrator.js, and db-migrate-pg: index.js. */
export const dbMigrate: Convention = {
  id: 'db-migrate',
  title: 'db-migrate',
  detect(folder) {
    const names = namedFiles(files, folder);
    if (names.length === 0) return [];
    return [
      ...(folder.nearest('database.json') ? [{ text: 'database.json', strength: 2 as const }] : []),
      ...manifestEvidence(folder, 'db-migrate'),
      ...(names.length >= 2 ? [{ text: 'sqls/ holds NNN-name-up.sql and NNN-name-down.sql', strength: 2 as const }] : []),
    ];
  },
  ...facts,
  list,
  renamed(migration, to, folder) {
    const renames = new Map(facts.renamed(migration, to, folder));
    for (const [from, renamed] of [...renames]) {
      const old = baseName(from).replace(/-(up|down)\.sql$/, '.js');
      if (folder.files.includes(old)) renames.set(old, baseName(renamed).replace(/-(up|down)\.sql$/, '.js'));
    }
    return renames;
  },
  create(name, version, folder, listing) {
    const { files: sql, caret } = facts.create(name, version, folder, listing);
    const stem = sql[0]!.file.replace(/-up\.sql$/, '');
    return { files: [...sql.map((file) => ({ ...file, file: `sqls/${file.file}` })), { file: `${stem}.js`, text: program(stem), direction: 'both' }], caret };
  },
  order: 'text',
  downs: 'file',
  missingDown: 'fails',
  duplicate: { legal: true, effect: 'both run, in the order of their names' },
  versionKey: () => undefined,
  tracking: {
    table: 'migrations',
    create: 'CREATE TABLE IF NOT EXISTS "migrations" ("id" SERIAL PRIMARY KEY NOT NULL, "name" VARCHAR (255) NOT NULL, "run_on" TIMESTAMP NOT NULL)',
    record: (migration) => [`INSERT INTO "migrations" ("name", "run_on") VALUES (${literal(nameOf(migration))}, now())`],
  },
  // The program that reads the file may do what it likes with it.
  fillsIn: () => true,
  past: { late: () => ({ fate: 'runs', effect: 'db-migrate runs it all the same' }), knownBy: 'name' },
};
