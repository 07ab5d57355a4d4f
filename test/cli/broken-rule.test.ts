import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeMachine } from '../../server/src/audit/node-machine';
import { hasFailed } from '../../server/src/cli/failures';
import { checkTargets, openTargets } from '../../server/src/cli/open-targets';
import { readTargets } from '../../server/src/cli/targets';
import { rules } from '../../server/src/rules/all';
import type { Rule } from '../../server/src/rules/rule';
import { folderOf, twice } from './upright';

test('a rule that throws is told in one line and stops no other', async (context) => {
  const fails = () => {
    throw new Error('no such thing\n    at somewhere');
  };
  (rules as Rule[]).unshift({ id: 'broken', title: '', severity: 'error', why: '', instead: '', examples: [], checkMigration: fails, checkFolder: fails });
  const told = context.mock.method(process.stderr, 'write', () => true);
  const targets = readTargets(nodeMachine, [folderOf(twice)]);
  const { findings } = checkTargets(await openTargets(targets, nodeMachine), targets);
  assert.deepEqual(findings.map((finding) => finding.rule), ['not-idempotent']);
  assert.deepEqual(told.mock.calls.map((call) => call.arguments[0]), ['upright: internal error (rule broken): no such thing\n']);
  assert.ok(hasFailed());
});
