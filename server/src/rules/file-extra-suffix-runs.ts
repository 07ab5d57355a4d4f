import { nameIn } from '../fixes/file-changes';
import type { Rule } from './rule';

export const fileExtraSuffixRuns: Rule = {
  id: 'file-extra-suffix-runs',
  title: 'A left-over copy is run as a migration',
  severity: 'error',
  why: 'Some tools look only at the first part of a name, so that an editor\'s backup such as `001_init.up.sql.bak` is a migration to them: it runs, or collides with the file that it is a copy of.',
  instead: 'Delete the copy, or move it out of the folder.',
  breaksReplay: true,
  examples: [
    {
      title: 'A backup copy beside the migration',
      files: {
        '000001_init.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n', '000001_init.down.sql': 'DROP TABLE IF EXISTS users;\n',
        '000002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n', '000002_b.down.sql': 'DROP TABLE IF EXISTS b;\n',
        '000001_init.up.sql.bak': 'CREATE TABLE users (id int PRIMARY KEY);\n', 'go.mod': 'module x\nrequire github.com/golang-migrate/migrate/v4 v4.19.1\n',
      },
      finds: ['000001_init.up.sql.bak: '],
      fixed: { '000001_init.up.sql.bak': null },
    },
    { title: 'No copies', files: { '001_init.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\n', '001_init.down.sql': 'DROP TABLE IF EXISTS users;\n' }, finds: [] },
  ],
  checkFolder({ folder }, report) {
    for (const stray of folder.strays) {
      if (stray.fate !== 'runs') continue;
      report({
        message: `${nameIn(folder, stray.file)} ${stray.why}`,
        file: stray.file,
        range: { start: 0, end: 0 },
        fixes: [{ title: `Delete ${nameIn(folder, stray.file)}`, safety: 'suggestion', changes: () => [{ kind: 'delete', file: stray.file }] }],
      });
    }
  },
};
