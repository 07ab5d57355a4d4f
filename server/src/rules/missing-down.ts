import { createDown, isComplete } from '../fixes/create-down';
import { nameIn } from '../fixes/file-changes';
import type { Convention } from '../migrations/convention';
import { irreversibleReason } from '../syntax/irreversible';
import type { Fix, MigrationContext, Rule } from './rule';
import { partedByVersion } from './same-title';

export const missingDown: Rule = {
  id: 'missing-down',
  title: 'The migration has no way down',
  severity: 'warning',
  why: 'When a release has to be taken back, a migration without a down leaves the schema where it is: the tool stops, or passes over it in silence and undoes an older one.',
  instead: 'Write the down beside the up while you still know what it did, or say `-- irreversible: reason` in the up.',
  examples: [
    {
      title: 'An up alone',
      files: {
        '001_create_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n',
        '001_create_users.down.sql': 'DROP TABLE IF EXISTS users;\n',
        '002_add_name.up.sql': 'ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;\n',
      },
      finds: ['002_add_name.up.sql: '],
      fixed: { '002_add_name.down.sql': 'ALTER TABLE users DROP COLUMN IF EXISTS name;\n' },
    },
    {
      title: 'A migration that says why it has none',
      files: {
        '001_create_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n',
        '001_create_users.down.sql': 'DROP TABLE IF EXISTS users;\n',
        '002_drop_logs.up.sql': '-- irreversible: the logs are gone\nDROP TABLE IF EXISTS logs;\n',
      },
      finds: [],
    },
  ],
  checkFolder(context, report) {
    const { folder, migrations } = context;
    const { convention } = folder;
    if (convention.downs === 'none') return;
    const wanting = migrations.filter((m) => m.migration.up && !m.migration.down && m.migration.program === undefined && wantsDown(m));
    const withDown = migrations.filter((m) => m.migration.down ?? m.migration.program).length;
    if (withDown === 0 && convention.missingDown !== 'refused' && migrations.length > 1) {
      const first = wanting[0]?.migration.up;
      if (first)
        report({
          message: `Nothing in this folder can be undone: none of its ${migrations.length} migrations has a down`,
          severity: 'information', file: first.file, range: { start: 0, end: 0 },
        });
      return;
    }
    // Its down is there, and is renamed.
    const parted = partedByVersion(folder);
    for (const { migration, ...rest } of wanting) {
      const file = migration.up!.file;
      report({
        message: `${nameIn(folder, file)} cannot be undone: it has no down${consequence(convention)}`,
        severity: convention.missingDown === 'refused' ? 'error' : undefined,
        file,
        range: { start: migration.up!.range.start, end: migration.up!.range.start },
        fixes: parted.has(migration) ? [] : [downFix({ migration, ...rest })],
      });
    }
  },
};

function downFix(context: MigrationContext): Fix {
  return {
    title: 'Create the down, filled in',
    // The whole up has to be inverted to know: only when somebody looks at the fix.
    get safety() {
      return isComplete(context) ? ('suggestion' as const) : ('manual' as const);
    },
    changes: () => createDown(context),
    withDown: (sql) => createDown(context, sql),
  };
}

/** What the tool makes of it. */
function consequence({ id, title, missingDown }: Convention): string {
  const tool = id === 'custom' ? "this folder's runner" : title;
  // sqlx-cli/src/migrate.rs: revert takes the newest migration that has a down.
  if (id === 'sqlx') return ', so sqlx migrate revert passes over it and takes back an older one';
  switch (missingDown) {
    case 'refused': return `, and ${tool} refuses it for that`;
    case 'fails': return `, so ${tool} stops at it on the way back`;
    case 'skipped': return `, so ${tool} passes over it in silence on the way back`;
    case 'never needed': return '';
  }
}

function wantsDown({ folder, migration, up }: MigrationContext): boolean {
  if (folder.folder.convention.wantsDown && !folder.folder.convention.wantsDown(migration)) return false;
  // An up without a statement leaves nothing to undo.
  return up !== undefined && up.script.statements.length > 0 && irreversibleReason(up.script) === undefined;
}
