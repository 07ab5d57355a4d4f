import { deleteStatement } from '../fixes/statement-edits';
import type { Statement } from '../syntax/statement';
import { controlOf } from '../syntax/transactions';
import type { Rule } from './rule';
import { sectionsOf, transactionOf } from './transactions';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const goose = (head: string, up: string): Record<string, string> => ({
  'go.mod': 'require github.com/pressly/goose/v3 v3.27.0\n', '00001_a.sql': `${head}-- +goose Up\n${up}\n-- +goose Down\nDROP TABLE IF EXISTS a;\n`,
});

export const transactionNested: Rule = {
  id: 'transaction-nested',
  title: "The file ends the tool's own transaction",
  severity: 'warning',
  why: "PostgreSQL has no transactions within transactions: inside one, BEGIN does nothing but warn, and COMMIT ends the one that the tool had opened. What follows, the record that the migration ran included, is outside of it, so that a failure leaves a half.",
  instead: 'Leave BEGIN and COMMIT to the tool.',
  examples: [
    {
      title: 'goose opens a transaction for each file',
      files: goose('', `BEGIN;\n${A}COMMIT;\n`),
      finds: ['00001_a.sql: BEGIN'],
      fixed: { '00001_a.sql': `-- +goose Up\n${A}\n-- +goose Down\nDROP TABLE IF EXISTS a;\n` },
    },
    { title: 'Who ends the transaction and begins another one for the tool means it so', files: goose('', `${A}COMMIT;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a_id ON a (id);\nBEGIN;\n`), finds: [] },
    { title: 'A file that goose sends without a transaction', files: goose('-- +goose NO TRANSACTION\n', `BEGIN;\n${A}COMMIT;\n`), finds: [] },
    { title: 'golang-migrate opens none', files: { '001_a.up.sql': `BEGIN;\n${A}COMMIT;\n`, '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
  checkFolder(folder, report) {
    for (const { context, section } of sectionsOf(folder)) {
      const { mode, because, assumed, joined } = transactionOf(context, section);
      if (mode !== 'wrapped' || assumed || joined) continue;
      for (const [first, ...others] of pairs(section.script.statements)) {
        const last = others.at(-1) ?? first!;
        const effect = controlOf(last) === 'begin' ? 'BEGIN does nothing' : `${controlOf(last)!.toUpperCase()} ends the transaction of the whole migration`;
        const statements = [first!, ...others];
        report({
          message: `${effect}: ${because}`,
          file: section.file,
          range: first!.range,
          severity: controlOf(last) === 'begin' ? 'information' : undefined,
          statement: first!,
          fixes: [{
            title: `Delete ${statements.map((statement) => controlOf(statement)!.toUpperCase()).join(' and ')}`,
            safety: 'suggestion',
            changes: () => [{ kind: 'edit', file: section.file, edits: statements.map((statement) => deleteStatement(section.text, statement)) }],
          }],
        });
      }
    }
  },
};

/**
 * Each BEGIN with the COMMIT or ROLLBACK that ends it; what has no partner alone. Who ends the tool's transaction and begins another one
 * for it means it so.
 */
function pairs(statements: readonly Statement[]): Statement[][] {
  const controls = statements.filter((statement) => controlOf(statement) !== undefined);
  const [first, last] = [controls[0], controls.at(-1)];
  if (first && controlOf(first) !== 'begin' && controlOf(last!) === 'begin') return [];
  const result: Statement[][] = [];
  let open = false;
  for (const statement of controls) {
    const control = controlOf(statement);
    if (control !== 'begin' && open) result.at(-1)!.push(statement);
    else result.push([statement]);
    open = control === 'begin';
  }
  return result;
}
