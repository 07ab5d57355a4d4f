import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk, opened } from '../../memory-workspace';
import type { Workspace } from '../../../server/src/audit/workspace';

const table = (name: string): string => `CREATE TABLE IF NOT EXISTS ${name} (id int PRIMARY KEY);\n`;
const inProject = (files: Readonly<Record<string, string>>) => opened(new MemoryDisk(new Map(Object.entries(files).map(([name, text]) => [`/project/${name}`, text]))));
const seen = (workspace: Workspace) =>
  workspace.audits().map(({ folder }) => [folder.path.slice('/project/'.length), folder.convention.id, ...folder.migrations.map(({ version, up, down }) => [version, up, down].map((part) => (typeof part === 'object' ? part.file.slice(folder.path.length + 1) : part)).join(' '))]);

test('a folder is of the tool that its nearest upright.json names, or of none', async () => {
  const pair = (path: string) => ({ [`${path}/001_a.up.sql`]: table('a'), [`${path}/001_a.down.sql`]: 'DROP TABLE IF EXISTS a;\n', [`${path}/002_b.up.sql`]: table('b') });
  const workspace = await inProject({
    ...pair('api/migrations'), ...pair('jobs/migrations'), ...pair('lessons/migrations'), ...pair('old/migrations'),
    'upright.json': '{ "tool": "golang-migrate" }', 'jobs/upright.json': '{ "tool": "custom" }', 'lessons/upright.json': '{ "tool": "none" }', 'old/migrations/upright.json': '{ "tool": "pop" }',
  });
  assert.deepEqual(seen(workspace).map(([path, tool]) => [path, tool]).sort(), [['api/migrations', 'golang-migrate'], ['jobs/migrations', 'custom'], ['old/migrations', 'pop']]);
});

test('a tool that there is not is said, and counts as absent', async () => {
  const workspace = await inProject({ 'migrations/001_a.up.sql': table('a'), 'migrations/002_b.up.sql': table('b'), 'upright.json': '{ "tool": "golangmigrate" }' });
  assert.deepEqual(seen(workspace).map(([, tool]) => tool), ['golang-migrate']);
  assert.match(workspace.findings('/project/upright.json')[0]!.message, /^"tool" has no effect: it must be one of golang-migrate, .*, none$/);
});

const OWN = {
  'upright.json': '{ "pattern": { "up": "V{version}.{name}.up.sql", "down": "V{version}.{name}.down.sql" } }',
  'migrations/V0001.Initial_Schema.up.sql': table('a'), 'migrations/V0001.Initial_Schema.down.sql': 'DROP TABLE IF EXISTS a;\n',
  'migrations/V0010.More.up.sql': table('b'), 'migrations/V0002.Second.up.sql': table('c'), 'migrations/V0002.Second.down.sql': 'DROP TABLE IF EXISTS c;\n',
};

test('the names of a runner of one\'s own: paired, ordered, strays told, new ones made', async () => {
  const workspace = await inProject({ ...OWN, 'migrations/V0011_late.up.sql': table('d') });
  assert.deepEqual(seen(workspace), [[
    'migrations', 'custom', '0001 V0001.Initial_Schema.up.sql V0001.Initial_Schema.down.sql', '0002 V0002.Second.up.sql V0002.Second.down.sql', '0010 V0010.More.up.sql ',
  ]]);
  const [{ folder, findings }] = workspace.audits() as [ReturnType<Workspace['audits']>[number]];
  assert.deepEqual(findings.map(({ rule, message }) => `${rule}: ${message}`), [
    "missing-down: V0010.More.up.sql cannot be undone: it has no down, so this folder's runner passes over it in silence on the way back",
    "file-name-invalid: V0011_late.up.sql never runs: this folder's runner takes only files named V{version}.{name}.up.sql or V{version}.{name}.down.sql",
  ]);
  assert.deepEqual(findings[1]!.fixes.map(({ title }) => title), ['Rename to V0011.late.up.sql']);
  const { convention, view } = folder;
  assert.equal(convention.partnerFile(folder.migrations[2]!, 'down', view), 'V0010.More.down.sql');
  assert.deepEqual([...convention.renamed(folder.migrations[0]!, { version: '0003' }, view)], [['V0001.Initial_Schema.up.sql', 'V0003.Initial_Schema.up.sql'], ['V0001.Initial_Schema.down.sql', 'V0003.Initial_Schema.down.sql']]);
  const version = convention.nextVersion(view, folder, () => new Date(0));
  assert.deepEqual(convention.create('Add name', version, view, folder).files.map(({ file }) => file), ['V0011.Add_name.up.sql', 'V0011.Add_name.down.sql']);
});

test('numbers alone, and downs in another shape', async () => {
  const workspace = await inProject({ 'upright.json': '{ "pattern": { "up": "{version}.sql", "down": "undo-{version}.sql" }, "folders": ["steps"] }', 'steps/1.sql': table('a'), 'steps/undo-1.sql': 'DROP TABLE IF EXISTS a;\n', 'steps/10.sql': table('b'), 'steps/9.sql': table('c') });
  assert.deepEqual(seen(workspace), [['steps', 'custom', '1 1.sql undo-1.sql', '9 9.sql ', '10 10.sql ']]);
});

test('a pattern that cannot be one is said, and counts as absent', async () => {
  for (const [pattern, words] of [
    ['{ "up": "{name}.sql" }', '"pattern" has no effect: "pattern.up" must be a file name with {version}, and behind something else {name}, as in {version}_{name}.up.sql'],
    ['{ "up": "{version}/up.sql" }', '"pattern" has no effect: "pattern.up" must be a file name with {version}, and behind something else {name}, as in {version}_{name}.up.sql'],
    ['{ "down": "{version}.sql" }', '"pattern" has no effect: "pattern.up" must be there, beside "pattern.down"'],
  ] as const) {
    const workspace = await inProject({ ...OWN, 'upright.json': `{ "pattern": ${pattern} }` });
    assert.deepEqual(workspace.findings('/project/upright.json').map(({ message }) => message), [words]);
  }
});
