import type { Statement } from './statement';

/** Statements that start or end a transaction; savepoints do neither. */
export function controlOf(statement: Statement): 'begin' | 'commit' | 'rollback' | undefined {
  if (statement.kind !== 'TransactionStmt') return undefined;
  switch (statement.tree().kind) {
    case 'TRANS_STMT_BEGIN': case 'TRANS_STMT_START': return 'begin';
    case 'TRANS_STMT_COMMIT': case 'TRANS_STMT_PREPARE': return 'commit';
    case 'TRANS_STMT_ROLLBACK': return 'rollback';
    default: return undefined;
  }
}

/** A word that each of the statements below has. */
const mayBeOutside = /\b(?:concurrently|reindex|vacuum|database|tablespace|system)\b/i;

/**
 * What PostgreSQL calls a statement that it refuses inside a transaction block (PreventInTransactionBlock in tcop/utility.c);
 * undefined: it may be in one. REFRESH MATERIALIZED VIEW CONCURRENTLY may.
 */
export function outsideTransactions(statement: Statement): string | undefined {
  if (!known.has(statement)) known.set(statement, mayBeOutside.test(statement.text) ? readOutside(statement) : undefined);
  return known.get(statement);
}

/** May it end transactions by itself, which PostgreSQL refuses inside a transaction block (SQLSTATE 2D000)? */
export function mayCommit({ kind, text }: Statement): boolean {
  return kind === 'CallStmt' || (kind === 'DoStmt' && /\b(?:commit|rollback)\b/i.test(text));
}

/** Asked of every statement of a folder at every edit. */
const known = new WeakMap<Statement, string | undefined>();

function readOutside(statement: Statement): string | undefined {
  const tree = statement.tree();
  switch (statement.kind) {
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
