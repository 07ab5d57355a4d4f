import { nameIn } from '../fixes/file-changes';
import { problemsOf, referenceReport } from './reference';
import { failuresOf } from './failures';
import type { Rule } from './rule';

export const unknownColumn: Rule = {
  id: 'unknown-column',
  title: 'The column does not exist at this point',
  severity: 'error',
  why: 'No earlier migration gives the table that column, or one dropped or renamed it. The migration fails on every database that is built from these files.',
  instead: 'Use a column that the table has at this point of the history, or add it first.',
  breaksReplay: true,
  examples: [
    {
      title: 'A misspelt column',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS agents (id int PRIMARY KEY, status text);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS agents;\n',
        '002_b.up.sql': "UPDATE agents SET staus = 'x';\n", '002_b.down.sql': '-- irreversible: data only\n',
      },
      finds: ['002_b.up.sql: staus'],
      fixed: { '002_b.up.sql': "UPDATE agents SET status = 'x';\n" },
    },
    { title: 'A column of a later ALTER', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS agents (id int PRIMARY KEY);\nALTER TABLE agents ADD COLUMN IF NOT EXISTS status text;\nUPDATE agents SET status = upper(status);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS agents;\n' }, finds: [] },
  ],
  checkProof: failuresOf('unknown-column'),
  checkMigration(context, report) {
    for (const { section, problem } of problemsOf(context)) {
      if (problem.kind !== 'missing' || problem.object.kind !== 'column') continue;
      const about = referenceReport(section, problem);
      const table = problem.object.parent?.name;
      const creator = problem.related?.is === 'table created here' ? `, created by ${nameIn(context.folder.folder, problem.related.origin.file)},` : '';
      report({ ...about, message: table === undefined || problem.candidates.length === 0 ? about.message : `${about.message}; ${table}${creator} has ${listed(problem.candidates)}` });
    }
  },
};

/** Enough names to see which is meant, in the table's order. */
function listed(columns: readonly string[]): string {
  return columns.length <= 12 ? columns.join(', ') : `${columns.slice(0, 12).join(', ')} and ${columns.length - 12} more`;
}
