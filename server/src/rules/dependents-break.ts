import { quoteName, quoteQualified } from '../fixes/quote-name';
import { insertBefore } from '../fixes/statement-edits';
import { styleBeside } from '../fixes/style';
import type { Problem } from '../schema/problem';
import { replace } from '../text/edits';
import { failuresOf } from './failures';
import { problemsOf, referenceReport } from './reference';
import type { Fix, MigrationContext, Rule, SectionScript } from './rule';

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
      title: 'The index of a constraint',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY, name text);\nALTER TABLE users DROP CONSTRAINT IF EXISTS users_name_key;\nALTER TABLE users ADD CONSTRAINT users_name_key UNIQUE (name);\n',
        '001_a.down.sql': 'DROP INDEX IF EXISTS users_name_key;\nDROP TABLE IF EXISTS users;\n',
      },
      finds: ['001_a.down.sql: users_name_key'],
      fixed: { '001_a.down.sql': 'ALTER TABLE users DROP CONSTRAINT IF EXISTS users_name_key;\nDROP TABLE IF EXISTS users;\n' },
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
      const { message, ...rest } = referenceReport(section, problem, takingAlong(context, section, problem));
      report({ ...rest, message: named === undefined ? message : `${message}: ${named}` });
    }
  },
};

function takingAlong({ up }: MigrationContext, section: SectionScript, problem: Problem): Fix[] {
  const { dependent, statement, related } = problem;
  if (!dependent || statement.kind === 'DoStmt') return [];
  // What an earlier migration has made is there when this one is undone.
  if (section.direction === 'down' && related && related.origin.file !== up?.file) return [];
  const { parent, kind } = dependent;
  const schemaLess = (name: { readonly schema?: string; readonly name: string }) => quoteQualified(name.schema === 'public' ? { name: name.name } : name);
  const text = kind === 'constraint' && parent ? `ALTER TABLE ${schemaLess(parent)} DROP CONSTRAINT IF EXISTS ${quoteName(dependent.name)};`
    : kind === 'trigger' && parent ? `DROP TRIGGER IF EXISTS ${quoteName(dependent.name)} ON ${schemaLess(parent)};`
    : kind === 'view' || kind === 'materialized view' ? `DROP ${kind.toUpperCase()} IF EXISTS ${schemaLess(dependent)};`
    : undefined;
  if (text === undefined) return [];
  // The index of a constraint goes with it, and is gone then.
  if (problem.object.kind === 'index' && kind === 'constraint' && statement.effects.length === 1)
    return [{ title: `Drop ${kind} ${dependent.name} instead`, safety: 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits: [replace({ start: statement.range.start, end: statement.end }, styleBeside(section.text, statement).words(text))] }] }];
  return [{ title: `Drop ${kind} ${dependent.name} first`, safety: 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits: [insertBefore(section.text, statement, [text])] }] }];
}
