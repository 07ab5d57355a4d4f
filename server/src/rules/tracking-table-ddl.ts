import { deleteStatement } from '../fixes/statement-edits';
import { isTrackingTable } from './tracking-table';
import type { Rule } from './rule';

export const trackingTableDdl: Rule = {
  id: 'tracking-table-ddl',
  title: 'The migration makes or changes the tool\'s own table',
  severity: 'error',
  why: 'The tool makes its tracking table before the first migration and expects it as it made it. A migration that creates, alters or drops it breaks the next run, or this one.',
  instead: 'Leave the tracking table to the tool.',
  breaksReplay: true,
  examples: [
    {
      title: 'A migration that makes the table itself',
      files: { '001_a.up.sql': 'CREATE TABLE schema_migrations (version text PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' },
      finds: ['001_a.up.sql: CREATE TABLE schema_migrations (version text PRIMARY KEY);'],
      fixed: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n' },
    },
    { title: 'A table of another name', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS migrations_log (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS migrations_log;\n' }, finds: [] },
  ],
  checkMigration({ up, down, folder }, report) {
    const { tracking, title } = folder.folder.convention;
    for (const section of [up, down]) {
      for (const statement of section?.script.statements ?? []) {
        const changed = statement.effects.some((effect) => {
          if (effect.does !== 'create' && effect.does !== 'drop' && effect.does !== 'rename' && effect.does !== 'move' && effect.does !== 'change') return false;
          const { kind, parent } = effect.object;
          const table = kind === 'table' ? effect.object : kind === 'column' || kind === 'constraint' ? parent : undefined;
          // An insurance that does nothing beside the tool's own table.
          if (effect.does === 'create' && effect.object.kind === 'table' && effect.guard !== 'none') return false;
          // A column of one's own beside the tool's: its inserts leave it empty, and it does not miss it.
          if (effect.does === 'create' && effect.definition.of === 'column' && (!effect.definition.column.notNull || effect.definition.column.default !== undefined)) return false;
          if (effect.does === 'drop' && kind === 'column' && !tracking.create.toLowerCase().split(/\W+/).includes(effect.object.name.toLowerCase())) return false;
          return table !== undefined && isTrackingTable(table, tracking);
        });
        if (!section || !changed) continue;
        report({
          message: `The tool stumbles over its own table: the statement changes ${tracking.table}, which ${title} keeps itself`,
          file: section.file,
          range: { start: statement.range.start, end: statement.end },
          statement,
          fixes: [{ title: `Delete the statement on ${tracking.table}`, safety: 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits: [deleteStatement(section.text, statement)] }] }],
        });
      }
    }
  },
};
