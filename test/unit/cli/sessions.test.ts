import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sessions } from '../../../server/src/cli/commands/sessions';
import type { Session } from '../../../server/src/postgres/session';

const settings = { enabled: true, url: undefined, timeoutMs: 1000, extensions: [] };

async function after(...opened: readonly Partial<Session>[]): Promise<boolean> {
  const left = [...opened];
  const sessions = new Sessions(async () => left.shift() as Session);
  for (const _ of opened) await sessions.open(settings);
  return sessions.areSure();
}

test('what the embedded PostgreSQL says, it says again', async () => {
  assert.equal(await after(), true);
  assert.equal(await after({ kind: 'embedded' }, { kind: 'embedded' }), true);
});

test('not so a server, nor a session that ended by itself', async () => {
  assert.equal(await after({ kind: 'embedded' }, { kind: 'server' }), false);
  assert.equal(await after({ kind: 'embedded', lost: 'a statement did not end within 1000 ms' }, { kind: 'embedded' }), false);
});
