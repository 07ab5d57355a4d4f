import assert from 'node:assert/strict';
import test from 'node:test';
import type { Hover, MarkupContent } from 'vscode-languageserver-protocol';
import { plainAbilities } from './abilities';
import { editorOn, type Client } from './client';

const files = {
  '001_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (\n  id bigserial PRIMARY KEY,\n  "Name" text NOT NULL DEFAULT \'x\'\n);\n',
  '001_users.down.sql': 'DROP TABLE IF EXISTS users;\n',
  '002_mail.up.sql': "CREATE TYPE mood AS ENUM ('ok', 'sad');\nALTER TABLE users ADD COLUMN IF NOT EXISTS mail text;\nCREATE INDEX IF NOT EXISTS users_mail ON users (mail);\n",
  '002_mail.down.sql': 'ALTER TABLE users DROP COLUMN IF EXISTS mail;\nDROP TYPE IF EXISTS mood;\n',
  '003_posts.up.sql': 'CREATE TABLE posts (\n  id bigint PRIMARY KEY,\n  author bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE\n);\nUPDATE users u SET mail = NULL WHERE u.id = 1;\n',
  '003_posts.down.sql': 'DROP TABLE IF EXISTS posts;\n',
};

async function hovered(editor: Client, file: string, mark: string): Promise<string | undefined> {
  const hover = await editor.at<Hover | null>('textDocument/hover', file, mark);
  return (hover?.contents as MarkupContent | undefined)?.value;
}

test('a table shows its definition at this point of the history and where it comes from', async (t) => {
  const editor = await editorOn(t, files);
  const text = (await hovered(editor, '003_posts.up.sql', 'REFERENCES us|ers'))!;
  assert.ok(text.startsWith('```sql\nCREATE TABLE users (\n  id bigserial,\n  "Name" text NOT NULL DEFAULT \'x\',\n  mail text,\n  CONSTRAINT users_pkey PRIMARY KEY (id)\n);\nCREATE INDEX'), text);
  assert.ok(text.includes(`Created in [001_users.up.sql](${editor.uri('001_users.up.sql')}#L1)`), text);
  assert.ok(text.includes(`changed in [002_mail.up.sql](${editor.uri('002_mail.up.sql')}#L2)`), text);
});

test('before the migration that adds it, a column is not there', async (t) => {
  const editor = await editorOn(t, files);
  assert.doesNotMatch((await hovered(editor, '001_users.up.sql', 'EXISTS us|ers'))!, /mail/);
  assert.doesNotMatch((await hovered(editor, '002_mail.up.sql', 'TABLE us|ers'))!, /mail/);
});

test('a column shows its type, its table, and who added it', async (t) => {
  const editor = await editorOn(t, files);
  const text = (await hovered(editor, '003_posts.up.sql', 'SET ma|il'))!;
  assert.match(text, /^```sql\nmail text -- table users\n```/);
  assert.ok(text.includes('Column from [002_mail.up.sql]') && text.includes('table from [001_users.up.sql]'), text);
  assert.match((await hovered(editor, '003_posts.up.sql', 'u.|id'))!, /id bigserial -- table users/);
  assert.match((await hovered(editor, '001_users.up.sql', '"Na|me"'))!, /"Name" text NOT NULL DEFAULT 'x'/);
});

test('an enum shows its values', async (t) => {
  const editor = await editorOn(t, files);
  assert.match((await hovered(editor, '002_mail.up.sql', 'TYPE mo|od'))!, /CREATE TYPE mood AS ENUM \('ok', 'sad'\);/);
});

test('a finding says why it is one, what to do instead, and where to read on', async (t) => {
  const editor = await editorOn(t, files);
  const text = (await hovered(editor, '003_posts.up.sql', 'CREATE TABLE po|sts'))!;
  assert.match(text, /\(\[not-idempotent\]\(https:.*\)\)/);
  assert.match(text, /\*\*Instead:\*\*/);
  assert.match((await hovered(editor, '003_posts.up.sql', 'CRE|ATE TABLE'))!, /not-idempotent/);
});

test('an editor without Markdown gets plain text', async (t) => {
  const editor = await editorOn(t, files, { capabilities: plainAbilities });
  const hover = await editor.at<Hover>('textDocument/hover', '003_posts.up.sql', 'REFERENCES us|ers');
  assert.equal((hover.contents as MarkupContent).kind, 'plaintext');
  assert.match((hover.contents as MarkupContent).value, /Created in 001_users\.up\.sql:1/);
});

test('between statements and on keywords of a clean one there is nothing to say', async (t) => {
  const editor = await editorOn(t, files);
  assert.equal(await hovered(editor, '002_mail.up.sql', 'ALT|ER'), undefined);
});
