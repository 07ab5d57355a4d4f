import { addKnown } from '../fixes/configure';
import { createRoleBefore, guardByRole } from '../fixes/role-guard';
import { problemsOf, referenceReport } from './reference';
import { failuresOf } from './failures';
import type { Rule } from './rule';

const checkFailures = failuresOf('unknown-role');

export const unknownRole: Rule = {
  id: 'unknown-role',
  title: 'The role is created nowhere',
  severity: 'error',
  why: 'Roles belong to the server, not to the database: on a fresh one, and in every test database, the role is not there, and GRANT fails with the whole migration.',
  instead: 'Create the role first, run the statement only where the role exists, or list it in `upright.json` as made elsewhere.',
  breaksReplay: true,
  examples: [
    {
      title: 'A grant to a role that nobody makes',
      files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nGRANT SELECT ON a TO app_user;\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' },
      finds: ['001_a.up.sql: app_user'],
      fixed: {
        '001_a.up.sql':
          "CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nDO $$\nBEGIN\n    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_user') THEN\n        GRANT SELECT ON a TO app_user;\n    END IF;\nEND\n$$;\n",
      },
    },
    {
      title: 'Several grants to a role that nobody makes',
      files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nGRANT SELECT ON a TO app_user;\nGRANT INSERT ON a TO app_user;\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' },
      finds: ['001_a.up.sql: app_user'],
      fixed: {
        '001_a.up.sql':
          "CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nDO $$\nBEGIN\n    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_user') THEN\n        GRANT SELECT ON a TO app_user;\n    END IF;\nEND\n$$;\nDO $$\nBEGIN\n    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_user') THEN\n        GRANT INSERT ON a TO app_user;\n    END IF;\nEND\n$$;\n",
      },
    },
    {
      title: 'The role by which the project connects',
      files: { 'docker-compose.yml': 'services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_USER: shop\n', '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nALTER TABLE a OWNER TO shop;\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' },
      finds: [],
    },
    { title: 'Roles that always exist', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nGRANT SELECT ON a TO PUBLIC;\nALTER TABLE a OWNER TO CURRENT_USER;\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
  checkProof(context, report) {
    const told = new Set<string>();
    checkFailures(context, (found) => {
      const key = `${found.file} ${found.message}`;
      if (!told.has(key)) report(found);
      told.add(key);
    });
  },
  checkMigration(context, report) {
    const { folder } = context;
    const byRole = new Map<string, ReturnType<typeof problemsOf>>();
    for (const found of problemsOf(context)) {
      const { section, problem } = found;
      if (problem.kind !== 'missing' || problem.object.kind !== 'role') continue;
      const key = JSON.stringify([section.file, section.direction, problem.object.name]);
      byRole.set(key, [...(byRole.get(key) ?? []), found]);
    }
    // The first statement fails for all of them.
    for (const found of byRole.values()) {
      const { section, problem } = found[0]!;
      const role = problem.object.name;
      const { statementBlock: block } = folder.folder.convention;
      const statements = new Set(found.map((one) => one.problem.statement));
      const edit = (edits: ReturnType<typeof guardByRole>) => () => [{ kind: 'edit' as const, file: section.file, edits }];
      const base = referenceReport(section, problem, [
        { title: statements.size === 1 ? `Run it only where role ${role} exists` : `Run the ${statements.size} statements only where role ${role} exists`, safety: 'suggestion', changes: edit([...statements].flatMap((statement) => guardByRole(section.text, statement, role, block))) },
        { title: `Create role ${role} first`, safety: 'suggestion', changes: edit(createRoleBefore(section.text, problem.statement, role, block)) },
        { title: `Say in upright.json that role ${role} is made elsewhere`, safety: 'suggestion', changes: () => addKnown(folder.configuration, 'roles', [role]) },
      ]);
      // Where no file makes any role, all of them are made elsewhere, this one perhaps, too.
      report({ ...base, severity: folder.history.createsRoles ? 'error' : 'warning' });
    }
  },
};
