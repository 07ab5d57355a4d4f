import type { Rule } from './rule';
import { reportSlips } from './slips';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const CARGO = { 'Cargo.toml': '[dependencies]\nsqlx = { version = "0.8", features = ["migrate"] }\n' };

export const directiveHasNoEffect: Rule = {
  id: 'directive-has-no-effect',
  title: 'The tool takes a directive for a comment',
  severity: 'error',
  why: 'Markers and directives are comments to PostgreSQL, and to the tool, too, if a blank, a letter or the place is not the one that it knows. Nothing says so: the transaction that was to be left out is there all the same.',
  instead: "Write it exactly as the tool's documents have it.",
  examples: [
    {
      title: "dbmate's option has no blank in it",
      files: { '001_a.sql': `-- migrate:up transaction: false\n${A}\n-- migrate:down\nDROP TABLE IF EXISTS a;\n` },
      finds: ['001_a.sql: -- migrate:up transaction: false'],
      fixed: { '001_a.sql': `-- migrate:up transaction:false\n${A}\n-- migrate:down\nDROP TABLE IF EXISTS a;\n` },
    },
    {
      title: 'sqlx looks for it in the first column of the first line',
      files: { ...CARGO, '001_a.sql': A, '002_b.sql': `-- users\n--no-transaction\n${A}` },
      finds: ['002_b.sql: --no-transaction'],
      fixed: { '002_b.sql': `-- no-transaction\n-- users\n${A}` },
    },
    {
      title: 'A marker of sql-migrate in the wrong case',
      files: { '001_a.sql': `-- +migrate Up\n-- +migrate statementbegin\n${A}-- +migrate statementend\n\n-- +migrate Down\nDROP TABLE IF EXISTS a;\n` },
      finds: ['001_a.sql: -- +migrate statementbegin', '001_a.sql: -- +migrate statementend'],
      fixed: { '001_a.sql': `-- +migrate Up\n-- +migrate StatementBegin\n${A}-- +migrate StatementEnd\n\n-- +migrate Down\nDROP TABLE IF EXISTS a;\n` },
    },
    { title: 'As the tool wants it', files: { '001_a.sql': `-- migrate:up transaction:false\n${A}\n-- migrate:down\nDROP TABLE IF EXISTS a;\n` }, finds: [] },
  ],
  checkFolder: (folder, report) => reportSlips(folder, 'ignored', 'Write the directive as the tool takes it', report),
};
