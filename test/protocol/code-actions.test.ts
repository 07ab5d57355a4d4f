import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import type { CodeAction } from 'vscode-languageserver-protocol';
import { plainAbilities, vscodeAbilities } from './abilities';
import { editorOn } from './client';
import { redflag } from './temporary-folder';

const users = '001_users.up.sql';
const folder = {
  [users]: 'CREATE TABLE users (id int PRIMARY KEY);\nCREATE INDEX users_id ON users (id);\n',
  '001_users.down.sql': 'DROP TABLE IF EXISTS users;\n',
};
const titled = (actions: readonly CodeAction[], title: string | RegExp) => actions.find((action) => (typeof title === 'string' ? action.title === title : title.test(action.title)));

test('a safe fix is preferred, has its diagnostic, and its edit comes when it is chosen', async (t) => {
  const editor = await editorOn(t, folder);
  await editor.open(users);
  const actions = await editor.actions(users, 'users');
  const fix = actions.find(({ isPreferred }) => isPreferred)!;
  assert.equal(fix.kind, 'quickfix');
  assert.equal(fix.edit, undefined);
  assert.deepEqual(fix.diagnostics?.map(({ code }) => code), ['not-idempotent']);
  await editor.choose(fix);
  assert.equal(editor.text(users), 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE INDEX users_id ON users (id);\n');
  assert.equal((await editor.rules(users)).filter((rule) => rule === 'not-idempotent').length, 1);
});

test('the edit of an open document names its version', async (t) => {
  const editor = await editorOn(t, folder);
  await editor.open(users);
  await editor.edit(users, '', '-- end\n');
  const fix = (await editor.actions(users, 'users')).find(({ isPreferred }) => isPreferred)!;
  const resolved = await editor.request<CodeAction>('codeAction/resolve', fix);
  const [edit] = resolved.edit!.documentChanges!;
  assert.deepEqual('textDocument' in edit! && edit.textDocument, { uri: editor.uri(users), version: 2 });
});

test('an action is not applied to a text that has moved on', async (t) => {
  const editor = await editorOn(t, folder);
  await editor.open(users);
  const fix = (await editor.actions(users, 'users')).find(({ isPreferred }) => isPreferred)!;
  await editor.edit(users, 'CREATE TABLE users', 'CREATE TABLE IF NOT EXISTS users');
  await assert.rejects(editor.request('codeAction/resolve', fix), { code: -32801 });
});

test('all of one rule in a file', async (t) => {
  const editor = await editorOn(t, folder);
  await editor.open(users);
  await editor.choose(titled(await editor.actions(users, 'users'), 'Fix all not-idempotent in this file'));
  assert.equal(editor.text(users), 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);\nCREATE INDEX IF NOT EXISTS users_id ON users (id);\n');
  assert.deepEqual((await editor.rules(users)).filter((rule) => rule === 'not-idempotent'), []);
});

test('source.fixAll asks for the safe fixes alone, and the second time there is nothing to do', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  const file = '024_disable_updates_subsystem.up.sql';
  await editor.open(file);
  for (const only of ['source', 'source.fixAll', 'source.fixAll.upright']) {
    const actions = await editor.actions(file, 'UPDATE', [only]);
    assert.deepEqual(actions.map(({ kind }) => kind), ['source.fixAll.upright'], only);
  }
  await editor.choose((await editor.actions(file, 'UPDATE', ['source.fixAll']))[0]);
  assert.ok(!editor.text(file).includes('schema_migrations'));
  assert.deepEqual(await editor.rules(file), ['unknown-column']);
  assert.deepEqual(await editor.actions(file, 'UPDATE', ['source.fixAll']), []);
});

test('suppressing writes the comment above the statement, with its indentation and line break', async (t) => {
  const editor = await editorOn(t, { ...folder, [users]: '-- users\r\n  CREATE TABLE users (id int PRIMARY KEY);\r\n' });
  await editor.open(users);
  await editor.choose(titled(await editor.actions(users, 'users ('), 'Suppress not-idempotent for this statement'));
  assert.equal(editor.text(users), '-- users\r\n  -- upright-ignore not-idempotent: reason\r\n  CREATE TABLE users (id int PRIMARY KEY);\r\n');
  assert.ok(!(await editor.rules(users)).includes('not-idempotent'));
});

test('a second rule joins the suppression that is there', async (t) => {
  const text = '-- upright-ignore not-idempotent: once\nCREATE TABLE users (id int);\n';
  const editor = await editorOn(t, { ...folder, [users]: text });
  await editor.open(users);
  await editor.choose(titled(await editor.actions(users, 'users ('), 'Suppress missing-primary-key for this statement'));
  assert.equal(editor.text(users), text.replace('not-idempotent', 'not-idempotent, missing-primary-key'));
  assert.deepEqual(await editor.rules(users), []);
});

test('suppressing a statement behind another on its line is not about that one', async (t) => {
  const editor = await editorOn(t, { ...folder, [users]: 'SELECT 1; CREATE TABLE users (id int PRIMARY KEY);\n' });
  await editor.open(users);
  await editor.choose(titled(await editor.actions(users, 'users'), 'Suppress not-idempotent for this statement'));
  assert.deepEqual(await editor.rules(users), []);
});

test('suppressing in the file', async (t) => {
  const editor = await editorOn(t, folder);
  await editor.open(users);
  await editor.choose(titled(await editor.actions(users, 'users'), 'Suppress not-idempotent in this file'));
  assert.ok(editor.text(users).startsWith('-- upright-ignore-file not-idempotent: reason\nCREATE TABLE'));
  assert.deepEqual(await editor.rules(users), []);
});

test('an editor that takes snippets gets the reason to write over', async (t) => {
  const workspaceEdit = { ...vscodeAbilities.workspace!.workspaceEdit, snippetEditSupport: true };
  const editor = await editorOn(t, folder, { capabilities: { ...vscodeAbilities, workspace: { ...vscodeAbilities.workspace, workspaceEdit } } });
  const action = titled(await editor.actions(users, 'users'), 'Suppress not-idempotent for this statement');
  const { edit } = await editor.request<CodeAction>('codeAction/resolve', action);
  const [change] = edit!.documentChanges!;
  assert.deepEqual('edits' in change! && change.edits, [
    { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, snippet: { kind: 'snippet', value: '-- upright-ignore not-idempotent: ${0:reason}\n' } },
  ]);
});

test('the page of a rule opens outside the editor', async (t) => {
  const editor = await editorOn(t, folder);
  const { command } = titled(await editor.actions(users, 'users'), 'Open the page of not-idempotent')!;
  await editor.request('workspace/executeCommand', { command: command!.command, arguments: command!.arguments });
  assert.match((editor.shownDocuments[0] as { uri: string }).uri, /not-idempotent/);
});

test('a file with a stray name is renamed, and its finding goes with the name', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  const stray = '018_create_scanner_config_table.sql';
  const action = titled(await editor.actions(stray, ''), /018_create_scanner_config_table\.up\.sql/);
  await editor.choose(action);
  assert.ok(existsSync(editor.path('018_create_scanner_config_table.up.sql')));
  await editor.watched([stray, 3], ['018_create_scanner_config_table.up.sql', 1]);
  const watch = editor.watchWorkspace();
  await editor.until('the new name is reported', () => watch.rules('018_create_scanner_config_table.up.sql') !== undefined);
  assert.ok(!watch.rules('018_create_scanner_config_table.up.sql')!.includes('file-name-invalid'));
});

test('a missing down is created, filled in', async (t) => {
  const editor = await editorOn(t, { ...folder, '002_name.up.sql': 'ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;\n' });
  await editor.choose(titled(await editor.actions('002_name.up.sql', ''), /[Cc]reate the down/));
  assert.match(editor.text('002_name.down.sql'), /DROP COLUMN IF EXISTS name/);
});

test('a client that cannot create or rename files is not offered it, and gets edits at once', async (t) => {
  const editor = await editorOn(t, { ...folder, '002_name.up.sql': 'ALTER TABLE users ADD COLUMN name text;\n' }, { capabilities: plainAbilities });
  const actions = await editor.actions('002_name.up.sql', 'ALTER TABLE users ADD COLUMN name');
  assert.equal(titled(actions, /[Cc]reate the down/), undefined);
  assert.equal(titled(actions, /^Open the page/), undefined);
  const fix = titled(actions, /IF NOT EXISTS/)!;
  assert.deepEqual(Object.keys(fix.edit!.changes!), [editor.uri('002_name.up.sql')]);
  await editor.choose(fix);
  assert.equal(editor.text('002_name.up.sql'), 'ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;\n');
});
