import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rules } from '../../server/src/rules/all';
import { folderOf, upright } from './upright';

test('every rule is listed once, by its name, with its severity', () => {
  const { code, stdout } = upright(folderOf({}), 'rules');
  assert.equal(code, 0);
  const listed = stdout.trimEnd().split('\n').map((line) => line.split(/ {2,}/));
  assert.deepEqual(listed, [...rules].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, severity, title }) => [id, severity, title]));
});

test('every rule has a page', () => {
  for (const rule of rules) {
    const { code, stdout } = upright(folderOf({}), 'rules', rule.id);
    assert.equal(code, 0);
    assert.ok(stdout.startsWith(`${rule.id}  ${rule.severity}\n${rule.title}\n`));
    assert.ok(stdout.replace(/\s+/g, ' ').includes(rule.why.replace(/\s+/g, ' ').trim()));
    for (const option of Object.keys(rule.options ?? {})) assert.ok(stdout.includes(option));
  }
});

test('an unknown rule is refused, with the one that was meant', () => {
  assert.deepEqual(upright(folderOf({}), 'rules', 'mising-down'), { code: 2, stdout: '', stderr: 'upright: there is no rule mising-down; did you mean missing-down?\n' });
  assert.deepEqual(upright(folderOf({}), 'rules', 'x'), { code: 2, stdout: '', stderr: 'upright: there is no rule x; `upright rules` lists them\n' });
});
