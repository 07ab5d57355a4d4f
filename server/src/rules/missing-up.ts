import { nameIn } from '../fixes/file-changes';
import type { MigrationFolder } from '../migrations/convention';
import type { Migration } from '../migrations/migration';
import type { Fix, Rule } from './rule';
import { partedByVersion } from './same-title';

export const missingUp: Rule = {
  id: 'missing-up',
  title: 'A down without an up',
  severity: 'error',
  why: 'Nothing ever runs the migration forward, and a tool that counts versions counts it all the same. Mostly the up was deleted or has another name.',
  instead: 'Write the up, or delete the down.',
  examples: [
    {
      title: 'The up is not there',
      files: {
        '001_create_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n', '001_create_users.down.sql': 'DROP TABLE IF EXISTS users;\n',
        '002_add_name.down.sql': 'ALTER TABLE users DROP COLUMN IF EXISTS name;\n', '003_x.up.sql': 'CREATE TABLE IF NOT EXISTS x (id int PRIMARY KEY);\n', '003_x.down.sql': 'DROP TABLE IF EXISTS x;\n',
      },
      finds: ['002_add_name.down.sql: '],
      fixed: { '002_add_name.up.sql': '' },
    },
    {
      title: 'The up of its title has another version',
      files: {
        '001_create_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n', '001_create_users.down.sql': 'DROP TABLE IF EXISTS users;\n',
        '002_add_name.up.sql': 'ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;\n', '003_add_name.down.sql': 'ALTER TABLE users DROP COLUMN IF EXISTS name;\n',
      },
      finds: ['003_add_name.down.sql: '],
      fixed: { '003_add_name.down.sql': null, '002_add_name.down.sql': 'ALTER TABLE users DROP COLUMN IF EXISTS name;\n' },
    },
    { title: 'A pair', files: { '001_create_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n', '001_create_users.down.sql': 'DROP TABLE IF EXISTS users;\n' }, finds: [] },
  ],
  checkFolder({ folder }, report) {
    const parted = new Map([...partedByVersion(folder)].map(([up, down]) => [down, up]));
    for (const migration of folder.migrations) {
      const { down } = migration;
      if (migration.up || !down || migration.program !== undefined) continue;
      const partner = folder.convention.partnerFile(migration, 'up', folder.view);
      report({
        message: `${nameIn(folder, down.file)} undoes what nothing does: it has no up`,
        file: down.file,
        range: { start: down.range.start, end: down.range.start },
        fixes: parted.has(migration) ? renaming(folder, down.file, parted.get(migration)!) : [
          ...(partner === undefined ? [] : [{ title: `Create ${partner}`, safety: 'manual' as const, changes: () => [{ kind: 'create' as const, file: `${folder.path}/${partner}`, text: '' }] }]),
          { title: `Delete ${nameIn(folder, down.file)}`, safety: 'suggestion', changes: () => [{ kind: 'delete', file: down.file }] },
        ],
      });
    }
  },
};

/** Under its up's version. */
function renaming({ convention, path, view }: MigrationFolder, file: string, up: Migration): Fix[] {
  const name = convention.partnerFile(up, 'down', view);
  return name === undefined ? [] : [{ title: `Rename to ${name}`, safety: 'suggestion', changes: () => [{ kind: 'rename', file, to: `${path}/${name}` }] }];
}
