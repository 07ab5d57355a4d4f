import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { GitRepository, pair } from '../git-repository';
import { contentsOf, environment, programFile, upright } from './upright';

/** Two migrations on main, one more here, and then another on main above it. */
function branched(): GitRepository {
  const repository = new GitRepository({ ...pair('000001_a', 'a'), ...pair('000002_b', 'b') });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit(pair('000003_c', 'c'));
  repository.git('checkout', '--quiet', 'main');
  repository.commit(pair('000004_d', 'd'));
  repository.git('checkout', '--quiet', 'feature');
  return repository;
}

const sqlIn = (repository: GitRepository) => Object.keys(contentsOf(repository.root)).filter((file) => file.endsWith('.sql'));

test('check says what the base branch has above, and fix renumbers both files', () => {
  const repository = branched();
  const { code, stdout } = upright(repository.root, 'check');
  assert.equal(code, 1);
  assert.match(stdout, /^error\[version-out-of-order\]: golang-migrate never runs this: 000003 is below the newest on main, 000004\n --> migrations\/000003_c\.up\.sql:1:1\n  = help: Renumber 000003_c\.up\.sql to 000005 \(suggestion\)$/m);
  const fixed = upright(repository.root, 'fix', '--rule', 'version-out-of-order');
  assert.deepEqual([fixed.code, fixed.stderr], [0, '']);
  assert.deepEqual(sqlIn(repository).slice(-2), ['migrations/000005_c.down.sql', 'migrations/000005_c.up.sql']);
  assert.equal(upright(repository.root, 'check').code, 0);
});

test('what main has is put back, and fix changes nothing else of it', () => {
  const repository = new GitRepository({ 'migrations/000001_a.up.sql': 'CREATE TABLE a (id int PRIMARY KEY);\n', 'migrations/000001_a.down.sql': 'DROP TABLE IF EXISTS a;\n', ...pair('000002_b', 'b') });
  const before = contentsOf(`${repository.root}/migrations`);
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({ 'migrations/000001_a.up.sql': 'CREATE TABLE a (id int PRIMARY KEY, name text);\n', 'migrations/000002_b.up.sql': null, 'migrations/000002_b.down.sql': null });
  assert.match(upright(repository.root, 'check', 'migrations/000001_a.up.sql').stdout, /^warning\[applied-file-edited\]: Databases that ran 000001_a\.up\.sql never see the edit: it is on main$/m);
  const { stdout } = upright(repository.root, 'fix', '--suggestions');
  assert.match(stdout, /^mended migrations\/000001_a\.up\.sql: Put back what main has \(applied-file-edited\)$/m);
  assert.match(stdout, /^mended migrations\/000001_a\.up\.sql: Put back 000002_b\.up\.sql \(applied-file-edited\)$/m);
  assert.deepEqual(contentsOf(`${repository.root}/migrations`), before);
});

test('explain says that a file is history', () => {
  const repository = branched();
  assert.match(upright(repository.root, 'explain', 'migrations/000001_a.up.sql').stdout, /^- History: it is on main, so no edit is offered that changes what it does$/m);
  assert.doesNotMatch(upright(repository.root, 'explain', 'migrations/000003_c.up.sql').stdout, /History/);
});

test('without a git program everything is as outside of a repository', () => {
  const repository = branched();
  const { status, stdout, stderr } = spawnSync(process.execPath, [programFile, 'check', '--no-postgres'], { cwd: repository.root, encoding: 'utf8', env: { XDG_CACHE_HOME: environment.XDG_CACHE_HOME, PATH: '' } });
  assert.deepEqual([status, stdout, stderr], [0, 'No findings in 3 migrations (golang-migrate)\n', '']);
});

test('a hook of git, which sets where the repository is, disturbs nothing', () => {
  const repository = branched();
  const { status, stdout } = spawnSync(process.execPath, [programFile, 'check', 'migrations', '--no-postgres'], { cwd: repository.root, encoding: 'utf8', env: { ...environment, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' } });
  assert.equal(status, 1);
  assert.match(stdout, /version-out-of-order/);
});
