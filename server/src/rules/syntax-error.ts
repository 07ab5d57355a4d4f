import { placeholderIn } from '../syntax/placeholders';
import { failuresOf } from './failures';
import type { Rule } from './rule';

/** That is merge-marker-or-bom's to say. */
function isConflictMarker(text: string, at: number): boolean {
  return /^(?:<{7}|={7}|>{7}|\|{7})/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1));
}

export const syntaxError: Rule = {
  id: 'syntax-error',
  title: 'PostgreSQL cannot read the statement',
  severity: 'error',
  why: 'The server refuses the statement before it runs anything of it. The judge is PostgreSQL\'s own grammar, and the words are its own.',
  instead: 'Look at the place under the squiggle and just before it.',
  breaksReplay: true,
  examples: [
    { title: 'A misspelt keyword', files: { '001_a.up.sql': 'CREATE TABEL a (id int);\nCREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS b;\n' }, finds: ['001_a.up.sql: TABEL'] },
    { title: 'A forgotten semicolon', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY)\nCREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS b, a;\n' }, finds: ['001_a.up.sql: CREATE'] },
    { title: 'A statement that it reads', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
  checkProof: failuresOf('syntax-error', 'PostgreSQL refuses this statement'),
  checkMigration({ up, down }, report) {
    for (const section of [up, down]) {
      for (const statement of section?.script.statements ?? []) {
        if (!section || !statement.fault || isConflictMarker(section.text, statement.fault.range.start)) continue;
        // Filled in by the tool, or placeholder-in-sql's to say.
        if (placeholderIn(statement)) continue;
        report({ message: `PostgreSQL refuses this statement: ${statement.fault.message}`, file: section.file, range: statement.fault.range, statement, refused: section.direction });
      }
    }
  },
};
