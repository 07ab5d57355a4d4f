import { keywordsLike } from '../fixes/style';
import { replace } from '../text/edits';
import { foreignKeys } from './foreign-keys';
import type { Rule } from './rule';
import { statementOf } from './statement-of';

export const fkSetNullOnNotNull: Rule = {
  id: 'fk-set-null-on-not-null',
  title: 'ON DELETE SET NULL on a column that cannot be null',
  severity: 'error',
  why: 'The table is created without complaint; the first delete of a referenced row fails with a not-null violation.',
  instead: 'Let the delete cascade or be refused, or let the column be null.',
  examples: [
    {
      title: 'NOT NULL and SET NULL',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, author int NOT NULL REFERENCES users(id) ON DELETE SET NULL);\nCREATE INDEX IF NOT EXISTS posts_author_idx ON posts (author);\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS posts, users;\n',
      },
      finds: ['001_a.up.sql: SET NULL'],
      fixed: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, author int NOT NULL REFERENCES users(id) ON DELETE CASCADE);\nCREATE INDEX IF NOT EXISTS posts_author_idx ON posts (author);\n',
      },
    },
    {
      title: 'A column that may be null',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, author int REFERENCES users(id) ON DELETE SET NULL);\nCREATE INDEX IF NOT EXISTS posts_author_idx ON posts (author);\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS posts, users;\n',
      },
      finds: [],
    },
  ],
  checkFolder(context, report) {
    for (const { table, constraint, references } of foreignKeys(context.history.final)) {
      if (constraint.definition.onDelete !== 'set null') continue;
      // ON DELETE SET NULL (column, ...) names the columns that it sets (PostgreSQL 15).
      const clause = /\bON\s+DELETE\s+(SET\s+NULL)(\s*\()?/i.exec(constraint.definition.text);
      if (!clause || clause[2]) continue;
      const column = constraint.columns.map((name) => table.columns.find((c) => c.name === name)).find((c) => c?.notNull);
      if (!column) continue;
      const start = constraint.definition.range.start + clause.index + clause[0].length - clause[1]!.length;
      const range = { start, end: start + clause[1]!.length };
      report({
        message: `Deleting a row of ${references.name} fails: ${table.name}.${column.name} is to become null and cannot`,
        file: constraint.origin.file,
        range,
        fixes: ['CASCADE', 'RESTRICT'].map((action) => ({
          title: `Replace SET NULL by ${action}`, safety: 'suggestion' as const,
          changes: () => [{ kind: 'edit' as const, file: constraint.origin.file, edits: [replace(range, keywordsLike(statementOf(context, constraint.origin)?.statement, action))] }],
        })),
      });
    }
  },
};
