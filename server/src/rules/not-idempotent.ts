import { guard } from '../fixes/guard';
import type { Problem } from '../schema/problem';
import type { StatementBlock } from '../migrations/convention';
import type { Migration } from '../migrations/migration';
import type { Statement } from '../syntax/statement';
import { failureRange, failuresIn } from './failures';
import type { FolderContext, Rule, Run, SectionScript, Severity } from './rule';

export const notIdempotent: Rule = {
  id: 'not-idempotent',
  title: 'Running the migration twice fails',
  severity: 'warning',
  why: 'A migration that stopped half way, or that ran before its version was recorded, is run again. If its statements cannot meet what they themselves made, the second run fails where the first one had succeeded, and somebody has to mend the database by hand. Where the tool runs the file and its record in one transaction, nothing is left half done, and the finding is only a hint; so it is where the tool itself writes the SQL.',
  instead: 'Give each statement the guard that it needs: IF [NOT] EXISTS, OR REPLACE, a DROP ... IF EXISTS before it, or a DO block.',
  options: { downs: { type: 'boolean', default: false, description: 'Look at downs, too.' } },
  examples: [
    {
      title: 'Creates without a guard',
      files: {
        '001_a.up.sql': 'CREATE TABLE agents (id uuid PRIMARY KEY, status text);\nCREATE INDEX idx_status ON agents (status);\nALTER TABLE agents ADD COLUMN version text;\n',
        '001_a.down.sql': 'DROP TABLE IF EXISTS agents;\n',
      },
      finds: ['001_a.up.sql: agents', '001_a.up.sql: idx_status', '001_a.up.sql: version'],
      fixed: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS agents (id uuid PRIMARY KEY, status text);\nCREATE INDEX IF NOT EXISTS idx_status ON agents (status);\nALTER TABLE agents ADD COLUMN IF NOT EXISTS version text;\n',
      },
    },
    {
      title: 'Where the grammar has no IF NOT EXISTS',
      files: {
        '001_a.up.sql': "CREATE TYPE mood AS ENUM ('ok');\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, m mood);\nALTER TABLE a ADD CONSTRAINT a_check CHECK (id > 0);\n",
        '001_a.down.sql': 'DROP TABLE IF EXISTS a;\nDROP TYPE IF EXISTS mood;\n',
      },
      finds: ['001_a.up.sql: mood', '001_a.up.sql: a_check'],
      fixed: {
        '001_a.up.sql': "DO $$\nBEGIN\n    CREATE TYPE mood AS ENUM ('ok');\nEXCEPTION\n    WHEN duplicate_object THEN NULL;\nEND\n$$;\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, m mood);\nALTER TABLE a DROP CONSTRAINT IF EXISTS a_check;\nALTER TABLE a ADD CONSTRAINT a_check CHECK (id > 0);\n",
      },
    },
    {
      title: 'A DO block that the tool would cut has its lines around it, and what stands before the semicolon stays',
      files: { '00001_a.sql': "-- +goose Up\nCREATE TYPE mood AS ENUM ('ok') -- as in the client\n;\n\n-- +goose Down\nDROP TYPE IF EXISTS mood;\n" },
      finds: ['00001_a.sql: mood'],
      fixed: {
        '00001_a.sql': "-- +goose Up\n-- +goose StatementBegin\nDO $$\nBEGIN\n    CREATE TYPE mood AS ENUM ('ok') -- as in the client\n;\nEXCEPTION\n    WHEN duplicate_object THEN NULL;\nEND\n$$;\n-- +goose StatementEnd\n\n-- +goose Down\nDROP TYPE IF EXISTS mood;\n",
      },
    },
    {
      title: 'Guards of every kind',
      files: {
        '001_a.up.sql': "CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nDROP TRIGGER IF EXISTS t ON a;\nCREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;\nCREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f();\nDO $$ BEGIN CREATE TYPE mood AS ENUM ('ok'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;\nINSERT INTO a VALUES (1) ON CONFLICT DO NOTHING;\n",
        '001_a.down.sql': 'DROP TABLE IF EXISTS a;\nDROP FUNCTION IF EXISTS f();\nDROP TYPE IF EXISTS mood;\n',
      },
      finds: [],
    },
  ],
  checkMigration({ migration, up, down, folder }, report) {
    const severity = severityFor(migration, folder);
    const downs = folder.options('not-idempotent')['downs'] === true;
    for (const section of [up, downs ? down : undefined]) {
      if (!section) continue;
      const refused = section === up ? 'up again' : undefined;
      // A statement that fails already the first time is another rule's.
      section.again().forEach((step, i) => {
        if (section.steps[i]?.problems.length === 0) for (const problem of step.problems) tell(section, problem, folder.folder.convention.statementBlock, severity, refused, report);
      });
    }
  },
  checkProof({ migration, up, folder, proof: { proof } }, report) {
    if (!up) return;
    const { table } = folder.folder.convention.tracking;
    for (const { statement, failure } of failuresIn(up, proof.second)) {
      // A migration that records itself fails already the first time.
      if (failure.table === table) continue;
      report({
        message: `Running this twice fails: ${failure.message}`,
        file: up.file, range: failureRange(up, statement, failure), severity: severityFor(migration, folder), statement, refused: 'up again', failure,
      });
    }
  },
};

/**
 * A tool that runs the file and its record in one transaction never leaves a half; of a runner of one's own nobody knows.
 * What a tool has written from a model nobody guards by hand.
 */
function severityFor({ transaction }: Migration, { folder: { convention } }: FolderContext): Severity | undefined {
  const whole = (transaction.mode === 'wrapped' && !transaction.assumed) || transaction.recorded === true;
  return whole || convention.generates === true ? 'hint' : undefined;
}

/** What the file itself has made under the old name comes a second time, and stays beside the new one if the rename is passed over. */
function renamesOwn({ script }: SectionScript, { kind, effect, statement }: Problem): boolean {
  if (kind !== 'duplicate' || effect.does !== 'rename') return false;
  const { name, parent } = effect.object;
  const made = (before: Statement) => before.effects.some((other) => other.does === 'create' && other.object.name === name && other.object.parent?.name === parent?.name);
  return script.statements.slice(0, script.statements.indexOf(statement)).some(made);
}

function tell(section: SectionScript, problem: Problem, block: StatementBlock | undefined, severity: Severity | undefined, refused: Run | undefined, report: Parameters<NonNullable<Rule['checkMigration']>>[1]): void {
  const guarding = renamesOwn(section, problem) ? undefined : guard(section.text, problem, block);
  report({
    message: `Running this twice fails: ${problem.reason}`,
    file: section.file,
    range: problem.range,
    severity,
    statement: problem.statement,
    refused,
    fixes: guarding ? [{ title: guarding.title, safety: 'safe', changes: () => [{ kind: 'edit', file: section.file, edits: guarding.edits() }] }] : [],
  });
}
