import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { GitRepository, pair } from '../git-repository';
import { clean, environment, folderOf, programFile, twice, type Run } from './upright';

const programs = dirname(programFile);
let partial: string | undefined;

/** What a run needs that finds its answer kept, and nothing else: any other fails here. */
function withoutEngine(): string {
  if (partial !== undefined) return partial;
  partial = folderOf({});
  for (const file of ['upright.cjs', 'build-id']) copyFileSync(join(programs, file), join(partial, file));
  return partial;
}

interface Circumstances {
  readonly env?: NodeJS.ProcessEnv;
  /** Of Node. */
  readonly flags?: readonly string[];
}

/** One folder for what is kept, and runs that use it. */
class Cache {
  readonly root = folderOf({});

  /** The whole program. */
  run(folder: string, args: readonly string[], { env, flags = [] }: Circumstances = {}, from = programs): Run {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, join(from, 'upright.cjs'), ...args], { cwd: folder, encoding: 'utf8', timeout: 120_000, env: { ...environment, XDG_CACHE_HOME: this.root, ...env } });
    return { code: status, stdout, stderr };
  }

  /** What was kept is printed; undefined: the engine is needed. */
  kept(folder: string, args: readonly string[], circumstances?: Circumstances): Run | undefined {
    const run = this.run(folder, args, circumstances, withoutEngine());
    if (!run.stderr.includes("Cannot find module './program.cjs'")) return run;
    assert.deepEqual([run.code, run.stdout], [2, '']);
    return undefined;
  }

  files(): readonly string[] {
    return readdirSync(this.root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }
}

const text = ['check', '--no-postgres'];

test('a run after which nothing has changed prints the same, and loads no engine', () => {
  const folder = folderOf(twice);
  for (const args of [text, [...text, 'migrations'], [...text, 'migrations/000003_create_posts.up.sql'], [...text, '--format', 'json'], [...text, '--fail-on', 'error'], ['--no-postgres']]) {
    const cache = new Cache();
    assert.equal(cache.kept(folder, args), undefined);
    const first = cache.run(folder, args);
    assert.equal(first.code, args.includes('error') ? 0 : 1);
    assert.deepEqual(cache.kept(folder, args), first);
    assert.deepEqual(cache.run(folder, args), first);
    assert.equal(cache.files().length, 1);
  }
});

test("so it is with PostgreSQL's answer", () => {
  const cache = new Cache();
  const folder = folderOf({ ...twice, 'migrations/000004_posts.up.sql': 'INSERT INTO posts VALUES (1), (1);\n', 'migrations/000004_posts.down.sql': 'DELETE FROM posts;\n' });
  for (const args of [['check'], ['check', '--format', 'json']]) {
    const first = cache.run(folder, args);
    assert.match(first.stdout, /duplicate key value/);
    assert.deepEqual(cache.kept(folder, args), first);
  }
});

const migration = 'migrations/000003_create_posts.up.sql';
const golang = { 'go.mod': 'module example.com/app\n\nrequire github.com/golang-migrate/migrate/v4 v4.19.1\n' };

/** What is changed in a project of git whose migrations are checked, named by their folder. */
const changes: Readonly<Record<string, (root: string) => void>> = {
  'a file is edited': (root) => appendFileSync(join(root, migration), 'SELECT 1;\n'),
  'a file is edited, and neither its size nor its time tells': (root) => {
    const { atime, mtime } = statSync(join(root, migration));
    writeFileSync(join(root, migration), readFileSync(join(root, migration), 'utf8').replace('posts', 'notes'));
    utimesSync(join(root, migration), atime, mtime);
  },
  'a file is added': (root) => writeFileSync(join(root, 'migrations/000004_more.up.sql'), 'SELECT 1;\n'),
  'a file is removed': (root) => rmSync(join(root, 'migrations/000003_create_posts.down.sql')),
  'a file is renamed': (root) => renameSync(join(root, migration), join(root, 'migrations/000005_create_posts.up.sql')),
  'a file cannot be read': (root) => {
    rmSync(join(root, migration));
    mkdirSync(join(root, migration));
  },
  'a .gitignore comes': (root) => writeFileSync(join(root, '.gitignore'), '*_create_posts.*\n'),
  'a .gitignore comes into the folder': (root) => writeFileSync(join(root, 'migrations/.gitignore'), '*_create_posts.*\n'),
  'an upright.json comes': (root) => writeFileSync(join(root, 'migrations/upright.json'), '{}\n'),
  'an upright.json comes above': (root) => writeFileSync(join(root, 'upright.json'), '{ "rules": { "not-idempotent": "off" } }\n'),
  'a program beside says another tool': (root) => writeFileSync(join(root, 'go.mod'), 'module example.com/app\n\nrequire github.com/pressly/goose/v3 v3.27.0\n'),
  'a file of settings comes': (root) => writeFileSync(join(root, 'atlas.hcl'), 'env "local" {}\n'),
};

for (const [what, change] of Object.entries(changes))
  test(`it is seen that ${what}`, () => {
    const cache = new Cache();
    const { root } = new GitRepository({ ...twice, ...golang });
    const args = [...text, 'migrations'];
    cache.run(root, args);
    assert.notEqual(cache.kept(root, args), undefined);
    change(root);
    assert.equal(cache.kept(root, args), undefined);
    const now = cache.run(root, args);
    assert.deepEqual(now, new Cache().run(root, args), 'as if nothing had been kept');
    assert.deepEqual(cache.kept(root, args), now);
  });

test('it is seen that the base branch, or this one, is elsewhere', () => {
  const cache = new Cache();
  const repository = new GitRepository({ ...pair('000001_a', 'a'), ...pair('000002_b', 'b') });
  const { root } = repository;
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit(pair('000003_c', 'c'));
  assert.equal(cache.run(root, text).code, 0);
  assert.equal(cache.kept(root, text)?.code, 0);
  const main = new GitRepository({});
  main.git('fetch', '--quiet', root, 'main');
  main.git('checkout', '--quiet', '-B', 'main', 'FETCH_HEAD');
  main.commit(pair('000004_d', 'd'));
  repository.git('fetch', '--quiet', main.root, '+main:main');
  assert.equal(cache.kept(root, text), undefined);
  assert.match(cache.run(root, text).stdout, /version-out-of-order/);
  assert.equal(cache.kept(root, text)?.code, 1);
  repository.git('update-ref', 'refs/heads/main', 'HEAD');
  assert.equal(cache.kept(root, text), undefined);
});

test('other arguments, another folder, colours: each has its own answer', () => {
  const cache = new Cache();
  const folder = folderOf({ ...twice, 'terminal.cjs': 'process.stdout.isTTY = true;\n' });
  cache.run(folder, text);
  assert.equal(cache.kept(folder, [...text, '--format', 'json']), undefined);
  assert.equal(cache.kept(join(folder, 'migrations'), text), undefined);
  const onTerminal = { flags: ['--require', join(folder, 'terminal.cjs')], env: { TERM: 'xterm', NO_COLOR: undefined } };
  assert.equal(cache.kept(folder, text, onTerminal), undefined);
  const colourful = cache.run(folder, text, onTerminal);
  assert.ok(colourful.stdout.includes('\x1b['));
  assert.deepEqual(cache.kept(folder, text, onTerminal), colourful);
  assert.ok(!cache.kept(folder, text)!.stdout.includes('\x1b['));
});

/** Node with a clock that stands. */
function at(folder: string, time: string): Circumstances {
  writeFileSync(join(folder, 'clock.cjs'), 'const System = Date;\nconst time = Number(process.env.TIME);\nglobalThis.Date = class extends System {\n  constructor(...given) {\n    super(...(given.length === 0 ? [time] : given));\n  }\n  static now() {\n    return time;\n  }\n};\n');
  return { flags: ['--require', join(folder, 'clock.cjs')], env: { TIME: String(Date.parse(time)) } };
}

test('the next day is seen', () => {
  const cache = new Cache();
  const elsewhere = folderOf({});
  const version = (day: number, n: number) => `migrations/2026061${day}12000${n}_t${n}`;
  const files = Object.fromEntries([0, 1, 2].flatMap((n) => [[`${version(n === 2 ? 8 : 1, n)}.up.sql`, 'SELECT 1;\n'], [`${version(n === 2 ? 8 : 1, n)}.down.sql`, 'SELECT 1;\n']]));
  const folder = folderOf({ ...files, ...golang });
  const morning = at(elsewhere, '2026-06-17T01:00:00Z');
  const evening = at(elsewhere, '2026-06-17T23:00:00Z');
  const dayBefore = at(elsewhere, '2026-06-16T23:00:00Z');
  const first = cache.run(folder, text, morning);
  assert.equal(first.code, 0);
  assert.deepEqual(cache.kept(folder, text, evening), first);
  assert.equal(cache.kept(folder, text, dayBefore), undefined);
  assert.match(cache.run(folder, text, dayBefore).stdout, /version-in-future[^]*Renumber 20260618120002_t2\.up\.sql to 20260616230000/);
  assert.equal(cache.kept(folder, text, dayBefore), undefined, 'an answer that holds the time is not kept');
});

test('a cache that is broken, or of another build, is as if it were not there', () => {
  const cache = new Cache();
  const folder = folderOf(twice);
  const first = cache.run(folder, text);
  const [file] = cache.files();
  const whole = readFileSync(file!);
  for (const broken of [Buffer.of(), whole.subarray(0, 100), Buffer.from(whole.toString('latin1').replace('not-idempotent', 'not-idempotant'), 'latin1'), Buffer.from('{"trace":[],"answer":{"text":"","code":0}}')]) {
    writeFileSync(file!, broken);
    assert.equal(cache.kept(folder, text), undefined);
    assert.deepEqual(cache.run(folder, text), first);
    assert.deepEqual(cache.kept(folder, text), first);
  }
  const other = folderOf({});
  cpSync(programs, other, { recursive: true });
  appendFileSync(join(other, 'build-id'), 'x');
  assert.deepEqual(cache.run(folder, text, {}, other), first);
  assert.equal(cache.files().length, 2);
});

test('where nothing can be kept, all goes on without', () => {
  const folder = folderOf(twice);
  const file = join(folderOf({ file: '' }), 'file');
  const nowhere = [{ XDG_CACHE_HOME: file }, { XDG_CACHE_HOME: 'relative', HOME: file, LOCALAPPDATA: file }];
  const expected = new Cache().run(folder, text);
  for (const env of nowhere) for (const _ of ['first', 'second']) assert.deepEqual(new Cache().run(folder, text, { env }), expected);
  assert.deepEqual(readdirSync(folder), ['migrations']);
});

test('a reader that has seen enough of a kept answer ends the program quietly', () => {
  const cache = new Cache();
  const folder = folderOf(Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`migrations/${String(i + 1).padStart(6, '0')}_t.up.sql`, `CREATE TABLE t${i} (id bigint PRIMARY KEY);\n`])));
  cache.run(folder, text);
  const command = [process.execPath, join(withoutEngine(), 'upright.cjs')].map((path) => `"${path}"`).join(' ');
  const { stdout, stderr } = spawnSync('sh', ['-c', `${command} ${text.join(' ')} | head -n 1`], { cwd: folder, encoding: 'utf8', env: { ...environment, XDG_CACHE_HOME: cache.root } });
  assert.equal(stdout.split('\n').length, 2);
  assert.equal(stderr, '');
});

test('--no-cache neither reads nor keeps', () => {
  const cache = new Cache();
  const folder = folderOf(twice);
  const uncached = cache.run(folder, [...text, '--no-cache']);
  assert.deepEqual(cache.files(), []);
  assert.deepEqual(cache.run(folder, text), uncached);
  assert.equal(cache.kept(folder, [...text, '--no-cache']), undefined);
});

test('what is no whole answer is not kept', () => {
  const cache = new Cache();
  assert.equal(cache.run(folderOf({}), text).code, 2, 'no migrations');
  assert.equal(cache.run(folderOf(clean), [...text, 'nothing']).code, 2);
  assert.equal(cache.run(folderOf(clean), ['rules']).code, 0);
  const failing = folderOf({ ...clean, 'failing.cjs': "Date.prototype.getTime = () => {\n  throw new Error('no time');\n};\n" });
  const { code, stderr } = cache.run(failing, text, { flags: ['--require', join(failing, 'failing.cjs')] });
  assert.deepEqual([code, stderr], [2, 'upright: internal error (rule version-in-future): no time\n']);
  assert.deepEqual(cache.files(), []);
});

test('nor one that rests on a time limit, or on a PostgreSQL that could not be had', () => {
  const cache = new Cache();
  const hanging = folderOf({ ...twice, 'upright.json': '{ "postgres": { "timeoutMs": 2000 } }', 'migrations/000004_wait.up.sql': 'SELECT pg_sleep(1e6);\n', 'migrations/000004_wait.down.sql': '-- irreversible: nothing to undo\n' });
  assert.match(cache.run(hanging, ['check', '--format', 'json']).stdout, /did not end within 2000 ms/);
  const refused = folderOf({ ...twice, 'upright.json': '{ "postgres": { "url": "postgres://127.0.0.1:1/nothing" } }' });
  assert.match(cache.run(refused, ['check']).stdout, /nothing was proved/);
  assert.deepEqual([cache.kept(hanging, ['check', '--format', 'json']), cache.kept(refused, ['check'])], [undefined, undefined]);
  // The text's answer rests on neither.
  cache.run(refused, text);
  assert.notEqual(cache.kept(refused, text), undefined);
});
