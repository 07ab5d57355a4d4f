import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenPostgres } from '../../server/src/audit/proofs';
import type { FolderStatus } from '../../server/src/lsp/protocol';
import { embedded } from '../postgres/databases';
import { editorOn, type Client } from './client';

const files: Readonly<Record<string, string>> = {
  'shop/migrations/001_users.up.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, name text);\n',
  'shop/migrations/001_users.down.sql': 'DROP TABLE users;\n',
  'shop/migrations/002_orders.up.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users);\n',
  'shop/migrations/002_orders.down.sql': 'DROP TABLE IF EXISTS orders;\n',
  'shop/migrations/003_mood.up.sql': "CREATE TYPE mood AS ENUM ('ok');\nALTER TABLE users ADD COLUMN mood mood;\n",
  'shop/migrations/003_mood.down.sql': 'ALTER TABLE users DROP COLUMN mood;\nDROP TYPE mood;\n',
  'shop/migrations/004_view.up.sql': 'CREATE OR REPLACE VIEW names AS SELECT name FROM users;\n',
  'shop/migrations/004_view.down.sql': 'DROP VIEW IF EXISTS names;\n',
  'stock/migrations/001_items.up.sql': 'CREATE TABLE items (id bigint PRIMARY KEY);\n',
  'stock/migrations/001_items.down.sql': 'DROP TABLE items;\n',
  'stock/migrations/002_places.up.sql': 'CREATE TABLE places (id bigint PRIMARY KEY, item_id bigint NOT NULL REFERENCES items);\n',
  'stock/migrations/002_places.down.sql': 'DROP TABLE places;\n',
};

const statements = [
  'ALTER TABLE users ADD COLUMN note_# text;', 'CREATE TABLE made_# (id bigint PRIMARY KEY);', 'CREATE INDEX IF NOT EXISTS users_name_# ON users (name);', 'ALTER TABLE items ADD COLUMN note_# text;',
  'DROP TABLE IF EXISTS orders;', 'DROP VIEW names;', "ALTER TYPE mood ADD VALUE 'bad_#';", 'ALTER TABLE users RENAME COLUMN name TO title;', 'SELECT 1 / 0;', 'SELEC 1;', 'UPDATE orders SET nothing = 1;', 'CREATE FUNCTION f_#() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;',
];

const database = embedded();
const openPostgres: OpenPostgres = ({ timeoutMs }) => database.open(timeoutMs);

/** Any numbers, the same ones each time: between 0 and 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
}

/** What is found once PostgreSQL has answered to all folders. */
async function findings(editor: Client): Promise<string[]> {
  const deadline = Date.now() + 60_000;
  while (!(await editor.request<FolderStatus[]>('upright/folders', {})).every(({ postgres }) => postgres.state === 'ran')) {
    assert.ok(Date.now() < deadline, 'PostgreSQL does not answer');
    await sleep(20);
  }
  const found: string[] = [];
  for (const file of Object.keys(files)) for (const { range, code, message } of await editor.diagnostics(file)) found.push(`${file} ${JSON.stringify(range)} ${code} ${message}`);
  return found;
}

// Each seed is a course of edits that would be the same again.
for (const seed of [1, 3]) {
  test(`whatever has been edited before, a text has the findings that it has in an editor of its own (${seed})`, async (t) => {
    const next = numbers(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!;
    const editor = await editorOn(t, files, { openPostgres });
    for (const file of Object.keys(files)) await editor.open(file);
    let file = pick(Object.keys(files));
    const edits: string[] = [];
    for (let i = 1; i <= 36; i++) {
      if (next() < 0.07) file = pick(Object.keys(files));
      const text = editor.text(file);
      const lines = text.split('\n');
      const by = next() < 0.25 ? files[file]! : next() < 0.2 ? lines.slice(1).join('\n') : `${text}${pick(statements).replace('#', String(i))}\n`;
      if (by !== text) {
        await editor.edit(file, text, by);
        edits.push(`${file}: ${JSON.stringify(by)}`);
      }
      // As long as between two keys, two words, or until everything is known.
      await sleep(pick([0, 60, 400]));
      if (next() < 0.6) await findings(editor);
      if (i % 18 !== 0) continue;
      const other = await editorOn(t, Object.fromEntries(Object.keys(files).map((name) => [name, editor.text(name)])), { openPostgres });
      assert.deepEqual(await findings(editor), await findings(other), edits.join('\n'));
    }
  });
}
