import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../../server/src/rules/all';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { MemoryDisk, opened } from '../../memory-workspace';
import { checkExamples } from '../../rule-examples';

before(loadGrammar);

test('every rule file is listed, and no id twice', () => {
  const notRules = new Set(['all', 'rule', 'finding', 'reference', 'foreign-keys', 'tracking-table', 'transactions', 'slips', 'former-migrations', 'failures', 'statement-of', 'same-title']);
  const files = readdirSync(join(__dirname, '../../../server/src/rules')).map((file) => file.replace(/\.ts$/, ''));
  assert.deepEqual(rules.map((rule) => rule.id).sort(), files.filter((file) => !notRules.has(file)).sort());
});

for (const rule of rules) if (!rule.needsPostgres) checkExamples(rule, opened);

test('a disk without migrations has no findings', async () => {
  const workspace = await opened(new MemoryDisk(new Map([['/project/queries/a.sql', 'SELECT 1;'], ['/project/schema.sql', 'CREATE TABLE a (id int);']])));
  assert.deepEqual(workspace.audits(), []);
});
