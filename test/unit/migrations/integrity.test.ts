import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, test } from 'node:test';
import { sha1 } from '../../../server/src/migrations/sha1';
import { newMigration } from '../../../server/src/service/new-migration';
import { fixAll, firstFix } from '../../../server/src/service/fix-all';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { folder, opened, pathOf, workspaceOf, type MemoryDisk } from '../../memory-workspace';
import type { Workspace } from '../../../server/src/audit/workspace';

before(loadGrammar);

type Files = Readonly<Record<string, string>>;

/** sql/migrate/dir.go in Node's words. */
function sumOf(files: Files): string {
  const running = createHash('sha256');
  const total = createHash('sha256');
  const lines = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => {
    const hash = running.update(name).update(text).copy().digest('base64');
    total.update(name + hash);
    return `${name} h1:${hash}\n`;
  });
  return `h1:${total.digest('base64')}\n${lines.join('')}`;
}

const hashAfter = (previous: string | undefined, body: string) => `sha1:${createHash('sha1').update(`${`${previous ?? ''}\n${body.trim()}`.trim()}\n`).digest('hex')}`;
const mismatches = (workspace: Workspace) => workspace.audits().flatMap(({ findings }) => findings).filter(({ rule }) => rule === 'integrity-file-mismatch');
const said = (workspace: Workspace) => mismatches(workspace).map(({ file, message, fixes }) => [file.slice(folder.length + 1), message, ...fixes.map(({ title }) => title)]);

async function mended(disk: MemoryDisk, workspace: Workspace): Promise<Workspace> {
  const [finding] = mismatches(workspace);
  disk.apply(workspace.checkedChanges(finding!, finding!.fixes[0]!)!);
  return opened(disk);
}

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n';
const B = 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n';
const atlas: Files = { '1_a.sql': A, '2_b.sql': B };

test('sha1 agrees with Node at every length around a block', () => {
  for (let length = 0; length < 140; length++) {
    const text = 'aé'.repeat(100).slice(0, length);
    assert.equal(sha1(text), createHash('sha1').update(text).digest('hex'), String(length));
  }
});

test('atlas.sum: the first file that is another, more or less than when it was made', async () => {
  const stops = 'Atlas stops with "checksum mismatch"';
  const cases: [Files, (string | undefined)[]][] = [
    [{ ...atlas, 'atlas.sum': sumOf(atlas) }, []],
    [{ ...atlas, '1_a.sql': `${A}-- more\n`, 'atlas.sum': sumOf(atlas) }, ['1_a.sql', `${stops}: 1_a.sql is another than when atlas.sum was made`]],
    [{ ...atlas, '3_c.sql': 'SELECT 1;\n', 'atlas.sum': sumOf(atlas) }, ['3_c.sql', `${stops}: 3_c.sql is not in atlas.sum`]],
    [{ '2_b.sql': B, 'atlas.sum': sumOf(atlas) }, ['atlas.sum', `${stops}: 1_a.sql is in atlas.sum and not in the folder`]],
    [{ ...atlas, 'atlas.sum': sumOf(atlas).replace(/^h1:./, 'h1:_') }, ['atlas.sum', `${stops}: the first line of atlas.sum does not fit the others`]],
    [{ ...atlas, 'atlas.sum': `<<<<<<< ours\n${sumOf(atlas)}` }, ['atlas.sum', `${stops}: atlas.sum holds a merge conflict`]],
  ];
  for (const [files, wanted] of cases) {
    const { workspace, disk } = await workspaceOf(files);
    assert.deepEqual(said(workspace), wanted.length === 0 ? [] : [[...wanted, 'Recompute atlas.sum']]);
    if (wanted.length === 0) continue;
    const after = await mended(disk, workspace);
    assert.deepEqual(said(after), []);
    const { 'atlas.sum': _, ...own } = files;
    assert.equal(disk.files.get(pathOf('atlas.sum')), sumOf(own));
  }
});

test('over pairs of another tool Atlas sums both, or the ups alone', async () => {
  const pairs = { '1_a.down.sql': 'DROP TABLE IF EXISTS a;\n', '1_a.up.sql': A };
  const both = await workspaceOf({ ...pairs, 'go.mod': 'require github.com/golang-migrate/migrate/v4 v4.1.0\n', 'atlas.sum': sumOf(pairs) });
  assert.equal(both.workspace.audits()[0]!.folder.convention.id, 'golang-migrate');
  assert.deepEqual(said(both.workspace), []);
  const ups = await workspaceOf({ ...pairs, 'go.mod': 'require github.com/golang-migrate/migrate/v4 v4.1.0\n', 'atlas.sum': sumOf({ '1_a.up.sql': A }) });
  assert.deepEqual(said(ups.workspace), []);
});

test('a fix, all of a rule, and a new migration keep the sums in step; sums that are out of step are left alone', async () => {
  const bad = { '1_a.sql': 'CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (id int PRIMARY KEY);\n' };
  const fixed = { '1_a.sql': bad['1_a.sql'].replaceAll('TABLE', 'TABLE IF NOT EXISTS') };
  const { workspace, disk } = await workspaceOf({ ...bad, 'atlas.sum': sumOf(bad) });
  const [finding] = workspace.findings(pathOf('1_a.sql'));
  const once = workspace.checkedChanges(finding!, finding!.fixes[0]!)!;
  assert.deepEqual(once.map(({ file }) => file), [pathOf('1_a.sql'), pathOf('atlas.sum')]);
  const all = fixAll(workspace, pathOf('1_a.sql'), firstFix)!;
  assert.equal(all.left, 0);
  disk.apply(all.changes);
  assert.deepEqual([disk.files.get(pathOf('1_a.sql')), disk.files.get(pathOf('atlas.sum'))], [fixed['1_a.sql'], sumOf(fixed)]);

  const more = await opened(disk);
  disk.apply(newMigration(more.audits()[0]!, 'more', new Date('2026-02-03T04:05:06Z')).changes);
  assert.equal(disk.files.get(pathOf('atlas.sum')), sumOf({ ...fixed, '2_more.sql': '' }));

  const stale = await workspaceOf({ ...bad, 'atlas.sum': sumOf({ '1_a.sql': '' }) });
  const other = stale.workspace.findings(pathOf('1_a.sql')).find(({ rule }) => rule === 'not-idempotent')!;
  assert.deepEqual(stale.workspace.checkedChanges(other, other.fixes[0]!)!.map(({ file }) => file), [pathOf('1_a.sql')]);
});

const gm = (bodies: readonly string[]): Record<string, string> => {
  let last: string | undefined;
  return Object.fromEntries(bodies.map((body, i) => {
    const hash = hashAfter(last, body);
    const text = `--! Previous: ${last ?? '-'}\n--! Hash: ${hash}\n\n${body}`;
    last = hash;
    return [`committed/00000${i + 1}.sql`, text];
  }));
};

test('the hashes of graphile-migrate: an edit, an order, a carriage return', async () => {
  const right = gm([A, B, 'SELECT 1;\n']);
  const current = { 'current.sql': '-- next\n' };
  assert.deepEqual(said((await workspaceOf({ ...right, ...current })).workspace), []);

  const edited = { ...right, ...current, 'committed/000002.sql': right['committed/000002.sql']!.replace('int', 'bigint') };
  const { workspace, disk } = await workspaceOf(edited);
  assert.deepEqual(said(workspace), [['committed/000002.sql', 'graphile-migrate stops with "Hash for 000002.sql does not match": its text is another than when it was committed', 'Recompute the hashes from committed/000002.sql on']]);
  assert.deepEqual(said(await mended(disk, workspace)), []);
  const whole = gm([A, B.replace('int', 'bigint'), 'SELECT 1;\n']);
  for (const [file, text] of Object.entries(whole)) assert.equal(disk.files.get(pathOf(file)), text);

  const { 'committed/000002.sql': _, ...gap } = right;
  assert.match(String(said((await workspaceOf({ ...gap, ...current })).workspace)), /the previous hash of committed\/000003\.sql is not that of committed\/000001\.sql/);
  const crlf = Object.fromEntries(Object.entries(right).map(([file, text]) => [file, text.replaceAll('\n', '\r\n')]));
  assert.match(String(said((await workspaceOf({ ...crlf, ...current })).workspace)), /^committed\/000001\.sql,graphile-migrate stops with "there should be two newlines after the headers section"/);
  const allowed = { ...edited, 'committed/000002.sql': edited['committed/000002.sql']!.replace('\n\n', '\n--! AllowInvalidHash\n\n') };
  assert.deepEqual(said((await workspaceOf(allowed)).workspace), []);
});

test('a fix in a committed file takes the hashes along', async () => {
  const bodies = ['CREATE TABLE a (id int PRIMARY KEY);\n', B];
  const { workspace, disk } = await workspaceOf({ ...gm(bodies), 'current.sql': '-- next\n' });
  const [finding] = workspace.findings(pathOf('committed/000001.sql')).filter(({ rule }) => rule === 'not-idempotent');
  const changes = workspace.checkedChanges(finding!, finding!.fixes[0]!)!;
  assert.equal(changes.length, 2);
  disk.apply(changes);
  const wanted = gm([A, B]);
  for (const [file, text] of Object.entries(wanted)) assert.equal(disk.files.get(pathOf(file)), text);
});

test("Drizzle's journal: an entry without a file, one that cannot be read", async () => {
  const journal = '{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1,"tag":"0000_a","breakpoints":true},{"idx":1,"version":"7","when":2,"tag":"0001_b","breakpoints":true}]}';
  assert.deepEqual(said((await workspaceOf({ 'meta/_journal.json': journal, '0000_a.sql': A })).workspace), [['meta/_journal.json', 'Drizzle stops with "No file 0001_b.sql found": the journal lists it']]);
  assert.deepEqual(said((await workspaceOf({ 'meta/_journal.json': journal.replace(']', ',]<<<<<<<'), '0000_a.sql': A, '0001_b.sql': B })).workspace).length, 1);
});

test("Sqitch's plan lists a change without its script", async () => {
  const plan = '%project=shop\n\na 2024-01-01T00:00:00Z Ann <ann@example.com> # A\nb [a] 2024-01-02T00:00:00Z Ann <ann@example.com> # B\n@v1 2024-01-02T00:00:00Z Ann <ann@example.com> # One\n';
  const { workspace } = await workspaceOf({ 'sqitch.plan': plan, 'deploy/a.sql': A, 'revert/a.sql': 'DROP TABLE a;\n' });
  assert.deepEqual(said(workspace), [['sqitch.plan', 'Sqitch stops with "Deploy script deploy/b.sql does not exist": the plan lists b']]);
  const { range } = mismatches(workspace)[0]!;
  assert.equal(plan.slice(range.start - 1, range.end + 1), '\nb ');
});

test('sqitch: what a change was before it was reworked lies under any of the tags between the two, the latest first', async () => {
  const by = '2026-01-01T00:00:00Z Ann <ann@example.com>';
  const plan = ['%project=p', '', `a ${by}`, `@v1 ${by}`, `b ${by}`, `@v2 ${by}`, `@v3 ${by}`, `a [a@v2] ${by}`, `@v4 ${by}`, `a [a@v4] ${by}`, ''].join('\n');
  const files = { 'sqitch.plan': plan, 'deploy/b.sql': A, 'deploy/a.sql': A, 'deploy/a@v1.sql': A, 'deploy/a@v4.sql': A };
  const { workspace } = await workspaceOf({ ...files, 'deploy/a@v2.sql': A });
  const ups = () => workspace.audits()[0]!.folder.migrations.map(({ up }) => up!.file.slice('/w/'.length));
  assert.deepEqual([said(workspace), ups().map((file) => file.slice(file.indexOf('deploy/')))], [[], ['deploy/a@v2.sql', 'deploy/b.sql', 'deploy/a@v4.sql', 'deploy/a.sql']]);
  const { workspace: without } = await workspaceOf({ ...files, 'deploy/a@v1.sql': A });
  assert.deepEqual(said(without), []);
  const { workspace: none } = await workspaceOf({ 'sqitch.plan': plan, 'deploy/b.sql': A, 'deploy/a.sql': A, 'deploy/a@v4.sql': A });
  assert.deepEqual(said(none), [['sqitch.plan', 'Sqitch stops with "Deploy script deploy/a@v2.sql does not exist": the plan lists a']]);
});
