import type { Statement } from '../syntax/statement';
import type { Rule, SectionScript } from './rule';
import { sectionsOf, transactionOf, transactionsOf } from './transactions';

const TABLES = { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' };
const ADD = 'ALTER TABLE a ADD CONSTRAINT a_id CHECK (id > 0) NOT VALID;\n';
const VALIDATE = 'ALTER TABLE a VALIDATE CONSTRAINT a_id;\n';

export const validateInSameTx: Rule = {
  id: 'validate-in-same-tx',
  title: 'NOT VALID gains nothing, as the same transaction validates',
  severity: 'warning',
  why: 'A constraint is added NOT VALID so that its rows can be checked later under a lock that lets others write. In one transaction the strong lock of ADD CONSTRAINT is held until the check is through.',
  instead: 'Validate in a migration of its own.',
  examples: [
    { title: 'Both in one file that is one transaction', files: { ...TABLES, '002_b.up.sql': ADD + VALIDATE }, finds: ['002_b.up.sql: a_id'] },
    { title: 'In a migration of its own', files: { ...TABLES, '002_b.up.sql': ADD, '003_c.up.sql': VALIDATE }, finds: [] },
    { title: 'A table that is new has no rows', files: { '001_a.up.sql': TABLES['001_a.up.sql'] + ADD + VALIDATE }, finds: [] },
  ],
  checkFolder(folder, report) {
    for (const { context, section } of sectionsOf(folder)) {
      if (section.direction === 'down' || transactionOf(context, section).assumed) continue;
      for (const statements of transactionsOf(context, section)) {
        const added: { readonly table: string; readonly name: string }[] = [];
        for (const statement of statements) {
          for (const effect of statement.effects) {
            if (effect.does === 'create' && effect.definition.of === 'constraint' && effect.definition.constraint.notValid && effect.object.parent && !isNew(section, statement, effect.object.parent))
              added.push({ table: effect.object.parent.name, name: effect.object.name });
            if (effect.does !== 'validate' || !added.some(({ table, name }) => table === effect.object.parent?.name && name === effect.object.name)) continue;
            report({
              message: `Writers to ${effect.object.parent!.name} wait until all rows are checked: ${effect.object.name} is added and validated in one transaction`,
              file: section.file, range: effect.object.range, statement,
            });
          }
        }
      }
    }
  },
};

/** Is the table of this very file? Then nobody else uses it, and it is small. One that is unknown may be. */
function isNew(section: SectionScript, statement: Statement, table: { readonly schema?: string; readonly name: string }): boolean {
  const before = section.steps.find((step) => step.statement === statement)?.before.relation(table);
  return before === undefined || before === 'unknown' || before.origin.file === section.file;
}
