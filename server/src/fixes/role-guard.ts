import type { StatementBlock } from '../migrations/convention';
import type { Statement } from '../syntax/statement';
import type { TextEdit } from '../text/edits';
import { quoteLiteral, quoteName } from './quote-name';
import { inFrontOf, inPlaceOf, withSemicolon } from './statement-edits';
import { styleBeside } from './style';

/** The statement inside a test for the role. */
export function guardByRole(text: string, statement: Statement, role: string, block: StatementBlock | undefined): TextEdit[] {
  const { words, indent } = styleBeside(text, statement);
  const lines = [
    `${words('DO')} $$`, words('BEGIN'), indent + words(`IF EXISTS (SELECT FROM pg_roles WHERE rolname = ${quoteLiteral(role)}) THEN`),
    indent + indent + withSemicolon(text, statement), indent + words('END IF;'), words('END'), '$$;',
  ];
  return [inPlaceOf(text, statement, lines, block)];
}

/** The role made in front, unless it is there: roles belong to the server and may come from another database. */
export function createRoleBefore(text: string, statement: Statement, role: string, block: StatementBlock | undefined): TextEdit[] {
  const { words, indent } = styleBeside(text, statement);
  const lines = [
    `${words('DO')} $$`, words('BEGIN'), indent + words(`CREATE ROLE ${quoteName(role)} NOLOGIN;`), words('EXCEPTION'), indent + words('WHEN duplicate_object THEN NULL;'), words('END'), '$$;',
  ];
  return [inFrontOf(text, statement, lines, block)];
}
