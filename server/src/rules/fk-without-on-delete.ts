import { keywordsLike } from '../fixes/style';
import { insert } from '../text/edits';
import { foreignKeys } from './foreign-keys';
import type { Fix, Rule } from './rule';
import { statementOf } from './statement-of';

export const fkWithoutOnDelete: Rule = {
  id: 'fk-without-on-delete',
  title: 'The foreign key does not say what a delete does',
  severity: 'information',
  why: 'Without ON DELETE the referenced row cannot be deleted as long as a row points to it. That may be what is meant; nobody can tell from the file.',
  instead: 'Say it: RESTRICT or NO ACTION, SET NULL, or CASCADE.',
  examples: [
    {
      title: 'A reference without a policy',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, author int REFERENCES users(id));\nCREATE INDEX IF NOT EXISTS posts_author_idx ON posts (author);\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS posts, users;\n',
      },
      finds: ['001_a.up.sql: users'],
      fixed: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, author int REFERENCES users(id) ON DELETE RESTRICT);\nCREATE INDEX IF NOT EXISTS posts_author_idx ON posts (author);\n',
      },
    },
    {
      title: 'A policy',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, author int REFERENCES users(id) ON DELETE CASCADE);\nCREATE INDEX IF NOT EXISTS posts_author_idx ON posts (author);\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS posts, users;\n',
      },
      finds: [],
    },
    {
      title: 'A partition has its parent\'s',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, author int REFERENCES users(id)) PARTITION BY LIST (id);\nCREATE TABLE IF NOT EXISTS posts1 PARTITION OF posts FOR VALUES IN (1);\nCREATE INDEX IF NOT EXISTS posts_author_idx ON posts (author);\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS posts, users;\n',
      },
      finds: ['001_a.up.sql: users'],
      fixed: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, author int REFERENCES users(id) ON DELETE RESTRICT) PARTITION BY LIST (id);\nCREATE TABLE IF NOT EXISTS posts1 PARTITION OF posts FOR VALUES IN (1);\nCREATE INDEX IF NOT EXISTS posts_author_idx ON posts (author);\n',
      },
    },
  ],
  checkFolder(context, report) {
    for (const { table, constraint, references } of foreignKeys(context.history.final)) {
      const { onDelete, onDeleteAt } = constraint.definition;
      // Of a partition it is its parent's; with PERIOD there is no other choice than NO ACTION.
      if (onDelete !== undefined || onDeleteAt === undefined || table.parents.length > 0 || /\bperiod\b/i.test(constraint.definition.text)) continue;
      const column = constraint.columns.length === 1 ? `${table.name}.${constraint.columns[0]}` : `${table.name} (${constraint.columns.join(', ')})`;
      const nullable = constraint.columns.every((name) => table.columns.find((c) => c.name === name)?.notNull === false);
      const choice = (action: string): Fix => ({
        title: `Add ON DELETE ${action}`,
        safety: 'suggestion',
        changes: () => [{ kind: 'edit', file: constraint.origin.file, edits: [insert(onDeleteAt, keywordsLike(statementOf(context, constraint.origin)?.statement, ` ON DELETE ${action}`))] }],
      });
      report({
        message: `A row of ${references.name} cannot be deleted while ${column} points to it, and the file does not say that this is meant`,
        file: constraint.origin.file,
        range: constraint.references?.range ?? constraint.origin.range,
        fixes: [choice('RESTRICT'), ...(nullable ? [choice('SET NULL')] : []), choice('CASCADE'), choice('NO ACTION')],
      });
    }
  },
};
