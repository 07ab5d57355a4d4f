import { deleteStatement } from '../fixes/statement-edits';
import { parseScript } from '../syntax/parse-script';
import { insert } from '../text/edits';
import type { Rule } from './rule';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const down = '\n-- +migrate Down\nDROP TABLE IF EXISTS a;\n';

export const sqlOutsideSection: Rule = {
  id: 'sql-outside-section',
  title: 'SQL stands before the first marker',
  severity: 'error',
  why: 'A tool with both directions in one file runs what follows its markers. What stands before the first one it refuses, or drops without a word.',
  instead: 'Put the SQL below the marker.',
  breaksReplay: true,
  examples: [
    {
      title: 'sql-migrate drops it',
      files: { '001_a.sql': `${A}-- +migrate Up\nCREATE INDEX IF NOT EXISTS a_id ON a (id);\n${down}` },
      finds: ['001_a.sql: CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY)'],
      fixed: { '001_a.sql': `-- +migrate Up\n${A}CREATE INDEX IF NOT EXISTS a_id ON a (id);\n${down}` },
    },
    { title: 'The down may come first', files: { '001_a.sql': `-- +migrate Down\nDROP TABLE IF EXISTS a;\n\n-- +migrate Up\n${A}` }, finds: [] },
    { title: 'Comments may stand there', files: { '001_a.sql': `-- The first table.\n-- +migrate Up\n${A}${down}` }, finds: [] },
  ],
  checkFolder({ folder, text: textOf }, report) {
    const { beforeMarker } = folder.convention;
    if (beforeMarker === undefined) return;
    for (const { up, down } of folder.migrations) {
      if (!up || up.range.start === 0) continue;
      const text = textOf(up.file) ?? '';
      const first = Math.min(up.range.start, down?.range.start ?? text.length);
      const marker = text.lastIndexOf('\n', first - 2) + 1;
      for (const statement of parseScript(text, { start: 0, end: marker }).statements) {
        const cut = deleteStatement(text, statement);
        report({
          message: beforeMarker,
          file: up.file,
          range: statement.range,
          statement,
          fixes: [{ title: 'Move it below the marker', safety: 'suggestion', changes: () => [{ kind: 'edit', file: up.file, edits: [cut, insert(up.range.start, text.slice(cut.range.start, cut.range.end))] }] }],
        });
      }
    }
  },
};
