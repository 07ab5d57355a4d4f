import { nameIn, renameOne } from '../fixes/file-changes';
import type { Rule } from './rule';

export const fileNameInvalid: Rule = {
  id: 'file-name-invalid',
  title: 'The tool never runs the file, because of its name',
  severity: 'error',
  why: 'A migration tool takes the files whose names it understands and passes over the rest without a word. A table that such a file creates is missing at run time.',
  instead: 'Give the file the name that the tool takes.',
  breaksReplay: true,
  examples: [
    {
      title: 'A suffix is missing',
      files: { '001_create_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n', '001_create_users.down.sql': 'DROP TABLE IF EXISTS users;\n', '002_create_posts.sql': 'CREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY);\n' },
      finds: ['002_create_posts.sql: '],
      fixed: { '002_create_posts.sql': null, '002_create_posts.up.sql': 'CREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY);\n' },
    },
    {
      title: 'Names that the tool takes, and a file that is meant for people',
      files: { '001_create_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n', '001_create_users.down.sql': 'DROP TABLE IF EXISTS users;\n', 'README.md': 'Our migrations' },
      finds: [],
    },
  ],
  checkFolder({ folder }, report) {
    for (const stray of folder.strays) {
      if (stray.fate !== 'ignored') continue;
      report({
        message: `${nameIn(folder, stray.file)} ${stray.why}`,
        file: stray.file,
        range: { start: 0, end: 0 },
        fixes: stray.better.map((name) => ({
          title: `Rename to ${name}`,
          safety: 'suggestion' as const,
          changes: () => renameOne(folder, stray.file, name),
        })),
      });
    }
  },
};
