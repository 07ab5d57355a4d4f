import type { PGlite } from '@electric-sql/pglite';
import type { Statement } from '../../server/src/syntax/statement';

/** PostgreSQL's answer to each statement: its message, or undefined where it ran. */
export type Answers = readonly (string | undefined)[];

/** Each statement in a savepoint of one transaction; a second run leaves no trace. */
export async function runFile(database: PGlite, statements: readonly Statement[], second: boolean): Promise<Answers> {
  const answers: (string | undefined)[] = [];
  await database.exec('BEGIN');
  for (const statement of statements) {
    // Those that end the transaction, and those that may not stand in one.
    if (/^(?:TransactionStmt|PsqlCommand|CopyData|CopyStmt|VacuumStmt|AlterSystemStmt)$/.test(statement.kind)) {
      answers.push(undefined);
      continue;
    }
    await database.exec('SAVEPOINT statement');
    const sql = statement.kind === 'IndexStmt' || statement.kind === 'DropStmt' ? statement.text.replace(/\bconcurrently\b/i, '') : statement.text;
    const refused = await attempt(database, sql);
    answers.push(refused);
    await database.exec(refused === undefined ? 'RELEASE statement' : 'ROLLBACK TO statement');
  }
  await database.exec(second ? 'ROLLBACK' : 'COMMIT');
  // A tool would run another migration in a session of its own.
  await database.exec('DISCARD TEMP; RESET search_path');
  return answers;
}

export async function attempt(database: PGlite, sql: string): Promise<string | undefined> {
  try {
    await database.exec(sql);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

