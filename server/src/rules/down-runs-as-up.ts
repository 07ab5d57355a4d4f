import type { Rule } from './rule';
import { reportSlips } from './slips';

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const good = `-- +migrate Up\n${A}\n-- +migrate Down\nDROP TABLE IF EXISTS a;\n`;

export const downRunsAsUp: Rule = {
  id: 'down-runs-as-up',
  title: 'What should undo the migration runs with it',
  severity: 'error',
  why: 'The marker that parts the two is a comment to the tool, as it is not exactly the one that it knows. All of the file is up: what the first half makes the second drops, in production too.',
  instead: "Write the marker exactly as the tool's documents have it.",
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
    { title: 'A marker that sql-migrate knows', files: { '001_a.sql': good }, finds: [] },
  ],
  checkFolder: (folder, report) => reportSlips(folder, 'down as up', 'Write the marker as the tool takes it', report),
};
