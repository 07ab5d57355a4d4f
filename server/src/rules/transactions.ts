import type { TransactionMode } from '../migrations/migration';
import type { Statement } from '../syntax/statement';
import { controlOf } from '../syntax/transactions';
import type { Range } from '../text/range';
import type { FolderContext, MigrationContext, SectionScript } from './rule';

interface SectionInPlace {
  readonly context: MigrationContext;
  readonly section: SectionScript;
}

const known = new WeakMap<FolderContext, readonly SectionInPlace[]>();

/**
 * Every section of the folder with its migration as the tool sees it now: how a file is sent may hang on another file, and what was
 * found in the section before does not know of that one's changes. For checks of a whole folder, of which several ask.
 */
export function sectionsOf(folder: FolderContext): readonly SectionInPlace[] {
  let sections = known.get(folder);
  if (!sections) known.set(folder, (sections = listed(folder)));
  return sections;
}

function listed({ migrations, strays }: FolderContext): readonly SectionInPlace[] {
  return [...migrations, ...strays].flatMap((context) => [context.up, context.down].flatMap((section) => (section ? [{ context, section }] : [])));
}

/** Of a section's transaction: the down's may be another one. */
export function transactionOf({ migration }: MigrationContext, section: SectionScript): TransactionMode {
  return (section.direction === 'down' ? migration.downTransaction : undefined) ?? migration.transaction;
}

export interface Query {
  readonly range: Range;
  readonly statements: readonly Statement[];
}

/** The section's statements as they travel: those of one query together. */
export function queriesOf(context: MigrationContext, section: SectionScript): Query[] {
  const transaction = transactionOf(context, section);
  const { statements } = section.script;
  const ranges = context.folder.folder.convention.queries?.(section.text, section.range, transaction);
  if (ranges)
    return ranges
      .map((range) => ({ range, statements: statements.filter(({ range: { start } }) => start >= range.start && start < range.end) }))
      .filter((query) => query.statements.length > 0);
  if (transaction.mode === 'none') return statements.map((statement) => ({ range: statement.range, statements: [statement] }));
  return statements.length === 0 ? [] : [{ range: section.range, statements }];
}

/** The section's statements in the transactions in which PostgreSQL runs them; one that stands alone runs in one of its own. */
export function transactionsOf(context: MigrationContext, section: SectionScript): Statement[][] {
  const wrapped = transactionOf(context, section).mode === 'wrapped';
  const transactions: Statement[][] = [];
  let current: Statement[] = [];
  let open = false;
  const close = () => {
    if (current.length > 0) transactions.push(current);
    current = [];
  };
  for (const query of queriesOf(context, section)) {
    for (const statement of query.statements) {
      const control = controlOf(statement);
      if (control === 'begin') open = true;
      else if (control === undefined) current.push(statement);
      else {
        open = false;
        close();
      }
    }
    if (!open && !wrapped) close();
  }
  close();
  return transactions;
}
