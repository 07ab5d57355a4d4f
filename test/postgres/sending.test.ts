import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Part } from '../../server/src/postgres/proof';
import { sendingsOf } from '../../server/src/postgres/sending';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { parseScript } from '../../server/src/syntax/parse-script';

before(loadGrammar);

const sent = (mode: Part['mode'], text: string) => sendingsOf({ mode, statements: parseScript(text).statements }).map(({ text: as, alone }) => `${alone ? 'alone: ' : ''}${as ?? '-'}`);

test('what the tool runs outside a transaction is sent without CONCURRENTLY, its places kept', () => {
  const index = 'create index concurrently i on t (c)';
  assert.deepEqual(sent('wrapped', index), [index]);
  assert.deepEqual(sent('implicit', index), ['alone: create index              i on t (c)']);
  assert.deepEqual(sent('implicit', `select 1; ${index}`), ['select 1', index]);
  assert.deepEqual(sent('none', `select 1; drop index concurrently "concurrently"`), ['alone: select 1', 'alone: drop index              "concurrently"']);
  assert.deepEqual(sent('none', 'alter table t detach partition p concurrently; refresh materialized view concurrently v'), [
    'alone: alter table t detach partition p             ', 'alone: refresh materialized view concurrently v',
  ]);
});

test("a file's own BEGIN and COMMIT decide what is in a transaction, and are not sent", () => {
  const index = 'create index concurrently i on t (c)';
  assert.deepEqual(sent('none', `begin; ${index}; commit; ${index}`), ['-', index, 'alone: -', 'alone: create index              i on t (c)']);
  assert.deepEqual(sent('wrapped', `commit; ${index}`)[1], 'alone: create index              i on t (c)');
  // In one query message the next statement is in a transaction again.
  assert.deepEqual(sent('implicit', `commit; ${index}`)[1], index);
});

test('what reaches beyond the database is not sent', () => {
  assert.deepEqual(sent('none', 'create database d; alter system set work_mem = 1; create tablespace s location $$/x$$; vacuum t; reindex table t'), Array(5).fill('alone: -'));
});

test('what is filled in before it is sent is not refused for what it is now', () => {
  assert.deepEqual(sendingsOf({ mode: 'wrapped', statements: parseScript('grant select on t to ${reader}; selct 1; select 2').statements }).map(({ text, note }) => text ?? note ?? 'refused'), ['its placeholder has no value here', 'refused', 'select 2']);
  assert.deepEqual(sendingsOf({ mode: 'wrapped', unsent: 'a template', statements: parseScript('select 1; selct 1').statements }).map(({ text, note }) => text ?? note), ['a template', 'a template']);
});
