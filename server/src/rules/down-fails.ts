import { failuresOf } from './failures';
import type { Rule } from './rule';

export const downFails: Rule = {
  id: 'down-fails',
  title: 'PostgreSQL refuses a statement of the down',
  severity: 'error',
  why: 'The down was run right after its up, and PostgreSQL refused this statement. A release that has to be taken back stops here, with everybody waiting.',
  instead: 'PostgreSQL says what is wrong; try the down right after its up.',
  needsPostgres: true,
  examples: [
    {
      title: 'A type that has no cast back',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
        '002_b.up.sql': 'ALTER TABLE a ALTER COLUMN n TYPE text;\n', '002_b.down.sql': 'ALTER TABLE a ALTER COLUMN n TYPE int;\n',
      },
      finds: ['002_b.down.sql: n'],
    },
    {
      title: 'With the way from the one to the other',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
        '002_b.up.sql': 'ALTER TABLE a ALTER COLUMN n TYPE text;\n', '002_b.down.sql': 'ALTER TABLE a ALTER COLUMN n TYPE int USING n::int;\n',
      },
      finds: [],
    },
  ],
  checkProof: failuresOf('down-fails'),
};
