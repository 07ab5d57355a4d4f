import { problemsOf, referenceReport } from './reference';
import { failuresOf } from './failures';
import type { Rule } from './rule';

const relations = new Set(['table', 'view', 'materialized view', 'foreign table']);

export const unknownTable: Rule = {
  id: 'unknown-table',
  title: 'The table does not exist at this point',
  severity: 'error',
  why: 'No earlier migration creates the table, or one dropped or renamed it. The migration fails on every database that is built from these files.',
  instead: 'Use the table\'s name at this point of the history, or create it first.',
  breaksReplay: true,
  examples: [
    {
      title: 'A misspelt table',
      files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS agents (id int PRIMARY KEY);\nALTER TABLE agnets ADD COLUMN IF NOT EXISTS name text;\n', '001_a.down.sql': 'DROP TABLE IF EXISTS agents;\n' },
      finds: ['001_a.up.sql: agnets'],
      fixed: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS agents (id int PRIMARY KEY);\nALTER TABLE agents ADD COLUMN IF NOT EXISTS name text;\n' },
    },
    { title: 'A name that FROM gives, of which rows are locked', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS agents (id int PRIMARY KEY, name text);\nWITH some AS (SELECT a.id FROM agents a LIMIT 5 FOR UPDATE OF a SKIP LOCKED) UPDATE agents SET name = NULL FROM some WHERE some.id = agents.id;\n', '001_a.down.sql': 'DROP TABLE IF EXISTS agents;\n' }, finds: [] },
    { title: 'A table of an earlier migration', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS agents (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS agents;\n', '002_b.up.sql': 'ALTER TABLE agents ADD COLUMN IF NOT EXISTS name text;\n', '002_b.down.sql': 'ALTER TABLE agents DROP COLUMN IF EXISTS name;\n' }, finds: [] },
  ],
  checkProof: failuresOf('unknown-table'),
  checkMigration(context, report) {
    for (const { section, problem } of problemsOf(context))
      if (problem.kind === 'missing' && relations.has(problem.object.kind)) report(referenceReport(section, problem));
  },
};
