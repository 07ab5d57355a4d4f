import assert from 'node:assert/strict';
import test from 'node:test';
import type { DefinitionLink, Location } from 'vscode-languageserver-protocol';
import { editorOn, type Client } from './client';
import { redflag } from './temporary-folder';

const files = {
  '001_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY, status text);\nCREATE TABLE IF NOT EXISTS status (users int);\n',
  '001_users.down.sql': 'DROP TABLE IF EXISTS status;\nDROP TABLE IF EXISTS users;\n',
  '002_mail.up.sql': 'ALTER TABLE public.users ADD COLUMN IF NOT EXISTS mail text CHECK (mail <> status);\n',
  '002_mail.down.sql': 'ALTER TABLE users DROP COLUMN IF EXISTS mail;\n',
  '003_fill.up.sql': "DO $$ BEGIN\n  ALTER TABLE users ADD COLUMN city text;\nEND $$;\nUPDATE users AS u SET mail = 'x' WHERE u.status = 'y';\nCREATE INDEX IF NOT EXISTS users_mail ON users (mail, status);\n",
  '003_fill.down.sql': 'SELECT 1;\n',
};

const spots = (editor: Client, places: readonly Location[]) =>
  places.map(({ uri, range }) => {
    const file = uri.slice(uri.lastIndexOf('/') + 1);
    return `${file}:${range.start.line + 1}:${range.start.character + 1} ${editor.textAt(file, range)}`;
  });

test('the definition of a table and of a column, in other files', async (t) => {
  const editor = await editorOn(t, files);
  const definition = async (file: string, mark: string) => spots(editor, [await editor.at<Location>('textDocument/definition', file, mark)])[0];
  assert.equal(await definition('003_fill.up.sql', 'UPDATE us|ers'), '001_users.up.sql:1:28 users');
  assert.equal(await definition('003_fill.up.sql', 'SET ma|il'), '002_mail.up.sql:1:51 mail');
  assert.equal(await definition('003_fill.up.sql', 'u.sta|tus'), '001_users.up.sql:1:55 status');
  assert.equal(await definition('003_fill.up.sql', 'mail, sta|tus'), '001_users.up.sql:1:55 status');
  assert.equal(await definition('003_fill.up.sql', 'TABLE us|ers ADD'), '001_users.up.sql:1:28 users');
  assert.equal(await definition('002_mail.down.sql', 'EXISTS ma|il'), '002_mail.up.sql:1:51 mail');
  assert.equal(await definition('001_users.up.sql', 'EXISTS sta|tus'), '001_users.up.sql:2:28 status');
});

test('an editor that takes links is shown the whole statement', async (t) => {
  const editor = await editorOn(t, files, { capabilities: { textDocument: { definition: { linkSupport: true } } } });
  const [link] = await editor.at<DefinitionLink[]>('textDocument/definition', '003_fill.up.sql', 'SET ma|il');
  assert.equal(editor.textAt('003_fill.up.sql', link!.originSelectionRange!), 'mail');
  assert.equal(editor.textAt('002_mail.up.sql', link!.targetSelectionRange), 'mail');
  assert.equal(editor.textAt('002_mail.up.sql', link!.targetRange), files['002_mail.up.sql'].replace(';\n', ''));
});

test('a name that no file makes has no definition', async (t) => {
  const editor = await editorOn(t, { ...files, '004_x.up.sql': 'DROP TABLE IF EXISTS nowhere;\n' });
  assert.equal(await editor.at('textDocument/definition', '004_x.up.sql', 'no|where'), null);
});

test('references of a table, ups and downs, and not those of a column of that name', async (t) => {
  const editor = await editorOn(t, files);
  const references = async (file: string, mark: string, includeDeclaration: boolean) =>
    spots(editor, await editor.at<Location[]>('textDocument/references', file, mark, { context: { includeDeclaration } }));
  assert.deepEqual(await references('003_fill.up.sql', 'UPDATE us|ers', true), [
    '001_users.up.sql:1:28 users', '001_users.down.sql:2:22 users', '002_mail.up.sql:1:20 users', '002_mail.down.sql:1:13 users',
    '003_fill.up.sql:2:15 users', '003_fill.up.sql:4:8 users', '003_fill.up.sql:5:42 users',
  ]);
  assert.deepEqual(await references('001_users.up.sql', 'KEY, sta|tus', false), ['002_mail.up.sql:1:76 status', '003_fill.up.sql:4:42 status', '003_fill.up.sql:5:55 status']);
  assert.deepEqual(await references('001_users.up.sql', 'EXISTS sta|tus', true), ['001_users.up.sql:2:28 status', '001_users.down.sql:1:22 status']);
});

test('every name of a real folder leads somewhere or nowhere, and none to a wrong name', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  const file = '020_add_command_signatures.up.sql';
  const words = [...editor.text(file).matchAll(/\w+/g)].slice(0, 200);
  for (const word of words) {
    const before = editor.text(file).slice(0, word.index).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)!.length };
    const place = await editor.request<Location | null>('textDocument/definition', { textDocument: { uri: editor.uri(file) }, position });
    if (place) assert.equal(editor.textAt(place.uri.slice(place.uri.lastIndexOf('/') + 1), place.range).replaceAll('"', ''), word[0]);
  }
});

test('references follow a table and a column through their renames', async (t) => {
  const editor = await editorOn(t, {
    '001_users.up.sql': 'CREATE TABLE users (id int PRIMARY KEY, mail text);\n',
    '001_users.down.sql': 'DROP TABLE IF EXISTS users;\n',
    '002_people.up.sql': 'ALTER TABLE users RENAME COLUMN mail TO address;\nALTER TABLE users RENAME TO people;\n',
    '002_people.down.sql': 'ALTER TABLE people RENAME TO users;\nALTER TABLE users RENAME COLUMN address TO mail;\n',
    '003_fill.up.sql': "UPDATE people SET address = '' WHERE address IS NULL;\n",
    '003_fill.down.sql': '-- irreversible: test\n',
  });
  const references = async (file: string, mark: string) => spots(editor, await editor.at<Location[]>('textDocument/references', file, mark, { context: { includeDeclaration: true } }));
  const table = ['001_users.up.sql:1:14 users', '001_users.down.sql:1:22 users', '002_people.up.sql:1:13 users', '002_people.up.sql:2:13 users', '002_people.up.sql:2:29 people'];
  assert.deepEqual((await references('003_fill.up.sql', 'pe|ople')).slice(0, 5), table);
  assert.deepEqual((await references('001_users.up.sql', 'us|ers')).slice(0, 5), table);
  const column = await references('001_users.up.sql', 'ma|il');
  assert.deepEqual(column.filter((place) => !place.includes('.down.')), [
    '001_users.up.sql:1:41 mail', '002_people.up.sql:1:33 mail', '002_people.up.sql:1:41 address', '003_fill.up.sql:1:19 address', '003_fill.up.sql:1:38 address',
  ]);
});
