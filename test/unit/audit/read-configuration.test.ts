import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfiguration } from '../../../server/src/audit/read-configuration';

const reading = (text: string) => readConfiguration('/project/upright.json', text);

test('each fault of upright.json stands at its place, and the rest holds', () => {
  const text = `{
    // a comment
    "tool": "flywayy",
    "rules": { "not-idempotent": ["hint", { "downs": "yes", "ups": true }], "uuid-function-mixed": ["off", { "prefer": "uuidv7" }], "missing-down": ["error", { "x": 1 }] },
    "known": { "roles": ["bob"], "tabels": [] },
    "since": "0003",
  }`;
  const { configuration, findings } = reading(text);
  assert.deepEqual(findings.map(({ range, message }) => [text.slice(range.start, range.end), message.replace(/one of .*/, 'one of ...')]), [
    ['"flywayy"', '"tool" has no effect: it must be one of ...'],
    ['"tabels"', '"known.tabels" has no effect: there is no such key'],
    ['"yes"', '"rules.not-idempotent.downs" has no effect: it must be true or false'],
    ['"ups"', '"rules.not-idempotent.ups" has no effect: there is no such key'],
    ['"x"', '"rules.missing-down.x" has no effect: there is no such key'],
  ]);
  assert.equal(configuration.tool, undefined);
  assert.equal(configuration.since, '0003');
  assert.deepEqual(configuration.known.roles, ['bob']);
  assert.deepEqual([...configuration.rules], [
    ['not-idempotent', { severity: 'hint', options: {} }], ['uuid-function-mixed', { severity: 'off', options: { prefer: 'uuidv7' } }], ['missing-down', { severity: 'error', options: {} }],
  ]);
});

test('every tool is a value of its key', () => {
  for (const tool of ['golang-migrate', 'custom', 'none']) assert.deepEqual(reading(`{ "tool": "${tool}" }`).configuration.tool, tool);
});
