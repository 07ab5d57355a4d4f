import { failuresOf } from './failures';
import type { Rule } from './rule';

export const downFails: Rule = {
  id: 'down-fails',
  title: 'PostgreSQL refuses a statement of the down',
  severity: 'error',
  why: 'The down was run right after its up, and PostgreSQL refused this statement. A release that has to be taken back stops here, with everybody waiting.',
  instead: 'Undo things in the reverse order of the up, what depends on another before that other.',
  needsPostgres: true,
  examples: [
    {
      title: 'A table is dropped before what depends on it',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a (id) ON DELETE CASCADE);\nCREATE INDEX IF NOT EXISTS b_a_id ON b (a_id);\n',
        '001_a.down.sql': 'DROP TABLE a;\nDROP TABLE b;\n',
      },
      finds: ['001_a.down.sql: DROP TABLE a'],
    },
    {
      title: 'The reverse order',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a (id) ON DELETE CASCADE);\nCREATE INDEX IF NOT EXISTS b_a_id ON b (a_id);\n',
        '001_a.down.sql': 'DROP TABLE b;\nDROP TABLE a;\n',
      },
      finds: [],
    },
  ],
  checkProof: failuresOf('down-fails'),
};
