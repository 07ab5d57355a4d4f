import { insertAfter } from '../fixes/statement-edits';
import { controlOf } from '../syntax/transactions';
import type { Rule } from './rule';
import { sectionsOf, transactionOf } from './transactions';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const DOWN = { '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' };

export const transactionUnclosed: Rule = {
  id: 'transaction-unclosed',
  title: 'A transaction is opened and never committed',
  severity: 'error',
  why: 'Where the file opens the transaction itself, nobody else commits it: the tool stops at a session that is still in one, or the session ends and everything is rolled back.',
  instead: 'End the file with COMMIT.',
  examples: [
    { title: 'The COMMIT is missing', files: { '001_a.up.sql': `BEGIN;\n${A}`, ...DOWN }, finds: ['001_a.up.sql: BEGIN'], fixed: { '001_a.up.sql': `BEGIN;\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nCOMMIT;\n` } },
    { title: 'It is there', files: { '001_a.up.sql': `BEGIN;\n${A}COMMIT;\n`, ...DOWN }, finds: [] },
  ],
  checkFolder(folder, report) {
    for (const { context, section } of sectionsOf(folder)) {
      const { mode, assumed } = transactionOf(context, section);
      if (mode === 'wrapped' || assumed) continue;
      const { statements } = section.script;
      const last = statements.findLast((statement) => controlOf(statement) !== undefined);
      const end = statements.at(-1);
      // A statement that cannot be read may hold the COMMIT.
      if (!last || !end || controlOf(last) !== 'begin' || statements.some((statement) => statement.fault || statement.kind === 'PsqlCommand')) continue;
      report({
        message: 'Nothing of what follows is committed: this transaction has no COMMIT',
        file: section.file,
        range: last.range,
        statement: last,
        fixes: [{ title: 'Add COMMIT at the end', safety: 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits: [insertAfter(section.text, end, ['COMMIT;'])] }] }],
      });
    }
  },
};
