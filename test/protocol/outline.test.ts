import assert from 'node:assert/strict';
import test from 'node:test';
import type { CodeLens, DocumentSymbol, FoldingRange } from 'vscode-languageserver-protocol';
import { plainAbilities } from './abilities';
import { editorOn } from './client';

const text = `-- Users
-- and their mail
CREATE TABLE IF NOT EXISTS users (
  id int PRIMARY KEY,
  mail text NOT NULL
);

/* one line */
CREATE INDEX IF NOT EXISTS users_mail ON users (mail);
ALTER TABLE users
  ADD COLUMN IF NOT EXISTS city text,
  ALTER COLUMN mail DROP NOT NULL;
INSERT INTO users (id) VALUES (1) ON CONFLICT DO NOTHING;
SELECT 1;
`;
const files = { '001_users.up.sql': text, '001_users.down.sql': 'DROP TABLE IF EXISTS users;\n', '002_x.up.sql': 'SELECT 1;\n', '003_y.down.sql': 'SELECT 1;\n' };
const outline = (symbols: readonly DocumentSymbol[]): unknown[] => symbols.map(({ name, detail, children }) => [name, detail, ...(children?.length ? [outline(children)] : [])]);

test('symbols: statements by what they do, with columns and clauses below', async (t) => {
  const editor = await editorOn(t, files);
  const symbols = await editor.at<DocumentSymbol[]>('textDocument/documentSymbol', '001_users.up.sql');
  assert.deepEqual(outline(symbols), [
    ['users', 'create table', [['id', 'integer not null'], ['mail', 'text not null']]],
    ['users_mail', 'create index'],
    ['users', 'alter table', [['city', 'add text'], ['mail', 'set not null']]],
    ['users', 'insert'],
    ['SELECT 1', ''],
  ]);
  const check = (symbol: DocumentSymbol) => {
    const at = ({ line, character }: { line: number; character: number }) => line * 1e6 + character;
    assert.ok(at(symbol.range.start) <= at(symbol.selectionRange.start) && at(symbol.selectionRange.end) <= at(symbol.range.end), symbol.name);
    symbol.children?.forEach(check);
  };
  symbols.forEach(check);
  assert.equal(editor.textAt('001_users.up.sql', symbols[0]!.selectionRange), 'users');
});

test('symbols for an editor that cannot nest them', async (t) => {
  const editor = await editorOn(t, files, { capabilities: plainAbilities });
  const symbols = await editor.at<{ name: string; containerName?: string }[]>('textDocument/documentSymbol', '001_users.up.sql');
  assert.deepEqual(symbols.slice(0, 2).map(({ name, containerName }) => [name, containerName]), [['users', undefined], ['id', 'users']]);
});

test('folding: statements over several lines, and comments that stand together', async (t) => {
  const editor = await editorOn(t, files);
  const folds = await editor.at<FoldingRange[]>('textDocument/foldingRange', '001_users.up.sql');
  assert.deepEqual(folds.map(({ startLine, endLine, kind }) => [startLine, endLine, kind]), [[2, 5, undefined], [9, 11, undefined], [0, 1, 'comment']]);
});

test('a line above an up and a down leads to the other half', async (t) => {
  const editor = await editorOn(t, files);
  const lens = async (file: string) => (await editor.at<CodeLens[]>('textDocument/codeLens', file)).map(({ range, command }) => [range.start.line, command?.title, command?.command, command?.arguments]);
  assert.deepEqual(await lens('001_users.up.sql'), [[0, 'down: 001_users.down.sql', 'upright.openPartner', [editor.uri('001_users.up.sql')]]]);
  assert.deepEqual(await lens('001_users.down.sql'), [[0, 'up: 001_users.up.sql', 'upright.openPartner', [editor.uri('001_users.down.sql')]]]);
  assert.deepEqual(await lens('002_x.up.sql'), [[0, 'no down', 'upright.createMissingDown', [editor.uri('002_x.up.sql')]]]);
});
