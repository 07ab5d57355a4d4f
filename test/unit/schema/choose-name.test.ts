import { test } from 'node:test';
import assert from 'node:assert/strict';
import { chooseName, clip, indexColumnNames, joinedColumns, makeObjectName } from '../../../server/src/schema/choose-name';

test('the longer of the two names is cut first, to 63 bytes in all', () => {
  assert.equal(makeObjectName('t', 'col', 'fkey'), 't_col_fkey');
  assert.equal(makeObjectName('t', undefined, 'pkey'), 't_pkey');
  const long = makeObjectName('a'.repeat(60), 'b'.repeat(20), 'fkey');
  assert.equal(long, `${'a'.repeat(37)}_${'b'.repeat(20)}_fkey`);
  assert.equal(long.length, 63);
});

test('a name is cut between characters', () => {
  assert.equal(clip('ß'.repeat(40)), 'ß'.repeat(31));
  assert.equal(clip('😀'.repeat(20)), '😀'.repeat(15));
  assert.equal(Buffer.byteLength(makeObjectName('ß'.repeat(40), 'c', 'idx')), 62);
});

test('a taken name gets a number behind its label', () => {
  const taken = new Set(['t_a_key', 't_a_key1']);
  assert.equal(chooseName('t', 'a', 'key', (name) => taken.has(name)), 't_a_key2');
});

test('the columns of an index', () => {
  assert.equal(joinedColumns(['a', 'b']), 'a_b');
  assert.deepEqual(indexColumnNames(['a', undefined, 'a', undefined]), ['a', 'expr', 'a1', 'expr1']);
});
