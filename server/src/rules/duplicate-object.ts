import { guard } from '../fixes/guard';
import { problemsOf, referenceReport } from './reference';
import { failuresOf } from './failures';
import type { Rule } from './rule';

export const duplicateObject: Rule = {
  id: 'duplicate-object',
  title: 'What the statement makes is there already',
  severity: 'error',
  why: 'An earlier migration made an object of that name. The migration fails on every database that is built from these files.',
  instead: 'Give it another name, drop the old one first, or guard the statement if it is meant to find it.',
  breaksReplay: true,
  examples: [
    {
      title: 'A column that is there',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS agents (id int PRIMARY KEY, status text);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS agents;\n',
        '002_b.up.sql': 'ALTER TABLE agents ADD COLUMN status text;\n', '002_b.down.sql': '-- irreversible: nothing to undo\n',
      },
      finds: ['002_b.up.sql: status'],
      fixed: { '002_b.up.sql': 'ALTER TABLE agents ADD COLUMN IF NOT EXISTS status text;\n' },
    },
    { title: 'An index that the partitions do not get', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS p (id int, n int, PRIMARY KEY (id)) PARTITION BY LIST (id);\nCREATE TABLE IF NOT EXISTS p1 PARTITION OF p FOR VALUES IN (1);\nCREATE INDEX IF NOT EXISTS p_n_idx ON ONLY p (n);\nCREATE INDEX p1_n_idx ON p1 (n);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS p;\n' }, finds: [] },
    { title: 'A guard that finds it', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n', '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '002_b.down.sql': '-- irreversible: nothing to undo\n' }, finds: [] },
  ],
  checkProof: failuresOf('duplicate-object'),
  checkMigration(context, report) {
    for (const { section, problem } of problemsOf(context)) {
      if (problem.kind === 'missing' || problem.kind === 'depended') continue;
      const guarding = guard(section.text, problem, context.folder.folder.convention.statementBlock);
      report(referenceReport(section, { ...problem, candidates: [] }, guarding ? [{ title: guarding.title, safety: 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits: guarding.edits() }] }] : []));
    }
  },
};
