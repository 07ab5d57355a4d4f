import type { TransactionMode } from '../migrations/migration';
import type { Statement } from '../syntax/statement';
import type { Range } from '../text/range';
import type { MigrationContext, SectionScript } from './rule';

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

/** Statements that start or end a transaction; savepoints do neither. */
export function controlOf({ kind, tree }: Statement): 'begin' | 'commit' | 'rollback' | undefined {
  if (kind !== 'TransactionStmt') return undefined;
  switch (tree.kind) {
    case 'TRANS_STMT_BEGIN': case 'TRANS_STMT_START': return 'begin';
    case 'TRANS_STMT_COMMIT': case 'TRANS_STMT_PREPARE': return 'commit';
    case 'TRANS_STMT_ROLLBACK': return 'rollback';
    default: return undefined;
  }
}

/**
 * What PostgreSQL calls a statement that it refuses inside a transaction block (PreventInTransactionBlock in tcop/utility.c);
 * undefined: it may be in one. REFRESH MATERIALIZED VIEW CONCURRENTLY may.
 */
export function outsideTransactions({ kind, tree }: Statement): string | undefined {
  switch (kind) {
    case 'IndexStmt': return tree.concurrent ? 'CREATE INDEX CONCURRENTLY' : undefined;
    case 'DropStmt': return tree.concurrent ? 'DROP INDEX CONCURRENTLY' : undefined;
    case 'ReindexStmt':
      if (isOn(tree.params, 'concurrently')) return 'REINDEX CONCURRENTLY';
      return ['SCHEMA', 'DATABASE', 'SYSTEM'].map((what) => (tree.kind === `REINDEX_OBJECT_${what}` ? `REINDEX ${what}` : undefined)).find(Boolean);
    case 'VacuumStmt': return tree.is_vacuumcmd ? 'VACUUM' : undefined;
    case 'CreatedbStmt': return 'CREATE DATABASE';
    case 'DropdbStmt': return 'DROP DATABASE';
    case 'CreateTableSpaceStmt': return 'CREATE TABLESPACE';
    case 'DropTableSpaceStmt': return 'DROP TABLESPACE';
    case 'AlterSystemStmt': return 'ALTER SYSTEM';
    case 'AlterTableStmt': return (tree.cmds ?? []).some((cmd: any) => cmd.AlterTableCmd?.def?.PartitionCmd?.concurrent) ? 'ALTER TABLE ... DETACH CONCURRENTLY' : undefined;
    default: return undefined;
  }
}

function isOn(params: any[] | undefined, name: string): boolean {
  const option = params?.find((param) => param.DefElem?.defname === name)?.DefElem;
  const value = option?.arg?.String?.sval ?? option?.arg?.Integer?.ival ?? option?.arg?.Boolean?.boolval;
  return option !== undefined && !['false', 'off', 0, false].includes(value);
}
