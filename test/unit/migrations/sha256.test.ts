import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sha256 } from '../../../server/src/migrations/sha256';

test('agrees with Node at every length around a block, told at once or in pieces', () => {
  for (let length = 0; length < 140; length++) {
    const text = 'aé😀'.repeat(50).slice(0, length);
    const expected = createHash('sha256').update(text).digest('base64');
    const whole = sha256();
    whole.update(text);
    assert.equal(whole.digest(), expected, String(length));
    assert.equal(whole.digest(), expected, 'asked twice');
    const pieces = sha256();
    for (let at = 0; at < text.length; at += 6) pieces.update(text.slice(at, at + 6));
    const wellFormed = createHash('sha256');
    for (let at = 0; at < text.length; at += 6) wellFormed.update(text.slice(at, at + 6));
    assert.equal(pieces.digest(), wellFormed.digest('base64'));
  }
});
