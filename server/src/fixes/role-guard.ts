import type { StatementBlock } from '../migrations/convention';
import type { Statement } from '../syntax/statement';
import type { TextEdit } from '../text/edits';
import { quoteLiteral, quoteName } from './quote-name';
import { inFrontOf, inPlaceOf, withSemicolon } from './statement-edits';

/** The statement inside a test for the role. */
export function guardByRole(text: string, statement: Statement, role: string, block: StatementBlock | undefined): TextEdit[] {
  const lines = [
    'DO $$', 'BEGIN', `    IF EXISTS (SELECT FROM pg_roles WHERE rolname = ${quoteLiteral(role)}) THEN`, `        ${withSemicolon(text, statement)}`, '    END IF;', 'END', '$$;',
  ];
  return [inPlaceOf(text, statement, lines, block)];
}

/** The role made in front, unless it is there: roles belong to the server and may come from another database. */
export function createRoleBefore(text: string, statement: Statement, role: string, block: StatementBlock | undefined): TextEdit[] {
  return [inFrontOf(text, statement, ['DO $$', 'BEGIN', `    CREATE ROLE ${quoteName(role)} NOLOGIN;`, 'EXCEPTION', '    WHEN duplicate_object THEN NULL;', 'END', '$$;'], block)];
}
