import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from '../../memory-workspace';

test("the tool's own roles are there, with those of upright.json", async () => {
  const { workspace } = await workspaceOf({
    'upright.json': '{ "tool": "supabase", "known": { "roles": ["reporting"] } }',
    '20240101000000_a.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\nGRANT SELECT ON a TO anon, service_role, reporting, stranger;\n',
  });
  assert.deepEqual(workspace.audits().flatMap((audit) => audit.findings.map(({ message }) => message)), ['This fails: role "stranger" does not exist']);
});
