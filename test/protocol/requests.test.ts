import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import type { Position, WorkspaceEdit } from 'vscode-languageserver-protocol';
import type { FolderStatus } from '../../server/src/lsp/protocol';
import { plainAbilities } from './abilities';
import { editorOn } from './client';
import { redflag } from './temporary-folder';

const files = {
  'db/migrations/000001_users.up.sql': '\n-- users\nCREATE TABLE users (id int PRIMARY KEY);\n',
  'db/migrations/000001_users.down.sql': '-- back\nDROP TABLE IF EXISTS users;\n',
  'db/migrations/000002_mail.up.sql': 'ALTER TABLE users ADD COLUMN IF NOT EXISTS mail text;\n',
};
const first = 'db/migrations/000001_users.up.sql';
const second = 'db/migrations/000002_mail.up.sql';

test('upright/folders and upright/status: what was found, why, and how it stands', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  const [folder, ...others] = await editor.request<FolderStatus[]>('upright/folders', {});
  assert.deepEqual(others, []);
  assert.equal(folder?.uri, editor.uri(''));
  assert.equal(folder.tool, 'custom');
  assert.ok(folder.evidence.length > 0);
  assert.equal(folder.leftAlone, null);
  assert.ok(folder.findings.error >= 3 && folder.findings.warning >= 16);
  assert.deepEqual(await editor.request('upright/status', { uri: editor.uri('026_add_command_expiry.up.sql') }), folder);
  assert.equal(await editor.request('upright/status', { uri: 'untitled:x' }), null);
});

test('upright/previewMigration and upright/newMigration: the next pair in the style in use', async (t) => {
  const editor = await editorOn(t, files);
  const folder = editor.uri('db/migrations');
  const preview = await editor.request<{ complaint: string | null; files: string[] }>('upright/previewMigration', { folder, name: 'add posts' });
  assert.deepEqual(preview, { complaint: null, files: [editor.uri('db/migrations/000003_add posts.up.sql'), editor.uri('db/migrations/000003_add posts.down.sql')] });
  for (const name of ['', '  ', 'a/b']) assert.notEqual((await editor.request<typeof preview>('upright/previewMigration', { folder, name })).complaint, null);

  const made = await editor.request<{ edit: WorkspaceEdit; open: string; caret: Position }>('upright/newMigration', { folder, name: 'add posts' });
  await editor.apply(made.edit);
  assert.equal(made.open, preview.files[0]);
  assert.ok(existsSync(editor.path('db/migrations/000003_add posts.down.sql')));
  await assert.rejects(editor.request('upright/newMigration', { folder: editor.uri('nowhere'), name: 'x' }), /no migrations folder/);
});

test('upright/partner: the other half, at its first statement', async (t) => {
  const editor = await editorOn(t, files);
  assert.deepEqual(await editor.request('upright/partner', { uri: editor.uri(first) }), { uri: editor.uri('db/migrations/000001_users.down.sql'), position: { line: 1, character: 0 } });
  assert.deepEqual(await editor.request('upright/partner', { uri: editor.uri('db/migrations/000001_users.down.sql') }), { uri: editor.uri(first), position: { line: 2, character: 0 } });
  assert.equal(await editor.request('upright/partner', { uri: editor.uri(second) }), null);
});

test('upright/createDown: filled in, or why not', async (t) => {
  interface Created { edit: WorkspaceEdit | null; open: string | null; why: string | null }
  const editor = await editorOn(t, files);
  const made = await editor.request<Created>('upright/createDown', { uri: editor.uri(second) });
  assert.equal(made.open, editor.uri('db/migrations/000002_mail.down.sql'));
  await editor.apply(made.edit!);
  assert.match(editor.text('db/migrations/000002_mail.down.sql'), /ALTER TABLE users DROP COLUMN IF EXISTS mail;/);

  const there = await editor.request<Created>('upright/createDown', { uri: editor.uri(first) });
  assert.deepEqual(there, { edit: null, open: editor.uri('db/migrations/000001_users.down.sql'), why: 'It has a down: 000001_users.down.sql', proved: null });
  assert.match((await editor.request<Created>('upright/createDown', { uri: editor.uri('other.sql') })).why!, /no migration/);
});

test('an editor that cannot create files is told so', async (t) => {
  const editor = await editorOn(t, files, { capabilities: plainAbilities });
  assert.match((await editor.request<{ why: string }>('upright/createDown', { uri: editor.uri(second) })).why, /does not create files/);
  await assert.rejects(editor.request('upright/newMigration', { folder: editor.uri('db/migrations'), name: 'x' }), /does not create files/);
});

test('upright/fixFile: all safe fixes as one edit, counted', async (t) => {
  interface Fixed { edit: WorkspaceEdit | null; fixed: number; left: number }
  const editor = await editorOn(t, files);
  await editor.open(first);
  const { edit, fixed, left } = await editor.request<Fixed>('upright/fixFile', { uri: editor.uri(first) });
  assert.deepEqual([fixed, left], [1, 0]);
  await editor.apply(edit!);
  assert.equal(editor.text(first), files[first].replace('TABLE users', 'TABLE IF NOT EXISTS users'));
  assert.deepEqual(await editor.request('upright/fixFile', { uri: editor.uri(first) }), { edit: null, fixed: 0, left: 0 });
});

test('upright/explain: tool and why, order, other half, transaction, configuration', async (t) => {
  const editor = await editorOn(t, { ...files, 'upright.json': '{ "rules": { "missing-down": "off" } }' });
  const { markdown } = await editor.request<{ markdown: string }>('upright/explain', { uri: editor.uri(second) });
  for (const part of [/^# 000002_mail\.up\.sql/, /Tool: /, /Order: 2 of 2, version `000002`/, /Other half: none/, /Transaction: /, /Configuration: `.*upright\.json`/, /`missing-down`: off/])
    assert.match(markdown, part);
  assert.match((await editor.request<{ markdown: string }>('upright/explain', { uri: editor.uri('x.txt') })).markdown, /no migrations folder/);
});

test('upright/configuration: the file in force, or where to make one', async (t) => {
  const editor = await editorOn(t, { ...files, 'db/upright.json': '{}' });
  assert.deepEqual(await editor.request('upright/configuration', { uri: editor.uri(first) }), { uri: editor.uri('db/upright.json'), exists: true });
  assert.deepEqual(await editor.request('upright/configuration', { uri: editor.uri('x/y.sql') }), { uri: editor.uri('upright.json'), exists: false });
});

test('upright/audit reads everything anew', async (t) => {
  const editor = await editorOn(t, files);
  await editor.rules(second);
  const { folders } = await editor.request<{ folders: FolderStatus[] }>('upright/audit', {});
  assert.deepEqual(folders.map(({ migrations }) => migrations), [2]);
});

test('the client is told when what it shows may be old', async (t) => {
  const editor = await editorOn(t, files);
  await editor.until('the start has settled', () => editor.told.has('upright/changed') && editor.told.has('workspace/codeLens/refresh'));
  const before = editor.told.get('upright/changed')!;
  await editor.open(first);
  await editor.edit(first, '', '-- more\n');
  await editor.until('it is told', () => editor.told.get('upright/changed')! > before);
});
