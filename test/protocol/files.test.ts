import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import test from 'node:test';
import { editorOn } from './client';
import { temporaryFolder, uriOf, write } from './temporary-folder';

const files = {
  'db/migrations/001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n',
  'db/migrations/001_a.down.sql': 'DROP TABLE IF EXISTS a;\n',
  'db/migrations/002_b.up.sql': 'ALTER TABLE a ADD COLUMN IF NOT EXISTS b int;\n',
  'db/migrations/002_b.down.sql': 'ALTER TABLE a DROP COLUMN IF EXISTS b;\n',
};
const first = 'db/migrations/001_a.up.sql';
const second = 'db/migrations/002_b.up.sql';

test('watches migrations, configuration and manifests', async (t) => {
  const editor = await editorOn(t, files);
  await editor.until('it has asked', () => editor.registered.length > 0);
  const { method, registerOptions } = editor.registered[0] as { method: string; registerOptions: { watchers: { globPattern: string }[] } };
  assert.equal(method, 'workspace/didChangeWatchedFiles');
  const patterns = registerOptions.watchers.map(({ globPattern }) => globPattern);
  assert.equal(patterns[0], '**/*.{sql,sql.conf}');
  assert.ok(patterns.some((pattern) => /[{,]upright\.json[,}].*go\.mod.*_journal\.json/.test(pattern)));
});

test('a file that is deleted under the server takes its findings along, and what rests on it is audited anew', async (t) => {
  const editor = await editorOn(t, { ...files, 'db/migrations/003_c.up.sql': 'CREATE TABLE a (id int PRIMARY KEY);\n', 'db/migrations/003_c.down.sql': '-- irreversible: test\n' });
  const third = 'db/migrations/003_c.up.sql';
  const watch = editor.watchWorkspace();
  await editor.until('its finding is reported', () => watch.rules(third)?.includes('duplicate-object') === true);
  const refreshes = () => editor.told.get('workspace/diagnostic/refresh') ?? 0;
  await editor.until('the start has settled', () => refreshes() > 0);
  const before = refreshes();

  rmSync(editor.path(third));
  await editor.watched([third, 3]);
  await editor.until('it is empty', () => watch.rules(third)?.length === 0);
  await editor.until('open documents are asked for again', () => refreshes() > before);
});

test('a file that a checkout has deleted is gone, though its tab is open', async (t) => {
  const third = 'db/migrations/003_c.up.sql';
  const fourth = 'db/migrations/003_d.up.sql';
  const editor = await editorOn(t, { ...files, [third]: 'CREATE TABLE c (id int PRIMARY KEY);\n', 'db/migrations/003_c.down.sql': 'DROP TABLE IF EXISTS c;\n' });
  const watch = editor.watchWorkspace();
  await editor.until('the server has seen it on the disk', () => watch.rules(third)?.includes('not-idempotent') === true);
  await editor.open(third);
  for (const file of [third, 'db/migrations/003_c.down.sql']) rmSync(editor.path(file));
  write(editor.path(fourth), 'CREATE TABLE d (id int PRIMARY KEY);\n');
  write(editor.path('db/migrations/003_d.down.sql'), 'DROP TABLE IF EXISTS d;\n');
  await editor.watched([third, 3], ['db/migrations/003_c.down.sql', 3], [fourth, 1], ['db/migrations/003_d.down.sql', 1]);
  await editor.until('the new file has findings', () => watch.rules(fourth)?.includes('not-idempotent') === true);
  assert.ok(!watch.rules(fourth)!.includes('duplicate-version'), watch.rules(fourth)!.join());
});

test('a checkout of many files is read once', async (t) => {
  const editor = await editorOn(t, files);
  await editor.until('the start has settled', () => editor.logged.length > 0);
  const events: [string, 1][] = [];
  for (let i = 100; i < 200; i++) {
    const file = `db/migrations/${i}_x.up.sql`;
    write(editor.path(file), `CREATE TABEL x${i} (id int);\n`);
    events.push([file, 1]);
  }
  const reads = editor.logged.length;
  const watch = editor.watchWorkspace();
  for (const event of events) await editor.watched(event);
  await editor.until('all are reported', () => watch.rules('db/migrations/199_x.up.sql')?.includes('syntax-error') === true);
  assert.equal(editor.logged.slice(reads).filter((line) => line.startsWith('Read ')).length, 1);
});

test('a file that changes on disk is read again, unless it is open', async (t) => {
  const editor = await editorOn(t, files);
  assert.deepEqual(await editor.rules(second), []);
  write(editor.path(second), 'ALTER TABEL a;\n');
  await editor.watched([second, 2]);
  assert.deepEqual(await editor.rules(second), ['syntax-error']);

  await editor.open(first, 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n');
  write(editor.path(first), 'CREATE TABEL a;\n');
  await editor.watched([first, 2]);
  assert.deepEqual(await editor.rules(first), []);
});

test('a file renamed under the server', async (t) => {
  const editor = await editorOn(t, files);
  const watch = editor.watchWorkspace();
  await editor.until('the folder is reported', () => watch.rules(second) !== undefined);
  const renamed = 'db/migrations/002_c.up.sql';
  renameSync(editor.path(second), editor.path(renamed));
  await editor.watched([second, 3], [renamed, 1]);
  await editor.until('the new name is reported', () => watch.rules(renamed) !== undefined);
  await editor.until('the old name is empty', () => watch.rules(second)?.length === 0);
});

test('a folder that is deleted, or renamed in the editor, is told of by itself alone', async (t) => {
  const editor = await editorOn(t, files);
  const watch = editor.watchWorkspace();
  await editor.until('the folder is reported', () => watch.rules(second) !== undefined);
  renameSync(editor.path('db'), editor.path('database'));
  await editor.connection.sendNotification('workspace/didRenameFiles', { files: [{ oldUri: editor.uri('db'), newUri: editor.uri('database') }] });
  await editor.until('it is reported under its new name', () => watch.rules('database/migrations/002_b.up.sql') !== undefined);
  watch.reports.clear();
  rmSync(editor.path('database'), { recursive: true });
  await editor.watched(['database', 3]);
  await editor.until('it is empty', () => watch.reports.has(editor.uri('database/migrations/002_b.up.sql')));
});

test('a new document that is not on disk yet belongs to its folder', async (t) => {
  const editor = await editorOn(t, files);
  await editor.open('db/migrations/003_new.up.sql', 'CREATE TABLE a (id int PRIMARY KEY);\n');
  const watch = editor.watchWorkspace();
  await editor.until('it is reported', () => watch.rules('db/migrations/003_new.up.sql')?.includes('duplicate-object') === true);
});

test('workspace folders come and go', async (t) => {
  const editor = await editorOn(t, files);
  const other = temporaryFolder({ 'migrations/001_z.up.sql': 'CREATE TABEL z;\n', 'migrations/001_z.down.sql': 'DROP TABLE IF EXISTS z;\n' });
  t.after(() => rmSync(other, { recursive: true }));
  const watch = editor.watchWorkspace();
  const folder = { uri: uriOf(other), name: 'other' };
  const broken = () => watch.reports.get(uriOf(`${other}/migrations/001_z.up.sql`));
  await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [folder], removed: [] } });
  await editor.until('the new folder is reported', () => broken()?.kind === 'full');
  await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [folder] } });
  await editor.until('it is empty', () => {
    const report = broken();
    return report?.kind === 'full' && report.items.length === 0;
  });
});

test('what is wrong with upright.json is said in it, and mending it brings its wishes into force', async (t) => {
  const editor = await editorOn(t, { ...files, [second]: 'ALTER TABLE a ADD COLUMN b int;\n', 'upright.json': '{ "rules": { "not-idempotent": "of" } }\n' });
  const watch = editor.watchWorkspace();
  await editor.until('the configuration is reported', () => watch.rules('upright.json')?.includes('configuration') === true);
  await editor.open('upright.json');
  const [diagnostic] = await editor.diagnostics('upright.json');
  assert.equal(editor.textAt('upright.json', diagnostic!.range), '"of"');
  assert.deepEqual(await editor.rules(second), ['not-idempotent']);

  await editor.edit('upright.json', '"of"', '"off"');
  await editor.until('it is clean', () => watch.rules('upright.json')?.length === 0);
  await editor.until('the finding is gone', () => watch.rules(second)?.length === 0);

  await editor.edit('upright.json', '"off" } }', '');
  assert.ok((await editor.rules('upright.json')).includes('configuration'));
});

test('a dangling link and a folder called like a file harm nothing', async (t) => {
  const editor = await editorOn(t, files);
  symlinkSync('/nowhere/at/all.sql', editor.path('db/migrations/003_link.up.sql'));
  mkdirSync(editor.path('db/migrations/004_folder.up.sql'));
  await editor.watched(['db/migrations/003_link.up.sql', 1], ['db/migrations/004_folder.up.sql', 1]);
  const watch = editor.watchWorkspace();
  await editor.until('the link is reported', () => watch.rules('db/migrations/003_link.up.sql')?.includes('file-unreadable') === true);
  assert.deepEqual(await editor.rules(second), []);
});
