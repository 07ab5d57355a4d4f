import type { Statement } from '../syntax/statement';
import { controlOf, outsideTransactions } from '../syntax/transactions';
import type { Rule } from './rule';
import { sectionsOf, transactionOf } from './transactions';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const B = 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n';
const DOWN = { '001_a.down.sql': 'DROP TABLE IF EXISTS b, a;\n' };

export const commitMidFile: Rule = {
  id: 'commit-mid-file',
  title: 'A part of the file is committed before the rest has run',
  severity: 'information',
  why: 'A file that is sent as one query is all or nothing, unless a COMMIT stands inside it. When a later statement fails, what came before the COMMIT stays, and the migration is left half done.',
  instead: 'Put the COMMIT at the end, or the rest in a migration of its own.',
  examples: [
    { title: 'A table after the COMMIT', files: { '001_a.up.sql': `BEGIN;\n${A}COMMIT;\n${B}`, ...DOWN }, finds: ['001_a.up.sql: COMMIT'] },
    { title: 'One transaction for all', files: { '001_a.up.sql': `BEGIN;\n${A}${B}COMMIT;\n`, ...DOWN }, finds: [] },
    { title: 'A new value of an enum must be committed before it serves', files: { '001_a.up.sql': "CREATE TYPE mood AS ENUM ('ok');\n", '002_b.up.sql': "BEGIN;\nALTER TYPE mood ADD VALUE IF NOT EXISTS 'sad';\nCOMMIT;\nCREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY, m mood DEFAULT 'sad');\n" }, finds: [] },
  ],
  checkFolder(folder, report) {
    for (const { context, section } of sectionsOf(folder)) {
      const { mode, assumed } = transactionOf(context, section);
      if (mode !== 'implicit' || assumed) continue;
      const { statements } = section.script;
      const at = statements.findIndex((statement) => controlOf(statement) === 'commit');
      const before = statements.slice(0, at);
      const after = statements.slice(at + 1);
      if (at < 0 || !before.some(isChange) || !after.some(isChange)) continue;
      // Two transactions in a row are meant so, and an enum's new value has to be committed before it serves.
      if (after.some((statement) => controlOf(statement) === 'begin') || before.some(({ kind }) => kind === 'AlterEnumStmt' || kind === 'CreateEnumStmt')) continue;
      if (after.some((statement) => outsideTransactions(statement) !== undefined)) continue;
      report({ message: 'A failure below leaves the migration half done: this commits what came before', file: section.file, range: statements[at]!.range, statement: statements[at]! });
    }
  },
};

const isChange = ({ kind }: Statement): boolean => !['TransactionStmt', 'VariableSetStmt', 'VariableShowStmt', 'SelectStmt'].includes(kind);
