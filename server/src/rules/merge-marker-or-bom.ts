import { remove } from '../text/edits';
import type { Rule, SectionScript } from './rule';

/** A psql command that only psql understands; runners send the file to the server. */
const marker = /^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$/gm;

export const mergeMarkerOrBom: Rule = {
  id: 'merge-marker-or-bom',
  title: 'The file holds what is no SQL',
  severity: 'error',
  why: 'Conflict markers, NUL characters and psql commands such as `\\connect` make the server refuse the whole file; a byte order mark hides a directive that has to stand first.',
  instead: 'Take it out.',
  breaksReplay: true,
  examples: [
    {
      title: 'A conflict that was committed',
      files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n<<<<<<< HEAD\nCREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n=======\n>>>>>>> other\n', '001_a.down.sql': 'DROP TABLE IF EXISTS b, a;\n' },
      finds: ['001_a.up.sql: <<<<<<< HEAD', '001_a.up.sql: =======', '001_a.up.sql: >>>>>>> other'],
      fixed: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n' },
    },
    {
      title: 'A psql command',
      files: { '001_a.up.sql': '\\connect app\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' },
      finds: ['001_a.up.sql: \\connect app'],
      fixed: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n' },
    },
    { title: 'The same characters in a text', files: { '001_a.up.sql': "INSERT INTO pg_temp.x VALUES ('\n=======\n') ON CONFLICT DO NOTHING;\n", '001_a.down.sql': '-- irreversible: nothing to undo\n' }, finds: [] },
  ],
  checkMigration({ up, down, folder }, report) {
    for (const section of [up, down]) {
      if (!section) continue;
      const { text, file } = section;
      const say = (message: string, start: number, end: number, title: string) =>
        report({ message, file, range: { start, end }, fixes: [{ title, safety: 'suggestion', changes: () => [{ kind: 'edit', file, edits: [remove(wholeLine(text, start, end))] }] }] });
      if (section.range.start === 0 && text.charCodeAt(0) === 0xfeff)
        report({
          message: 'The server is sent a byte order mark in front of the first statement', severity: 'warning', file, range: { start: 0, end: 1 },
          fixes: [{ title: 'Delete the byte order mark', safety: 'safe', changes: () => [{ kind: 'edit', file, edits: [remove({ start: 0, end: 1 })] }] }],
        });
      for (const found of text.slice(section.range.start, section.range.end).matchAll(marker)) {
        const start = section.range.start + found.index;
        if (!insideToken(section, start)) say(`The server refuses the file at a conflict marker: ${found[0].slice(0, 7)}`, start, start + found[0].trimEnd().length, 'Delete the conflict marker');
      }
      if (folder.folder.convention.id === 'sqitch') continue;
      for (const statement of section.script.statements)
        if (statement.kind === 'PsqlCommand')
          say(`The server refuses the file at ${/^\S+/.exec(statement.text)?.[0]}, a command that only psql knows`, statement.range.start, statement.range.end, 'Delete the psql command');
    }
  },
};

/** Inside a comment, a text or a body these characters are the author's own. */
function insideToken(section: SectionScript, at: number): boolean {
  const inComment = section.script.comments.some((c) => c.range.start < at && at < c.range.end);
  return inComment || section.script.statements.some((s) => s.range.start < at && at < s.range.end && s.tokens().some((t) => t.start < at && at < t.end && !t.open));
}

function wholeLine(text: string, start: number, end: number) {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*(?:\r\n|\n|\r|$)/.exec(text.slice(end));
  return text.slice(lineStart, start).trim() === '' && rest ? { start: lineStart, end: end + rest[0].length } : { start, end };
}
