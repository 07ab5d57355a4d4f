import { nameIn, renameFiles } from '../fixes/file-changes';
import type { ToolId } from '../migrations/convention';
import type { Rule } from './rule';

export const pairTitleMismatch: Rule = {
  id: 'pair-title-mismatch',
  title: 'Up and down of one version have different names',
  severity: 'warning',
  why: 'The tool pairs them by the version alone; a reader who looks for the partner does not find it, and mostly one of the two was copied or belongs to another version.',
  instead: 'Give the down the name of its up.',
  examples: [
    {
      title: 'Two names',
      files: { '001_add_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n', '001_users.down.sql': 'DROP TABLE IF EXISTS users;\n', '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n', '002_b.down.sql': 'DROP TABLE IF EXISTS b;\n' },
      finds: ['001_users.down.sql: '],
      fixed: { '001_users.down.sql': null, '001_add_users.down.sql': 'DROP TABLE IF EXISTS users;\n' },
    },
    {
      title: 'A down that is called after what it does',
      files: { '001_create_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n', '001_drop_users.down.sql': 'DROP TABLE IF EXISTS users;\n', '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n', '002_b.down.sql': 'DROP TABLE IF EXISTS b;\n' },
      finds: [],
    },
    { title: 'One name', files: { '001_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n', '001_users.down.sql': 'DROP TABLE IF EXISTS users;\n' }, finds: [] },
  ],
  checkFolder({ folder }, report) {
    if (folder.convention.downs !== 'file') return;
    for (const migration of folder.migrations) {
      const { up, down } = migration;
      if (!up || !down || up.file === down.file) continue;
      const wanted = folder.convention.partnerFile({ ...migration, down: undefined }, 'down', folder.view);
      const own = down.file.slice(folder.path.length + 1);
      if (wanted === undefined || withOneVerb(wanted) === withOneVerb(own) || (endsAtDot.has(folder.convention.id) && upToDot(wanted) === upToDot(own))) continue;
      report({
        message: `${nameIn(folder, down.file)} is hard to find from ${nameIn(folder, up.file)}: their names differ`,
        file: down.file,
        range: { start: 0, end: 0 },
        fixes: [{ title: `Rename to ${wanted}`, safety: 'suggestion', changes: () => renameFiles(folder, new Map([[own, wanted]])) }],
        related: [{ file: up.file, range: { start: 0, end: 0 }, message: 'the up' }],
      });
    }
  },
};

/** A down may be called after what it does: 30_drop_column beside 30_add_column. */
const withOneVerb = (file: string): string => file.replace(/(?<=[_-])(?:add|create|drop|remove|delete)(?=[_-])/gi, 'add');

/** Behind the first dot stands what is no part of the title: the database that the file is for, or how it is sent (bun's `.tx`). */
const endsAtDot = new Set<ToolId>(['popx', 'pop', 'bun']);

const upToDot = (file: string): string => file.slice(0, file.indexOf('.', file.lastIndexOf('/') + 1));
