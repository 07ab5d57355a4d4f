import { addKnown, configure } from '../fixes/configure';
import { namesUsed } from '../schema/names-used';
import type { Rule } from './rule';

export const baselineMissing: Rule = {
  id: 'baseline-missing',
  title: 'The migrations rest on tables that no file creates',
  severity: 'information',
  why: 'The folder begins where another one, or a dump, left off. What its migrations do to those tables cannot be proved, and a slip in their names cannot be told from a table that is made elsewhere.',
  instead: 'Name in `upright.json` the file of SQL that makes what was there before (`pg_dump --schema-only` writes one) as `baseline`, or list the tables as `known.objects`.',
  examples: [
    {
      title: 'A folder that begins in the middle',
      files: {
        '007_names.up.sql': 'ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;\nALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;\n',
        '007_names.down.sql': 'ALTER TABLE orders DROP COLUMN IF EXISTS note;\nALTER TABLE users DROP COLUMN IF EXISTS name;\n',
      },
      finds: ['007_names.up.sql: '],
      fixed: { 'upright.json': '{\n  "known": {\n    "objects": [\n      "orders",\n      "users"\n    ]\n  }\n}\n' },
    },
    {
      title: 'A table that several migrations need',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
        '002_b.up.sql': 'ALTER TABLE events ADD COLUMN IF NOT EXISTS name text;\n', '002_b.down.sql': 'ALTER TABLE events DROP COLUMN IF EXISTS name;\n',
        '003_c.up.sql': 'ALTER TABLE events ADD COLUMN IF NOT EXISTS note text;\n', '003_c.down.sql': 'ALTER TABLE events DROP COLUMN IF EXISTS note;\n',
      },
      finds: ['002_b.up.sql: '],
      fixed: { 'upright.json': '{\n  "known": {\n    "objects": [\n      "events"\n    ]\n  }\n}\n' },
    },
    {
      title: 'A folder with its baseline',
      files: {
        'upright.json': '{ "baseline": "migrations/baseline/schema.sql" }',
        'baseline/schema.sql': 'CREATE TABLE users (id bigint PRIMARY KEY);\n',
        '007_names.up.sql': 'ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;\n', '007_names.down.sql': 'ALTER TABLE users DROP COLUMN IF EXISTS name;\n',
      },
      finds: [],
    },
  ],
  checkFolder({ history: { outside }, migrations, configuration }, report) {
    // A program between the migrations may have made them.
    if (outside.length === 0 || migrations.some(({ migration }) => migration.afterProgram !== undefined)) return;
    const names = new Set(outside);
    const first = migrations.find(({ up }) => up && [...namesUsed(up.script).needsTables].some((name) => names.has(name)));
    if (!first?.up) return;
    const shown = outside.length > 3 ? `${outside.slice(0, 3).join(', ')} and ${outside.length - 3} more tables` : outside.join(', ');
    report({
      message: `What is done to ${shown} cannot be proved: no file creates them`,
      file: first.up.file, range: { start: first.up.range.start, end: first.up.range.start },
      fixes: [
        { title: `Say in upright.json that ${outside.length === 1 ? outside[0] : 'they'} ${outside.length === 1 ? 'is' : 'are'} made elsewhere`, safety: 'suggestion', changes: () => addKnown(configuration, 'objects', outside) },
        { title: 'Name a baseline file in upright.json', safety: 'manual', changes: () => configure(configuration, ['baseline'], 'schema.sql') },
      ],
    });
  },
};
