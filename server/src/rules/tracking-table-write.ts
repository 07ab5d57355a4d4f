import { deleteStatement } from '../fixes/statement-edits';
import type { Scope } from '../syntax/scope';
import type { Effect } from '../syntax/effects';
import type { Statement } from '../syntax/statement';
import type { Convention, MigrationFolder } from '../migrations/convention';
import { canonicalNumber } from '../migrations/versions';
import { isTrackingTable } from './tracking-table';
import type { Rule } from './rule';

export const trackingTableWrite: Rule = {
  id: 'tracking-table-write',
  title: 'The migration writes the tool\'s own record',
  severity: 'error',
  why: 'The tool records each migration itself. A migration that inserts its own row collides with the tool\'s on the primary key: the transaction rolls back and the migration is never applied. Deleting or changing rows makes the tool run a migration again, or never.',
  instead: 'Leave the tracking table to the tool.',
  breaksReplay: true,
  examples: [
    {
      title: 'A migration that records itself',
      files: {
        '001_a.up.sql': "CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n\nINSERT INTO schema_migrations (version) VALUES\n('001_a.up.sql');\n",
        '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
      },
      finds: ["001_a.up.sql: INSERT INTO schema_migrations (version) VALUES\n('001_a.up.sql');"],
      fixed: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n\n' },
    },
    {
      title: 'The record of a migration that is not in the folder any more may go, of a tool that keeps one for each',
      files: { '00002_a.sql': '-- +goose Up\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nDELETE FROM goose_db_version WHERE version_id IN (1);\n\n-- +goose Down\nDROP TABLE IF EXISTS a;\n' },
      finds: [],
    },
    { title: 'Reading it is allowed', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nSELECT version FROM schema_migrations;\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
  checkMigration({ up, down, folder }, report) {
    const { tracking, title } = folder.folder.convention;
    for (const section of [up, down]) {
      for (const statement of section?.script.statements ?? []) {
        const write = writeOf(statement, tracking);
        if (!section || write === undefined) continue;
        // Migrations that were taken out of the folder: the tool may even insist on it.
        if (isOfOthers(statement, folder.folder)) continue;
        report({
          message: `${consequence[write]}: the statement writes ${tracking.table}, the record that ${title} keeps itself`,
          file: section.file,
          range: { start: statement.range.start, end: statement.end },
          statement,
          fixes: [{ title: `Delete the statement on ${tracking.table}`, safety: write === 'insert' ? 'safe' : 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits: [deleteStatement(section.text, statement)] }] }],
        });
      }
    }
  },
  checkProof({ up, folder, proof: { proof } }, report) {
    const { tracking } = folder.folder.convention;
    const refused = proof.record.find((outcome) => outcome.result === 'failed' && outcome.unproved === undefined);
    const statement = up?.script.statements.find((candidate) => writeOf(candidate, tracking) !== undefined);
    // Without such a statement another migration has this one's version, which is another rule's.
    if (!up || !statement || refused?.result !== 'failed') return;
    report({
      message: `${consequence.insert}: ${refused.failure.message}`,
      file: up.file, range: { start: statement.range.start, end: statement.end }, statement, failure: refused.failure,
    });
  },
};

/** How a statement writes the tool's table, where it does. */
function writeOf({ effects }: Statement, tracking: Convention['tracking']): keyof typeof consequence | undefined {
  return effects.map((effect) => writeIn(effect, (name) => isTrackingTable(name, tracking))).find((how) => how !== undefined);
}

/** Does it delete rows by values that stand for none of the folder's migrations? Only of a tool that keeps a row for each of them. */
function isOfOthers(statement: Statement, { convention: { tracking }, migrations }: MigrationFolder): boolean {
  const values = statement.kind === 'DeleteStmt' ? valuesIn(statement.tree().whereClause?.A_Expr) : [];
  if (values.length === 0) return false;
  const records = migrations.map((migration) => tracking.record(migration));
  if (records.some((queries) => !queries.every((query) => /^\s*insert\b/i.test(query)))) return false;
  const recorded = new Set(records.flat().flatMap((query) => [...query.matchAll(/'((?:[^']|'')*)'|\b\d+\b/g)].map(([number, quoted]) => canonicalNumber(quoted ?? number))));
  return values.every((value) => !recorded.has(canonicalNumber(value)));
}

/** Of `column = value` and `column IN (values)`; none where it is anything else. */
function valuesIn(condition: any): readonly string[] {
  const isEqual = (condition?.kind === 'AEXPR_OP' || condition?.kind === 'AEXPR_IN') && condition.name?.[0]?.String?.sval === '=';
  if (!isEqual || condition.lexpr?.ColumnRef === undefined) return [];
  const values = (condition.rexpr?.List?.items ?? [condition.rexpr]).map(({ A_Const: value }: any): string | undefined => value?.sval?.sval ?? value?.fval?.fval ?? (value?.ival === undefined ? undefined : String(value.ival.ival ?? 0)));
  return values.every((value: string | undefined) => value !== undefined) ? values : [];
}

const consequence = {
  insert: 'The migration rolls itself back when its own row meets the tool\'s',
  update: 'The tool loses count of what it has run',
  delete: 'The tool loses count of what it has run',
  empty: 'The tool loses count of what it has run',
} as const;

function writeIn(effect: Effect, isTracking: (name: { schema?: string; name: string }) => boolean): keyof typeof consequence | undefined {
  if (effect.does === 'insert') return isTracking(effect.insert.table) ? 'insert' : undefined;
  if (effect.does === 'empty') return isTracking(effect.table) ? 'empty' : undefined;
  return effect.does === 'query' ? writeInScope(effect.reads, isTracking) : undefined;
}

function writeInScope(scope: Scope, isTracking: (name: { schema?: string; name: string }) => boolean): keyof typeof consequence | undefined {
  return scope.names?.tables.find(({ name, written }) => written !== undefined && isTracking(name))?.written;
}
