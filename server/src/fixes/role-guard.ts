import type { Statement } from '../syntax/statement';
import { replace, type TextEdit } from '../text/edits';
import { lineBreak } from '../text/lines';
import { quoteLiteral, quoteName } from './quote-name';
import { indentOf, insertBefore } from './statement-edits';

/** The statement inside a test for the role. */
export function guardByRole(text: string, statement: Statement, role: string): TextEdit[] {
  const lines = [
    'DO $$', 'BEGIN', `    IF EXISTS (SELECT FROM pg_roles WHERE rolname = ${quoteLiteral(role)}) THEN`, `        ${statement.text};`, '    END IF;', 'END', '$$;',
  ];
  return [replace({ start: statement.range.start, end: statement.end }, lines.join(lineBreak(text) + indentOf(text, statement.range.start)))];
}

/** The role made in front, unless it is there: roles belong to the server and may come from another database. */
export function createRoleBefore(text: string, statement: Statement, role: string): TextEdit[] {
  return [insertBefore(text, statement, ['DO $$', 'BEGIN', `    CREATE ROLE ${quoteName(role)} NOLOGIN;`, 'EXCEPTION', '    WHEN duplicate_object THEN NULL;', 'END', '$$;'])];
}
