import { quoteName, quoteQualified } from '../fixes/quote-name';
import { insertBefore } from '../fixes/statement-edits';
import type { Problem } from '../schema/problem';
import { failuresOf } from './failures';
import { problemsOf, referenceReport } from './reference';
import type { Fix, Rule, SectionScript } from './rule';

export const dependentsBreak: Rule = {
  id: 'dependents-break',
  title: 'Something depends on what is dropped',
  severity: 'error',
  why: 'PostgreSQL drops nothing that a foreign key, a view, a column or a trigger rests on, unless CASCADE takes them along: the statement fails, and the migration with it. In downs it is a matter of order: what was made last goes first.',
  instead: 'Drop what depends on it first, in the order opposite to that in which it was made.',
  breaksReplay: true,
  examples: [
    {
      title: 'A down in the order of its up',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS posts (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE);\nCREATE INDEX IF NOT EXISTS posts_user_id_idx ON posts (user_id);\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS users;\nDROP TABLE IF EXISTS posts;\n',
      },
      finds: ['001_a.down.sql: users'],
      fixed: { '001_a.down.sql': 'ALTER TABLE posts DROP CONSTRAINT IF EXISTS posts_user_id_fkey;\nDROP TABLE IF EXISTS users;\nDROP TABLE IF EXISTS posts;\n' },
    },
    {
      title: 'What was made last goes first',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE OR REPLACE VIEW names AS SELECT id FROM users;\n',
        '001_a.down.sql': 'DROP VIEW IF EXISTS names;\nDROP TABLE IF EXISTS users;\n',
      },
      finds: [],
    },
  ],
  checkProof: failuresOf('dependents-break'),
  checkMigration(context, report) {
    for (const { section, problem } of problemsOf(context)) {
      if (problem.kind !== 'depended') continue;
      const { dependent } = problem;
      const named = dependent && (dependent.parent ? `${dependent.name} of ${dependent.parent.name}` : dependent.name);
      const { message, ...rest } = referenceReport(section, problem, dropFirst(section, problem));
      report({ ...rest, message: named === undefined ? message : `${message}: ${named}` });
    }
  },
};

function dropFirst(section: SectionScript, problem: Problem): Fix[] {
  const { dependent, statement } = problem;
  if (!dependent || statement.kind === 'DoStmt') return [];
  const { parent, kind } = dependent;
  const schemaLess = (name: { readonly schema?: string; readonly name: string }) => quoteQualified(name.schema === 'public' ? { name: name.name } : name);
  const text = kind === 'constraint' && parent ? `ALTER TABLE ${schemaLess(parent)} DROP CONSTRAINT IF EXISTS ${quoteName(dependent.name)};`
    : kind === 'trigger' && parent ? `DROP TRIGGER IF EXISTS ${quoteName(dependent.name)} ON ${schemaLess(parent)};`
    : kind === 'view' || kind === 'materialized view' ? `DROP ${kind.toUpperCase()} IF EXISTS ${schemaLess(dependent)};`
    : undefined;
  if (text === undefined) return [];
  return [{ title: `Drop ${kind} ${dependent.name} first`, safety: 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits: [insertBefore(section.text, statement, [text])] }] }];
}
