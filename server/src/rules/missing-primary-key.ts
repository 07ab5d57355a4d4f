import { tablesOf } from '../schema/tables';
import { insert } from '../text/edits';
import { quoteName } from '../fixes/quote-name';
import { keywordsLike } from '../fixes/style';
import type { Column, Table } from '../schema/objects';
import type { Schema } from '../schema/schema';
import type { Fix, FolderContext, Rule } from './rule';
import { statementOf } from './statement-of';

export const missingPrimaryKey: Rule = {
  id: 'missing-primary-key',
  title: 'The table has no primary key',
  severity: 'warning',
  why: 'A row that nothing identifies cannot be updated or deleted alone, and logical replication refuses updates and deletes of the table.',
  instead: 'Give it a primary key.',
  examples: [
    {
      title: 'A table without a key',
      files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS events (id uuid NOT NULL, at timestamptz);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS events;\n' },
      finds: ['001_a.up.sql: events'],
      fixed: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS events (id uuid NOT NULL PRIMARY KEY, at timestamptz);\n' },
    },
    { title: 'Another key that no row can go without', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS tokens (token text NOT NULL UNIQUE, at timestamptz);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS tokens;\n' }, finds: [] },
    { title: 'A partitioned table, whose key holds the columns by which it is parted', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS p (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS p;\n' }, finds: ['001_a.up.sql: p'] },
    { title: 'A key that a later file drops', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, at timestamptz);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n', '002_b.up.sql': 'ALTER TABLE a DROP CONSTRAINT IF EXISTS a_pkey;\n', '002_b.down.sql': 'ALTER TABLE a ADD PRIMARY KEY (id);\n' }, finds: [] },
    { title: 'A key that a later file adds', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int NOT NULL);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n', '002_b.up.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS key int PRIMARY KEY;\n', '002_b.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS key;\n' }, finds: [] },
  ],
  checkFolder(context, report) {
    for (const table of tablesOf(context.history.final)) {
      if (table.kind !== 'table' || table.temporary || table.unlogged || !table.columnsKnown || table.parents.length > 0 || table.columns.length === 0) continue;
      if (table.constraints.some((constraint) => constraint.type === 'primary key') || hasOtherKey(context.history.final, table) || hadKey(context, table)) continue;
      const identifying = table.columns.find((column) => column.name === 'id' && column.origin.statement.start === table.origin.statement.start && column.origin.file === table.origin.file);
      report({
        message: `No row of ${table.name} can be told from another for certain: the table has no primary key`,
        file: table.origin.file,
        range: table.origin.range,
        fixes: identifying && !table.partitioned ? [keyOn(context, table.name, identifying)] : [],
      });
    }
  },
};

/** Somebody has dropped it on purpose. */
function hadKey({ migrations }: FolderContext, { schema, name }: Table): boolean {
  return migrations.some(({ up }) => up?.steps.some(({ statement, before }) => {
    if (!statement.effects.some((effect) => effect.does === 'drop' && (effect.object.kind === 'constraint' || effect.object.kind === 'column') && effect.object.parent?.name === name)) return false;
    const then = before.table({ schema, name });
    return typeof then === 'object' && then.constraints.some((constraint) => constraint.type === 'primary key');
  }));
}

/** A unique index over all rows, of columns that are never null. */
function hasOtherKey(schema: Schema, table: Table): boolean {
  const neverNull = (name: string | null) => table.columns.find((column) => column.name === name)?.notNull === true;
  return schema.indexesOf(table).some((index) => index.unique && index.where === undefined && index.columns.every(neverNull));
}

function keyOn(context: FolderContext, table: string, column: Column): Fix {
  const end = column.definition.range.start + column.definition.text.length;
  return {
    title: `Make ${table}.${quoteName(column.name)} the primary key`,
    safety: 'suggestion',
    changes: () => [{ kind: 'edit', file: column.origin.file, edits: [insert(end, keywordsLike(statementOf(context, column.origin)?.statement, ' PRIMARY KEY'))] }],
  };
}
