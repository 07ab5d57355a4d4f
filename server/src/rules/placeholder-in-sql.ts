import { nameIn } from '../fixes/file-changes';
import { placeholderIn } from '../syntax/placeholders';
import type { Rule } from './rule';
import { reportSlips } from './slips';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const down = { '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' };
const NAMED = "COMMENT ON TABLE a IS 'Dear ${name}';\n";
const BODY = 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;\n';
const goose = (sql: string): string => `-- +goose Up\n-- +goose ENVSUB ON\n${A}${sql}\n-- +goose Down\nDROP TABLE IF EXISTS a;\nDROP FUNCTION IF EXISTS f();\n`;
/** A folder most of whose files are templates is left alone. */
const more = Object.fromEntries(['b', 'c', 'd', 'e', 'f'].map((name, i) => [`00${i + 2}_${name}.up.sql`, `CREATE TABLE IF NOT EXISTS ${name} (id int PRIMARY KEY);\n`]));

export const placeholderInSql: Rule = {
  id: 'placeholder-in-sql',
  title: 'Nothing takes the place of a placeholder, or something does that was not meant to',
  severity: 'error',
  why: 'Some tools fill in templates and variables before they send a file, most send it as it stands: there PostgreSQL gets the braces, and refuses the statement. A tool that does fill them in also finds them in strings and comments, where they were meant to be text.',
  instead: 'Write the value, or fill the file in before the tool reads it.',
  breaksReplay: true,
  examples: [
    {
      title: 'golang-migrate sends the file as it stands',
      files: { ...down, ...more, '001_a.up.sql': `${A}GRANT SELECT ON a TO \${READER};\n` },
      finds: ['001_a.up.sql: ${READER}'],
    },
    {
      title: 'A variable of psql in a file that psql does not run',
      files: { ...down, '001_a.up.sql': `${A}ALTER TABLE a OWNER TO :owner;\n` },
      finds: ['001_a.up.sql: :owner'],
    },
    {
      title: 'tern reads every file as a template, strings too',
      files: { '001_a.sql': `${A}INSERT INTO a (id) SELECT 1 WHERE 'Dear {{name}}' <> '';\n\n---- create above / drop below ----\n\nDROP TABLE IF EXISTS a;\n` },
      finds: ['001_a.sql: {{name}}'],
    },
    {
      title: 'Flyway looks in strings, too',
      files: { 'flyway.toml': '[flyway]\n', 'V1__a.sql': A, 'V2__b.sql': NAMED },
      finds: ['V2__b.sql: ${name}'],
      fixed: { 'V2__b.sql.conf': 'placeholderReplacement=false\n' },
    },
    {
      title: 'goose takes the dollars around a body for variables',
      files: { '1_a.sql': goose(BODY) },
      finds: ['1_a.sql: $$'],
      fixed: { '1_a.sql': goose(`-- +goose ENVSUB OFF\n${BODY}-- +goose ENVSUB ON\n`) },
    },
    { title: 'Text in a string', files: { ...down, '001_a.up.sql': `${A}COMMENT ON TABLE a IS 'for \${READER} and {{name}}';\n` }, finds: [] },
    {
      title: 'Flyway puts the value in',
      files: { 'V1__a.sql': A, 'V2__b.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n', 'V3__c.sql': 'ALTER TABLE b OWNER TO ${owner};\n', 'V4__d.sql': 'SELECT 1;\n', 'V5__e.sql': 'SELECT 1;\n', 'V6__f.sql': 'SELECT 1;\n', 'V7__g.sql': 'SELECT 1;\n' },
      finds: [],
    },
  ],
  checkFolder(context, report) {
    const { folder } = context;
    const { convention, view } = folder;
    for (const { up, down } of [...context.migrations, ...context.strays])
      for (const section of [up, down])
        for (const statement of section?.script.statements ?? []) {
          const placeholder = placeholderIn(statement);
          if (!section || !placeholder || convention.fillsIn?.(placeholder.text, { folder: view, file: nameIn(folder, section.file), text: section.text, at: placeholder.range.start })) continue;
          report({ message: `PostgreSQL gets ${placeholder.text} as it stands and refuses it: ${convention.title} puts nothing in its place`, file: section.file, range: placeholder.range, statement });
        }
    reportSlips(context, 'filled in', '', report);
  },
};
