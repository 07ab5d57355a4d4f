import type { Statement } from '../syntax/statement';
import { controlOf, outsideTransactions } from '../syntax/transactions';
import type { FolderContext, Report, Rule } from './rule';
import { sectionsOf, transactionOf } from './transactions';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const B = 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n';
const DOWN = { '001_a.down.sql': 'DROP TABLE IF EXISTS b, a;\n' };

/** Three changes with a transaction and one, the last, without. */
function sqitch(wrapped: string, bare: string): Record<string, string> {
  const plan = ['a', 'b', 'c', 'd'].map((name) => `${name} 2024-01-01T00:00:00Z Ann <ann@example.com> # ${name}\n`).join('');
  const script = `BEGIN;\n${wrapped}COMMIT;\n`;
  return { 'sqitch.plan': `%syntax-version=1.0.0\n%project=x\n\n${plan}`, 'deploy/a.sql': script, 'deploy/b.sql': script, 'deploy/c.sql': script, 'deploy/d.sql': bare };
}

export const commitMidFile: Rule = {
  id: 'commit-mid-file',
  title: 'A part of the file is committed before the rest has run',
  severity: 'information',
  why: 'A file that is sent as one query is all or nothing, unless a COMMIT stands inside it; psql, which runs the scripts of Sqitch, commits each statement where the script opens no transaction. When a later statement fails, what was committed stays, and the migration is left half done.',
  instead: 'Put the COMMIT at the end, or the rest in a migration of its own.',
  examples: [
    { title: 'A table after the COMMIT', files: { '001_a.up.sql': `BEGIN;\n${A}COMMIT;\n${B}`, ...DOWN }, finds: ['001_a.up.sql: COMMIT'] },
    { title: 'One transaction for all', files: { '001_a.up.sql': `BEGIN;\n${A}${B}COMMIT;\n`, ...DOWN }, finds: [] },
    { title: 'A new value of an enum must be committed before it serves', files: { '001_a.up.sql': "CREATE TYPE mood AS ENUM ('ok');\n", '002_b.up.sql': "BEGIN;\nALTER TYPE mood ADD VALUE IF NOT EXISTS 'sad';\nCOMMIT;\nCREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY, m mood DEFAULT 'sad');\n" }, finds: [] },
    {
      title: 'psql commits each statement, where the other scripts of the plan open a transaction',
      files: sqitch(A, 'CREATE TABLE IF NOT EXISTS d (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS e (id int PRIMARY KEY);\n'),
      finds: ['deploy/d.sql: CREATE TABLE IF NOT EXISTS d (id int PRIMARY KEY)'],
    },
    { title: 'One statement needs no transaction', files: sqitch(A, B), finds: [] },
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
    if (folder.folder.convention.id === 'sqitch') reportBare(folder, report);
  },
};

/** psql commits each statement, and Sqitch opens no transaction: where nearly all scripts do, one that does not is a slip. */
function reportBare(folder: FolderContext, report: (finding: Report) => void): void {
  const scripts = sectionsOf(folder).map(({ section }) => section).filter(({ script }) => script.statements.some(isChange));
  const bare = scripts.filter(({ script }) => !script.statements.some((statement) => controlOf(statement) === 'begin'));
  if (bare.length * 4 > scripts.length) return;
  for (const { script: { statements }, file } of bare) {
    const [first, second] = statements.filter(isChange);
    // A command of psql may hold the BEGIN, and a new value of an enum could once not be added in a transaction.
    if (!first || !second || statements.some((statement) => statement.fault || /^(?:PsqlCommand|AlterEnumStmt)$/.test(statement.kind) || outsideTransactions(statement) !== undefined)) continue;
    report({ message: 'A failure below leaves the change half done: psql commits this on its own, as the script opens no transaction', file, range: first.range, statement: first });
  }
}

const isChange = ({ kind }: Statement): boolean => !['TransactionStmt', 'VariableSetStmt', 'VariableShowStmt', 'SelectStmt'].includes(kind);
