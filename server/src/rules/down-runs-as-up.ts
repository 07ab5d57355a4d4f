import { nameIn } from '../fixes/file-changes';
import type { Rule } from './rule';
import { reportSlips } from './slips';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const good = `-- +migrate Up\n${A}\n-- +migrate Down\nDROP TABLE IF EXISTS a;\n`;

export const downRunsAsUp: Rule = {
  id: 'down-runs-as-up',
  title: 'What should undo the migration runs with it',
  severity: 'error',
  why: 'The marker that parts the two is a comment to the tool, as it is not exactly the one that it knows, or the tool has no downs and takes each file for an up. What the one half makes the other drops, in production too.',
  instead: "Write the marker exactly as the tool's documents have it, or keep the SQL that undoes elsewhere.",
  breaksReplay: true,
  examples: [
    { title: 'A semicolon too many', files: { '001_a.sql': good.replace('Down', 'Down;') }, finds: ['001_a.sql: -- +migrate Down;'], fixed: { '001_a.sql': good } },
    { title: 'The wrong case', files: { '001_a.sql': good.replace('Down', 'down') }, finds: ['001_a.sql: -- +migrate down'], fixed: { '001_a.sql': good } },
    {
      title: "tern's line, with a hyphen too few",
      files: { '001_a.sql': `${A}\n--- create above / drop below ----\n\nDROP TABLE IF EXISTS a;\n` },
      finds: ['001_a.sql: --- create above / drop below ----'],
      fixed: { '001_a.sql': `${A}\n---- create above / drop below ----\n\nDROP TABLE IF EXISTS a;\n` },
    },
    {
      title: 'node-pg-migrate takes each file for a migration of its own, unless its loader for pairs is set',
      files: { 'package.json': '{ "dependencies": { "node-pg-migrate": "8.0.0" } }', '1704067200000_a.up.sql': A, '1704067200000_a.down.sql': 'DROP TABLE IF EXISTS a;\n' },
      finds: ['1704067200000_a.down.sql: '],
      fixed: { '1704067200000_a.down.sql': null },
    },
    {
      title: "dbmate's markers in a folder of node-pg-migrate",
      files: { 'package.json': '{ "scripts": { "migrate": "node-pg-migrate up -m ." } }', '1704067200000_a.sql': `-- migrate:up\n${A}\n-- migrate:down\nDROP TABLE IF EXISTS a;\n`, '1704067300000_b.sql': `-- Up Migration\n${A}\n-- Down Migration\nDROP TABLE IF EXISTS a;\n` },
      finds: ['1704067200000_a.sql: -- migrate:down'],
      fixed: { '1704067200000_a.sql': `-- Up Migration\n${A}\n-- Down Migration\nDROP TABLE IF EXISTS a;\n` },
    },
    { title: 'A marker that sql-migrate knows', files: { '001_a.sql': good }, finds: [] },
  ],
  checkFolder(context, report) {
    reportSlips(context, 'down as up', 'Write the marker as the tool takes it', report);
    const { folder } = context;
    for (const { fate, file, why } of folder.strays)
      if (fate === 'down as up') report({ message: `${nameIn(folder, file)} ${why}`, file, range: { start: 0, end: 0 }, fixes: [{ title: `Delete ${nameIn(folder, file)}`, safety: 'suggestion', changes: () => [{ kind: 'delete', file }] }] });
  },
};
