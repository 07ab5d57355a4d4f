import { failureRange, failuresIn } from './failures';
import type { Rule } from './rule';

export const upAfterDownFails: Rule = {
  id: 'up-after-down-fails',
  title: 'The migration cannot be run again after its down',
  severity: 'warning',
  why: 'After the down has run, the up is run again when the release goes out the second time. What the down left behind, rows included, makes it fail there.',
  instead: 'Let the down take back all that the up would stumble over, or let the up meet it.',
  needsPostgres: true,
  examples: [
    {
      title: 'Rows that the down leaves',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS roles (id int PRIMARY KEY, name text NOT NULL);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS roles;\n',
        '002_b.up.sql': "INSERT INTO roles VALUES (1, 'admin');\n", '002_b.down.sql': "UPDATE roles SET name = 'nobody' WHERE id = 1;\n",
      },
      finds: ["002_b.up.sql: INSERT INTO roles VALUES (1, 'admin')"],
    },
    {
      title: 'Rows that the down takes back',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS roles (id int PRIMARY KEY, name text NOT NULL);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS roles;\n',
        '002_b.up.sql': "INSERT INTO roles VALUES (1, 'admin');\n", '002_b.down.sql': 'DELETE FROM roles WHERE id = 1;\n',
      },
      finds: [],
    },
  ],
  checkProof({ up, down, proof: { proof } }, report) {
    // A leftover in the schema is told where it is made.
    if (!up || !down || proof.difference.length > 0) return;
    for (const { statement, failure } of failuresIn(up, proof.again))
      report({
        message: `Running this after the down fails: ${failure.message}`,
        file: up.file, range: failureRange(up, statement, failure), statement, failure,
        related: [{ file: down.file, range: { start: down.range.start, end: down.range.start }, message: 'the down that ran before' }],
      });
  },
};
