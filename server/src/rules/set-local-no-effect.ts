import { replace } from '../text/edits';
import { controlOf } from '../syntax/transactions';
import type { Rule } from './rule';
import { queriesOf, sectionsOf, transactionOf } from './transactions';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const goose = (head: string, sql: string): Record<string, string> => ({ '00001_a.sql': `${head}-- +goose Up\n${sql}\n-- +goose Down\nDROP TABLE IF EXISTS a;\n` });
const NONE = '-- +goose NO TRANSACTION\n';

export const setLocalNoEffect: Rule = {
  id: 'set-local-no-effect',
  title: 'A setting for the transaction, where there is none',
  severity: 'warning',
  why: 'SET LOCAL holds until the transaction ends. Where each statement is sent on its own it ends right there: PostgreSQL warns "SET LOCAL can only be used in transaction blocks", and the lock timeout that was to protect a busy table is not set.',
  instead: 'Write SET, and RESET at the end.',
  examples: [
    { title: 'goose without its transaction', files: goose(NONE, `SET LOCAL lock_timeout = '5s';\n${A}`), finds: ["00001_a.sql: SET LOCAL lock_timeout = '5s'"], fixed: goose(NONE, `SET lock_timeout = '5s';\n${A}`) },
    { title: 'In the transaction of goose', files: goose('', `SET LOCAL lock_timeout = '5s';\n${A}`), finds: [] },
    { title: 'In a transaction of its own', files: goose(NONE, `BEGIN;\nSET LOCAL lock_timeout = '5s';\n${A}COMMIT;\n`), finds: [] },
    { title: 'golang-migrate sends a file as one query, which is a transaction', files: { '001_a.up.sql': `SET LOCAL lock_timeout = '5s';\n${A}`, '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
  checkFolder(folder, report) {
    for (const { context, section } of sectionsOf(folder)) {
      const { mode, assumed, pipeline, because } = transactionOf(context, section);
      if (mode === 'wrapped' || assumed) continue;
      let begun = false;
      for (const { statements } of queriesOf(context, section))
        for (const statement of statements) {
          const control = controlOf(statement);
          if (control) begun = control === 'begin';
          if (begun || statement.kind !== 'VariableSetStmt' || (statements.length > 1 && !pipeline)) continue;
          const tree = statement.tree();
          if (!tree?.is_local) continue;
          const local = statement.tokens()[1];
          report({
            message: `SET LOCAL ${tree.name} has no effect, as no transaction is open: ${because}`,
            file: section.file, range: statement.range, statement,
            fixes: !local ? [] : [{ title: `Set ${tree.name} for the session`, safety: 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits: [replace({ start: local.start, end: local.end + 1 }, '')] }] }],
          });
        }
    }
  },
};
