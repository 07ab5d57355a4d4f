import { problemsOf, referenceReport } from './reference';
import { failuresOf } from './failures';
import type { Rule } from './rule';

const elsewhere = new Set(['table', 'view', 'materialized view', 'foreign table', 'column', 'role']);

export const unknownObject: Rule = {
  id: 'unknown-object',
  title: 'The type, index, constraint, function, ... does not exist at this point',
  severity: 'error',
  why: 'No earlier migration makes it, or one dropped or renamed it. The migration fails on every database that is built from these files.',
  instead: 'Use its name at this point of the history, or make it first.',
  breaksReplay: true,
  examples: [
    {
      title: 'A constraint under a name that PostgreSQL did not choose',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, email text UNIQUE);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
        '002_b.up.sql': 'ALTER TABLE a DROP CONSTRAINT a_email_keys;\n', '002_b.down.sql': 'ALTER TABLE a ADD CONSTRAINT a_email_key UNIQUE (email);\n',
      },
      finds: ['002_b.up.sql: a_email_keys'],
      fixed: { '002_b.up.sql': 'ALTER TABLE a DROP CONSTRAINT a_email_key;\n' },
    },
    {
      title: 'An index that went with its column is dropped once more: no other is meant',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, mail text);\nCREATE INDEX IF NOT EXISTS a_mail_index ON a (mail);\nCREATE INDEX IF NOT EXISTS a_id_index ON a (id);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
        '002_b.up.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS mail;\nDROP INDEX a_mail_index;\n', '002_b.down.sql': 'ALTER TABLE a ADD COLUMN mail text;\nCREATE INDEX a_mail_index ON a (mail);\n',
      },
      finds: ['002_b.up.sql: a_mail_index'],
    },
    { title: 'The name that it chose', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, email text UNIQUE);\nCOMMENT ON INDEX a_email_key IS \'one each\';\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
  checkProof: failuresOf('unknown-object'),
  checkMigration(context, report) {
    for (const { section, problem } of problemsOf(context))
      if (problem.kind === 'missing' && !elsewhere.has(problem.object.kind)) report(referenceReport(section, problem));
  },
};
