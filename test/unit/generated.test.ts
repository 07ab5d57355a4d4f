import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generated, leftOver } from '../../scripts/generate';

test('generated files are as `npm run generate` makes them', () => {
  for (const [file, text] of generated()) assert.equal(readFileSync(file, 'utf8'), text, file);
  assert.deepEqual(leftOver(), []);
});
