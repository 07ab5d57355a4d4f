import assert from 'node:assert/strict';
import test from 'node:test';
import type { CodeLens, DocumentSymbol, FoldingRange, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { editorOn } from './client';

/** goose keeps the up and the down in one file. */
const both = '-- +goose Up\nCREATE TABLE users (\n  id int PRIMARY KEY\n);\n\n-- +goose Down\nDROP TABLE IF EXISTS users;\n';
const files = {
  'go.mod': 'module x\n\nrequire github.com/pressly/goose/v3 v3.0.0\n',
  'migrations/00001_users.sql': both,
  'migrations/00002_mail.sql': '-- +goose Up\nALTER TABLE users ADD COLUMN IF NOT EXISTS mail text;\n',
};

test('the outline and the folds of a file with both directions', async (t) => {
  const editor = await editorOn(t, files);
  const symbols = await editor.at<DocumentSymbol[]>('textDocument/documentSymbol', 'migrations/00001_users.sql');
  assert.deepEqual(symbols.map(({ name, children }) => [name, children?.map((child) => child.name)]), [['up', ['users']], ['down', ['users']]]);
  const folds = await editor.at<FoldingRange[]>('textDocument/foldingRange', 'migrations/00001_users.sql');
  assert.equal(folds.filter(({ kind }) => kind === 'region').length, 2);
  assert.deepEqual(folds.filter(({ kind }) => kind === undefined).map(({ startLine, endLine }) => [startLine, endLine]), [[1, 3]]);
});

test('the other half is below, and a missing one is appended', async (t) => {
  const editor = await editorOn(t, files);
  const second = 'migrations/00002_mail.sql';
  assert.deepEqual(await editor.request('upright/partner', { uri: editor.uri('migrations/00001_users.sql') }), { uri: editor.uri('migrations/00001_users.sql'), position: { line: 6, character: 0 } });
  assert.deepEqual(await editor.at<CodeLens[]>('textDocument/codeLens', 'migrations/00001_users.sql'), []);
  assert.deepEqual((await editor.at<CodeLens[]>('textDocument/codeLens', second)).map(({ command }) => command?.title), ['no down']);
  await editor.open(second);
  const { edit, open } = await editor.request<{ edit: WorkspaceEdit; open: string }>('upright/createDown', { uri: editor.uri(second) });
  assert.equal(open, editor.uri(second));
  await editor.apply(edit);
  assert.match(editor.text(second), /-- \+goose Down\n(.*\n)*ALTER TABLE users DROP COLUMN IF EXISTS mail;/);
  assert.deepEqual(await editor.at<CodeLens[]>('textDocument/codeLens', second), []);
});

test('a suppression for the file stands below the marker', async (t) => {
  const editor = await editorOn(t, files);
  const file = 'migrations/00001_users.sql';
  await editor.open(file);
  const actions = await editor.actions(file, 'users (');
  await editor.choose(actions.find(({ title }) => title === 'Suppress not-idempotent in this file'));
  assert.ok(editor.text(file).startsWith('-- +goose Up\n-- upright-ignore-file not-idempotent: reason\nCREATE TABLE'), editor.text(file));
  assert.ok(!(await editor.rules(file)).includes('not-idempotent'));
});
