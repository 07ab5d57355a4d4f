import { quoteName, quoteQualified } from '../fixes/quote-name';
import { insertAfter } from '../fixes/statement-edits';
import type { Constraint, Index, Table } from '../schema/objects';
import type { Range } from '../text/range';
import type { Schema } from '../schema/schema';
import { foreignKeys } from './foreign-keys';
import type { Rule } from './rule';
import { statementOf } from './statement-of';

export const fkMissingIndex: Rule = {
  id: 'fk-missing-index',
  title: 'No index leads to the rows of a foreign key',
  severity: 'warning',
  why: 'PostgreSQL makes no index for a foreign key. Each delete or key update of the referenced table then reads the whole referencing table, under a lock.',
  instead: 'Create an index whose first columns are the foreign key\'s.',
  examples: [
    {
      title: 'A foreign key alone',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, author int REFERENCES users(id) ON DELETE CASCADE);\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS posts, users;\n',
      },
      finds: ['001_a.up.sql: author'],
      fixed: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, author int REFERENCES users(id) ON DELETE CASCADE);\nCREATE INDEX IF NOT EXISTS posts_author_idx ON posts (author);\n',
      },
    },
    {
      title: 'The first column of a longer index, in a later file',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, author int REFERENCES users(id) ON DELETE CASCADE, at date);\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS posts, users;\n',
        '002_b.up.sql': 'CREATE INDEX IF NOT EXISTS posts_author_at_idx ON posts (author, at);\n', '002_b.down.sql': 'DROP INDEX IF EXISTS posts_author_at_idx;\n',
      },
      finds: [],
    },
    {
      title: 'A key of several columns, one of which an index starts with',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (org int, id int, PRIMARY KEY (org, id));\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, org int, author int, FOREIGN KEY (org, author) REFERENCES users ON DELETE CASCADE);\nCREATE INDEX IF NOT EXISTS posts_author_idx ON posts (author);\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS posts, users;\n',
      },
      finds: [],
    },
  ],
  checkFolder(context, report) {
    const schema = context.history.final;
    for (const { table, constraint, references } of foreignKeys(schema)) {
      if (!table.columnsKnown || table.temporary) continue;
      // The indexes of a partition may be its parent's.
      if (table.parents.length > 0 || constraint.columns.length === 0 || isCovered(schema, table, constraint.columns)) continue;
      const columns = constraint.columns.join(', ');
      const name = [table.name, ...constraint.columns, 'idx'].join('_');
      const at = statementOf(context, constraint.origin);
      const on = quoteQualified(table.schema === 'public' ? { name: table.name } : table);
      report({
        message: `Each delete in ${references.name} reads all of ${table.name}: no index starts with ${columns}`,
        file: constraint.origin.file,
        range: placeOf(table, constraint),
        fixes: at && new TextEncoder().encode(name).length <= 63
          ? [{
              title: `Create an index on ${table.name} (${columns})`,
              safety: 'suggestion',
              changes: () => [{ kind: 'edit', file: constraint.origin.file, edits: [insertAfter(at.text, at.statement, [`CREATE INDEX IF NOT EXISTS ${quoteName(name)} ON ${on} (${constraint.columns.map(quoteName).join(', ')});`])] }],
            }]
          : [],
      });
    }
  },
};

/** The column that a reference is written beside; else the constraint. */
function placeOf(table: Table, { columns, origin }: Constraint): Range {
  const column = columns.length === 1 ? table.columns.find((c) => c.name === columns[0]) : undefined;
  const beside = column && column.origin.file === origin.file && column.definition.range.start + column.definition.text.length >= origin.range.end && column.definition.range.start <= origin.range.start;
  return beside ? column.definition.range : origin.range;
}

/** An index that starts with one of the columns finds the rows; a predicate counts only if it says IS NOT NULL of them. */
function isCovered(schema: Schema, table: Table, columns: readonly string[]): boolean {
  return schema.indexesOf(table).some((index) => columns.some((column) => index.columns[0] === column && servesAllRows(index, column)));
}

function servesAllRows({ where }: Index, column: string): boolean {
  return where === undefined || where.replace(/[()"]/g, ' ').trim().replace(/\s+/g, ' ').toLowerCase() === `${column.toLowerCase()} is not null`;
}
