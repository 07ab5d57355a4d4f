import { failuresOf } from './failures';
import type { Rule } from './rule';

const failing = failuresOf('apply-fails');

export const applyFails: Rule = {
  id: 'apply-fails',
  title: 'PostgreSQL refuses the statement',
  severity: 'error',
  why: 'The migration was run on the schema that the earlier ones leave, and PostgreSQL refused this statement. It fails on every database that is built from these files.',
  instead: 'PostgreSQL says what is wrong; its documentation explains the five characters of the error code in appendix A.',
  breaksReplay: true,
  needsPostgres: true,
  examples: [
    {
      title: 'A default of another type',
      files: { '001_a.up.sql': "CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int DEFAULT 'none');\n", '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' },
      finds: ["001_a.up.sql: 'none'"],
    },
    {
      title: 'A deferred constraint that fails when the transaction ends',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, b int REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1, 2) ON CONFLICT DO NOTHING;\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
      },
      finds: ['001_a.up.sql: INSERT INTO a VALUES (1, 2) ON CONFLICT DO NOTHING'],
    },
    { title: 'A statement that runs', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, n int DEFAULT 0);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
  checkProof(context, report) {
    failing(context, report);
    const { up, proof: { proof } } = context;
    const last = up?.script.statements.at(-1);
    if (up && last && proof.atCommit)
      report({ message: `This fails when the transaction ends: ${proof.atCommit.message}`, file: up.file, range: last.range, statement: last, refused: 'up', failure: proof.atCommit });
  },
};
