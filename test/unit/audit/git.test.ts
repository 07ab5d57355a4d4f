import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, existsSync } from 'node:fs';
import { test } from 'node:test';
import { Git } from '../../../server/src/audit/git';
import { nodeDisk } from '../../../server/src/audit/node-disk';
import { nodeMachine } from '../../../server/src/audit/node-machine';
import type { FolderPast } from '../../../server/src/audit/version-control';
import { Workspace } from '../../../server/src/audit/workspace';
import { GitRepository, pair } from '../../git-repository';

const past = async (repository: GitRepository, since: readonly string[] = [], git = new Git(nodeMachine)): Promise<FolderPast | undefined> => {
  const folder = `${repository.root}/migrations`;
  return (await git.read(new Map([[folder, since]]), (path) => nodeDisk.read(path))).get(folder);
};

async function audited(repository: GitRepository, root = repository.root) {
  const workspace = new Workspace(nodeDisk, [root], (what, error) => {
    throw new Error(`${what} failed`, { cause: error });
  }, new Git(nodeMachine));
  await workspace.load();
  await workspace.readPast();
  return { workspace, audit: workspace.audits()[0]! };
}

const GOOSE = { 'go.mod': 'require github.com/pressly/goose/v3 v3.27.0\n' };
const MAIN = { ...pair('000001_a', 'a'), ...pair('000002_b', 'b') };

test('on the base branch, without commits and outside of a repository nothing is history', async () => {
  const repository = new GitRepository(MAIN);
  assert.equal((await past(repository))?.base, undefined);
  repository.git('checkout', '--quiet', '--detach');
  assert.equal((await past(repository))?.base, undefined, 'detached at the base branch');
  assert.equal((await new Git(nodeMachine).read(new Map([['/nowhere/migrations', []]]), () => undefined)).size, 0);
  repository.git('checkout', '--quiet', '--orphan', 'new');
  assert.equal(await past(repository), undefined);
});

test('from another branch the base branch is seen where it was left, and at its tip', async () => {
  const repository = new GitRepository(MAIN);
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit(pair('000003_c', 'c'));
  repository.git('checkout', '--quiet', 'main');
  repository.commit(pair('000004_d', 'd'));
  repository.git('checkout', '--quiet', 'feature');
  const { base } = (await past(repository))!;
  assert.equal(base!.name, 'main');
  assert.deepEqual(base!.left.files, ['000001_a.down.sql', '000001_a.up.sql', '000002_b.down.sql', '000002_b.up.sql']);
  assert.deepEqual(base!.tip.files.filter((file) => !base!.left.files.includes(file)), ['000004_d.down.sql', '000004_d.up.sql']);
  assert.equal(base!.tip.read('000004_d.up.sql'), pair('000004_d', 'd')['migrations/000004_d.up.sql']);
  assert.equal(base!.left.read('000003_c.up.sql'), undefined);
});

test('the branch that origin calls its own comes before main, and its name is without the remote', async () => {
  const origin = new GitRepository(MAIN);
  origin.git('branch', '--move', 'develop');
  const clone = new GitRepository({});
  clone.git('remote', 'add', 'origin', origin.root);
  clone.git('fetch', '--quiet', 'origin');
  clone.git('remote', 'set-head', 'origin', 'develop');
  clone.git('checkout', '--quiet', '-b', 'feature', 'origin/develop');
  clone.commit(pair('000003_c', 'c'));
  assert.equal((await past(clone))!.base!.name, 'develop');
  clone.git('checkout', '--quiet', '-b', 'develop', 'origin/develop');
  clone.commit(pair('000004_d', 'd'));
  assert.equal((await past(clone))!.base, undefined, 'on the branch itself, ahead of origin');
});

test('a linked work tree, master, a folder at the root of the repository, and names with blanks and umlauts', async () => {
  const repository = new GitRepository({ '1_grün und blau.up.sql': 'SELECT 1;\n', '1_grün und blau.down.sql': 'SELECT 2;\n' });
  repository.git('branch', '--move', 'master');
  repository.git('worktree', 'add', '--quiet', '-b', 'feature', 'tree');
  appendFileSync(`${repository.root}/tree/1_grün und blau.up.sql`, 'SELECT 3;\n');
  const folder = `${repository.root}/tree`;
  // HEAD is the tip: nothing was committed here yet, and the work tree is another all the same.
  repository.git('-C', 'tree', 'commit', '--quiet', '--allow-empty', '--message', 'x');
  const { base } = (await new Git(nodeMachine).read(new Map([[folder, []]]), (path) => nodeDisk.read(path))).get(folder)!;
  assert.equal(base!.name, 'master');
  assert.equal(base!.left.read('1_grün und blau.up.sql'), 'SELECT 1;\n');
  assert.deepEqual(base!.left.files, ['1_grün und blau.down.sql', '1_grün und blau.up.sql']);
});

test('`since` may name a commit, a tag or a branch', async () => {
  const repository = new GitRepository(MAIN);
  repository.git('tag', 'v1');
  repository.commit(pair('000003_c', 'c'));
  const { references } = (await past(repository, ['v1', 'HEAD', '--output=x', 'nothing']))!;
  assert.deepEqual([...references.keys()], ['v1', 'HEAD']);
  assert.equal(references.get('v1')!.files.length, 4);
  assert.equal(references.get('HEAD')!.files.length, 6);
});

test('what is the same is the same object, and no text is asked of git twice', async () => {
  const repository = new GitRepository(MAIN);
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit(pair('000003_c', 'c'));
  const git = new Git(nodeMachine);
  const first = await past(repository, [], git);
  assert.equal(await past(repository, [], git), first);
  repository.commit({ 'migrations/000001_a.up.sql': 'SELECT 1;\n' });
  assert.equal(await past(repository, [], git), first, 'a commit here leaves the base branch as it is');
  repository.git('checkout', '--quiet', 'main');
  repository.commit(pair('000004_d', 'd'));
  repository.git('checkout', '--quiet', 'feature');
  const second = await past(repository, [], git);
  assert.notEqual(second, first);
  assert.equal(second!.base!.left, first!.base!.left);
});

test('nothing that the repository names is run', async () => {
  const repository = new GitRepository(MAIN);
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({ '.gitattributes': '*.sql filter=x diff=x\n' });
  const trap = `${repository.root}/trap.sh`;
  repository.write({ 'trap.sh': '#!/bin/sh\ntouch "$(dirname "$0")/sprung"\ncat\n' });
  chmodSync(trap, 0o755);
  for (const key of ['core.fsmonitor', 'core.pager', 'filter.x.smudge', 'filter.x.clean', 'diff.x.textconv', 'diff.external', 'core.sshCommand', 'alias.ls-tree']) repository.git('config', key, trap);
  repository.write({ 'migrations/000001_a.up.sql': 'SELECT 1;\n' });
  assert.ok((await past(repository))!.base);
  assert.equal(existsSync(`${repository.root}/sprung`), false);
});

test('in history no edit is offered that changes what a file does; new files are', async () => {
  const repository = new GitRepository({ 'migrations/000001_a.up.sql': 'CREATE TABLE a (id int PRIMARY KEY);\n', ...pair('000002_b', 'b') });
  const titles = async () => (await audited(repository)).audit.findings.map(({ file, rule, fixes }) => [file.slice(repository.root.length + 12), rule, ...fixes.map(({ title }) => title)]);
  const onMain = await titles();
  assert.deepEqual(onMain, [
    ['000001_a.up.sql', 'missing-down', 'Create the down, filled in'],
    ['000001_a.up.sql', 'not-idempotent', 'Add IF NOT EXISTS to table a'],
  ]);
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({ 'migrations/000003_c.up.sql': 'CREATE TABLE c (id int PRIMARY KEY);\n', 'migrations/000003_c.down.sql': 'DROP TABLE IF EXISTS c;\n' });
  assert.deepEqual(await titles(), [onMain[0], onMain[1]!.slice(0, 2), ['000003_c.up.sql', 'not-idempotent', 'Add IF NOT EXISTS to table c']]);
});

test('of what a reference holds only what breaks the replay is reported', async () => {
  const repository = new GitRepository({
    'upright.json': '{ "since": "v1" }\n',
    'migrations/000001_a.up.sql': 'CREATE TABLE a (id int PRIMARY KEY);\nCREATE INDEX i ON nowhere (id);\n',
    'migrations/000001_a.down.sql': 'DROP TABLE a;\n',
  });
  repository.git('tag', 'v1');
  repository.commit({ 'migrations/000002_b.up.sql': 'CREATE TABLE b (id int PRIMARY KEY);\n', 'migrations/000002_b.down.sql': 'DROP TABLE IF EXISTS b;\n' });
  const { audit } = await audited(repository);
  assert.deepEqual(audit.findings.map(({ file, rule }) => [file.slice(repository.root.length + 12), rule]), [['000001_a.up.sql', 'unknown-table'], ['000002_b.up.sql', 'not-idempotent']]);
});

test('a lower number than the newest on main: each tool after its kind', async () => {
  const tools: [string, Record<string, string>, string, RegExp][] = [
    ['golang-migrate', {}, '.up.sql', /^error: golang-migrate never runs this: 000003 is below the newest on main, 000004$/],
    ['goose', GOOSE, '.sql', /^error: goose stops with "missing \(out-of-order\) migration": 000003 is below the newest on main, 000004$/],
    ['sqlx', { 'Cargo.toml': '[dependencies]\nsqlx = { version = "0.8", features = ["migrate"] }\n' }, '.sql', /^information: Databases differ in the order, as 000003 is below the newest on main, 000004: sqlx runs it all the same$/],
  ];
  for (const [tool, project, suffix, message] of tools) {
    const text = (table: string) => `${tool === 'goose' ? '-- +goose Up\n' : ''}CREATE TABLE IF NOT EXISTS ${table} (id int PRIMARY KEY);\n${tool === 'goose' ? '\n-- +goose Down\nDROP TABLE IF EXISTS a;\n' : ''}`;
    const repository = new GitRepository({ ...project, [`migrations/000001_a${suffix}`]: text('a'), [`migrations/000002_b${suffix}`]: text('b') });
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit({ [`migrations/000003_c${suffix}`]: text('c') });
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ [`migrations/000004_d${suffix}`]: text('d') });
    repository.git('checkout', '--quiet', 'feature');
    const { audit, workspace } = await audited(repository);
    assert.equal(audit.folder.convention.id, tool);
    const [found, ...more] = audit.findings.filter(({ rule }) => rule === 'version-out-of-order');
    assert.ok(found && more.length === 0, tool);
    assert.match(`${found.severity}: ${found.message}`, message);
    assert.deepEqual(workspace.checkedChanges(found, found.fixes[0]!), [{ kind: 'rename', file: `${repository.root}/migrations/000003_c${suffix}`, to: `${repository.root}/migrations/000005_c${suffix}` }]);
  }
});

test('a number that main has taken meanwhile', async () => {
  const repository = new GitRepository(MAIN);
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit(pair('000003_c', 'c'));
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ ...pair('000003_d', 'd'), ...pair('000004_e', 'e') });
  repository.git('checkout', '--quiet', 'feature');
  const { audit } = await audited(repository);
  assert.deepEqual(audit.findings.map(({ message, fixes }) => [message, fixes[0]!.title]), [
    ['Version 000003 is taken on main, by 000003_d.up.sql: golang-migrate stops with "duplicate migration file" and runs nothing', 'Renumber 000003_c.up.sql to 000005'],
  ]);
});

test('a Drizzle entry dated before the newest of main is passed over; the journal on main is read', async () => {
  const entry = (idx: number, when: number, tag: string) => ({ idx, version: '7', when, tag, breakpoints: true });
  const journal = (...entries: object[]) => JSON.stringify({ version: '7', dialect: 'postgresql', entries });
  const table = (name: string) => `CREATE TABLE IF NOT EXISTS "${name}" (id int PRIMARY KEY);\n`;
  const repository = new GitRepository({ 'drizzle/meta/_journal.json': journal(entry(0, 100, '0000_a')), 'drizzle/0000_a.sql': table('a') });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({ 'drizzle/meta/_journal.json': journal(entry(0, 100, '0000_a'), entry(1, 200, '0001_b')), 'drizzle/0001_b.sql': table('b') });
  const orders = async () => (await audited(repository)).audit.findings.filter(({ rule }) => rule === 'version-out-of-order').map(({ message }) => message);
  assert.deepEqual(await orders(), []);
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'drizzle/meta/_journal.json': journal(entry(0, 100, '0000_a'), entry(1, 300, '0001_c')), 'drizzle/0001_c.sql': table('c') });
  repository.git('checkout', '--quiet', 'feature');
  assert.deepEqual(await orders(), ['Drizzle never runs this: its time in the journal is not after that of 0001_c.sql on main']);
});

test('a migration of main edited, renamed and deleted; a down may be mended', async () => {
  const repository = new GitRepository({ ...MAIN, ...pair('000003_c', 'c') });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({
    'migrations/000001_a.up.sql': '-- The first\nCREATE TABLE IF NOT EXISTS a (\n  id int PRIMARY KEY\n);\n',
    'migrations/000001_a.down.sql': 'DROP TABLE IF EXISTS a CASCADE;\n',
    'migrations/000002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id bigint PRIMARY KEY);\n',
    'migrations/000003_c.up.sql': null,
    'migrations/000003_c.down.sql': null,
    ...pair('000004_c', 'c'),
  });
  const found = async () => (await audited(repository)).audit.findings.map(({ severity, message }) => `${severity}: ${message}`);
  assert.deepEqual(await found(), [
    'warning: Databases that ran 000002_b.up.sql never see the edit: it is on main',
    'warning: Databases that ran 000003_c.up.sql take 000004_c.up.sql for another migration: main has it under the former name',
  ]);
  repository.commit({ 'migrations/000002_b.up.sql': null, 'migrations/000002_b.down.sql': null, 'migrations/000004_c.up.sql': null, 'migrations/000004_c.down.sql': null });
  assert.deepEqual(await found(), ['warning: Databases that ran 000002_b.up.sql and 000003_c.up.sql keep what they made, and new ones never get it: main has what is deleted here']);
});

test('a change that is reworked in Sqitch keeps its former script under the tag, and that is no edit', async () => {
  const head = '%syntax-version=1.0.0\n%project=shop\n\nusers 2026-01-01T00:00:00Z Ann <ann@example.com> # Users\n';
  const script = (sql: string) => `BEGIN;\n${sql}\nCOMMIT;\n`;
  const repository = new GitRepository({ 'sqitch.plan': head, 'deploy/users.sql': script('CREATE TABLE users (id int PRIMARY KEY);'), 'revert/users.sql': script('DROP TABLE users;') });
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit({
    'sqitch.plan': `${head}@v1 2026-01-02T00:00:00Z Ann <ann@example.com> # One\n\nusers [users@v1] 2026-01-03T00:00:00Z Ann <ann@example.com> # Again\n`,
    'deploy/users@v1.sql': script('CREATE TABLE users (id int PRIMARY KEY);'), 'revert/users@v1.sql': script('DROP TABLE users;'),
    'deploy/users.sql': script('ALTER TABLE users ADD COLUMN name text;'), 'revert/users.sql': script('ALTER TABLE users DROP COLUMN name;'),
  });
  const { audit } = await audited(repository);
  assert.equal(audit.folder.convention.id, 'sqitch');
  assert.deepEqual(audit.findings.filter(({ rule }) => rule === 'applied-file-edited'), []);
});

test('line breaks that differ are told of where all of the repository is seen, and its .gitattributes is made at its top', async () => {
  const repository = new GitRepository({ 'crate/Cargo.toml': '[dependencies]\nsqlx = "0.8"\n', 'crate/migrations/1_a.sql': 'SELECT 1;\n' });
  const told = async (root?: string) => {
    const { workspace, audit } = await audited(repository, root);
    return audit.findings.filter(({ rule }) => rule === 'line-breaks-not-kept').map((finding) => workspace.checkedChanges(finding, finding.fixes[0]!));
  };
  assert.deepEqual(await told(`${repository.root}/crate`), [], 'there may be a .gitattributes above');
  assert.deepEqual(await told(), [[{ kind: 'create', file: `${repository.root}/.gitattributes`, text: 'crate/migrations/*.sql text eol=lf\n' }]]);
  repository.write({ '.gitattributes': '*.sql text eol=lf\n' });
  assert.deepEqual(await told(), []);
});
