import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { GitRepository, pair } from '../git-repository';
import { Client } from './client';

const second = 'migrations/000002_b.up.sql';

async function editorOn(t: TestContext, repository: GitRepository, trusted?: boolean): Promise<Client> {
  const editor = await Client.start(repository.root, trusted === undefined ? {} : { trusted });
  t.after(() => editor.stop());
  return editor;
}

function onFeature(): GitRepository {
  const repository = new GitRepository({ ...pair('000001_a', 'a'), ...pair('000002_b', 'b') });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit(pair('000003_c', 'c'));
  return repository;
}

test('an edit of what is on main is said while it is typed, and taken back with it', async (t) => {
  const editor = await editorOn(t, onFeature(), true);
  await editor.open(second);
  await editor.until('git has answered', () => editor.logged.some((line) => line.startsWith('Read what is on the base branch')));
  assert.deepEqual(await editor.rules(second), []);
  await editor.edit(second, 'int', 'bigint');
  assert.deepEqual(await editor.rules(second), ['applied-file-edited']);
  await editor.edit(second, 'bigint', 'int');
  assert.deepEqual(await editor.rules(second), []);
});

test('after a checkout the past is another, without anybody telling the server', async (t) => {
  const repository = onFeature();
  repository.write({ [second]: 'CREATE TABLE IF NOT EXISTS b (id bigint PRIMARY KEY);\n' });
  const editor = await editorOn(t, repository, true);
  const watch = editor.watchWorkspace();
  await editor.until('the edit is reported', () => watch.rules(second)?.includes('applied-file-edited') === true);
  repository.git('checkout', '--quiet', 'main');
  await editor.until('it is none on main', () => watch.rules(second)?.length === 0);
});

test('in an untrusted workspace git is not asked', async (t) => {
  const repository = onFeature();
  repository.write({ [second]: 'CREATE TABLE b (id bigint PRIMARY KEY);\n' });
  const editor = await editorOn(t, repository, false);
  const watch = editor.watchWorkspace();
  await editor.until('the file is audited', () => watch.rules(second) !== undefined);
  // A checkout is what makes a trusting server ask.
  repository.git('checkout', '--quiet', 'main');
  await editor.request('upright/audit', {});
  assert.deepEqual(watch.rules(second), ['not-idempotent']);
  assert.ok(!editor.logged.some((line) => line.startsWith('Read what is on the base branch')));
});
