import { baseName } from '../migrations/folder-view';
import { deleteStatement } from '../fixes/statement-edits';
import type { Scope } from '../syntax/scope';
import type { Effect } from '../syntax/effects';
import type { Statement } from '../syntax/statement';
import type { Convention } from '../migrations/convention';
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
      title: 'The record of a migration that is not in the folder any more may go',
      files: { '001_a.up.sql': "CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nDELETE FROM schema_migrations WHERE version IN ('000_base.up.sql', '000_old.up.sql');\n", '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' },
      finds: [],
    },
    { title: 'Reading it is allowed', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nSELECT version FROM schema_migrations;\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
  checkMigration({ up, down, folder }, report) {
    const { tracking, title } = folder.folder.convention;
    const known = folder.folder.migrations.flatMap((migration) => [migration.version, folder.folder.convention.versionKey(migration.version), migration.name, ...[migration.up, migration.down].map((section) => section && baseName(section.file))]);
    for (const section of [up, down]) {
      for (const statement of section?.script.statements ?? []) {
        const write = writeOf(statement, tracking);
        if (!section || write === undefined) continue;
        // Migrations that were taken out of the folder: the tool may even insist on it.
        if (namesOthers(statement, known)) continue;
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

/** Does it delete by a list of values, none of which is one of the folder's migrations? */
function namesOthers({ text }: Statement, known: readonly (string | undefined)[]): boolean {
  const values = [.../\bwhere\b([\s\S]*)/i.exec(text)?.[1]?.matchAll(/'([^']*)'|\b(\d+)\b/g) ?? []].map(([, quoted, number]) => quoted ?? number!);
  return values.length > 0 && /^\s*delete\b[\s\S]*\bwhere\s+(?:\w+\.)?\w+\s*(?:=|in\b)[^a-z]*$/i.test(text.replace(/'[^']*'/g, '1')) && values.every((value) => !known.includes(value));
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
