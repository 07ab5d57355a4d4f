import { nameIn, renameOne } from '../fixes/file-changes';
import type { Rule } from './rule';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const B = 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n';
const LOCK = { 'migration_lock.toml': 'provider = "postgresql"\n' };
const CARGO = { 'Cargo.toml': '[dependencies]\nsqlx = { version = "0.8", features = ["migrate"] }\n' };

export const toolRefusesFolder: Rule = {
  id: 'tool-refuses-folder',
  title: 'The tool stops at a file or folder that is no migration',
  severity: 'error',
  why: 'Some tools take every file, or every folder, for a migration and stop at one that they cannot read as such. Nothing of the rest runs.',
  instead: 'Give it the name that the tool takes, or move it elsewhere.',
  breaksReplay: true,
  examples: [
    {
      title: 'sqlx wants a number before the first underscore of every .sql file that has one',
      files: { ...CARGO, '0001_a.sql': A, '0002_b.sql': B, 'add_names.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS name text;\n' },
      finds: ['add_names.sql: '],
      fixed: { 'add_names.sql': null, '0003_add_names.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS name text;\n' },
    },
    {
      title: 'Prisma takes every folder for a migration',
      files: { ...LOCK, '20240101000000_a/migration.sql': A, 'archive/first.sql': B, 'archive/second.sql': B },
      finds: ['archive/first.sql: '],
    },
    { title: 'What the tool passes over', files: { ...CARGO, '0001_a.sql': A, '0002_b.sql': B, 'seed.sql': 'SELECT 1;\n', 'README.md': 'Our migrations' }, finds: [] },
  ],
  checkFolder({ folder }, report) {
    for (const stray of folder.strays) {
      if (stray.fate !== 'refused') continue;
      report({
        message: `${nameIn(folder, stray.file)} ${stray.why}`,
        file: stray.file,
        range: { start: 0, end: 0 },
        fixes: stray.better.map((name) => ({ title: `Rename to ${name}`, safety: 'suggestion' as const, changes: () => renameOne(folder, stray.file, name) })),
      });
    }
  },
};
