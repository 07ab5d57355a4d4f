import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Kept } from '../../server/src/audit/kept';
import { Proofs } from '../../server/src/audit/proofs';
import type { Remembered } from '../../server/src/postgres/proof-memory';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { diskOf, folder, opened } from '../memory-workspace';
import { embedded } from './databases';

const database = embedded();
const home = mkdtempSync(join(tmpdir(), 'upright-kept-'));

before(loadGrammar);
after(() => rmSync(home, { recursive: true }));

const files = {
  '001_users.up.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, näme text);\n', '001_users.down.sql': 'DROP TABLE users;\n',
  '002_mail.up.sql': 'ALTER TABLE users ADD COLUMN mail text;\n', '002_mail.down.sql': 'ALTER TABLE users DROP COLUMN nowhere;\n',
};

/** What a process says of the files, and which migrations it has proved itself. */
async function said(name: string, content: Readonly<Record<string, string>>, timeoutMs = 10_000) {
  let opens = 0;
  const ran = new Set<string>();
  const open = async (_: unknown, from?: Uint8Array) => {
    opens++;
    const session = await database.open(timeoutMs, from);
    const { run } = session;
    session.run = (texts, observe) => {
      for (const text of texts) ran.add(text);
      return run(texts, observe);
    };
    return session;
  };
  const proofs = new Proofs(open, 60_000, new Kept(join(home, name), 'a build'));
  const workspace = await opened(diskOf(content), proofs);
  await workspace.prove(`${folder}/`);
  const [audit] = workspace.audits();
  const configured = workspace.findings('/project/upright.json').map(({ message }) => message);
  const result = { opens, ran, isLasting: proofs.areLasting(), proofs: audit!.context!.migrations.map(({ proof }) => proof!.proof), findings: audit!.findings.map(({ file, rule, message, evidence }) => [file, rule, message, evidence]), configured };
  await proofs.close();
  return result;
}

test('what was proved is known to the next process, which needs no PostgreSQL to say the same', async () => {
  const first = await said('same', files);
  const second = await said('same', files);
  assert.deepEqual([first, second].map(({ opens, isLasting }) => [opens, isLasting]), [[1, true], [0, true]]);
  assert.ok(first.findings.some(([, rule, , evidence]) => rule === 'unknown-column' && evidence === 'postgresql'), JSON.stringify(first.findings));
  assert.deepEqual([second.findings, JSON.stringify(second.proofs)], [first.findings, JSON.stringify(first.proofs)]);
});

test('after an edit only what rests on it is proved', async () => {
  const first = await said('edited', files);
  const second = await said('edited', { ...files, '002_mail.down.sql': 'ALTER TABLE users DROP COLUMN mail;\n' });
  assert.equal(second.opens, 1);
  assert.deepEqual([first, second].map(({ proofs }) => proofs[1]!.reverses.state), ['no', 'yes']);
  // A proof carries its own time.
  assert.deepEqual(second.proofs[0], JSON.parse(JSON.stringify(first.proofs[0])));
});

test('what a baseline did not run is known, too', async () => {
  const content = { ...files, '../schema.sql': 'CREATE INDEX x ON nowhere (id);\n', 'upright.json': '{ "baseline": "schema.sql" }' };
  const first = await said('baseline', content);
  const second = await said('baseline', content);
  assert.deepEqual(first.configured, ['A statement of the baseline is not run: relation "nowhere" does not exist, at CREATE INDEX x ON nowhere (id)']);
  assert.deepEqual([second.opens, second.configured], [0, first.configured]);
});

test('what took too long here is tried again, with all that may rest on it', async () => {
  const content = { ...files, '002_mail.up.sql': 'SELECT pg_sleep(1e6);\n', '003_more.up.sql': 'ALTER TABLE users ADD COLUMN more text;\n', '003_more.down.sql': 'ALTER TABLE users DROP COLUMN more;\n' };
  const first = await said('long', content, 300);
  const kept = JSON.parse(new Kept(join(home, 'long'), 'a build').read(`proofs of ${folder}`)!.toString()) as Remembered;
  const second = await said('long', content, 300);
  assert.deepEqual([first, second].map(({ opens, isLasting, proofs }) => [opens > 0, isLasting, proofs.map(({ applies }) => applies.state)]), [[true, false, ['yes', 'unproved', 'yes']], [true, false, ['yes', 'unproved', 'yes']]]);
  assert.equal(kept.proofs.length, 1);
});

test('a real server is asked each time', async () => {
  const content = { ...files, 'upright.json': '{ "postgres": { "url": "postgres://nobody@localhost/none" } }' };
  assert.deepEqual([(await said('server', content)).opens, (await said('server', content)).opens], [1, 1]);
});

/** The second needs what is nowhere to be had, on which the last rests. */
const long = Object.fromEntries(
  Array.from({ length: 24 }, (_, i): [string, string][] => {
    const version = String(i + 1).padStart(3, '0');
    const up = i === 1 ? 'CREATE EXTENSION postgis;\n' : i === 23 ? 'CREATE TABLE t24 (id int);\nALTER TABLE t5 ADD COLUMN place geometry;\n' : `CREATE TABLE t${i + 1} (id int);\n`;
    return [[`${version}_t.up.sql`, up], [`${version}_t.down.sql`, i === 1 ? 'DROP EXTENSION postgis;\n' : i === 23 ? 'ALTER TABLE t5 DROP COLUMN place;\nDROP TABLE t24;\n' : `DROP TABLE t${i + 1};\n`]];
  }).flat(),
);
const longEdited = { ...long, '024_t.up.sql': `${long['024_t.up.sql']}CREATE INDEX ON t23 (id);\n` };
const withoutTimes = (proofs: Awaited<ReturnType<typeof said>>['proofs']) => proofs.map(({ ms, ...proof }) => JSON.parse(JSON.stringify(proof)));

test('the next process starts with the state before the newest migration, and with what is unknown in it', async () => {
  const first = await said('state', long);
  const second = await said('state', longEdited);
  const anew = await said('anew', longEdited);
  assert.deepEqual([first, second, anew].map(({ opens, ran }) => [opens, ran.has('CREATE TABLE t1 (id int)'), ran.has('CREATE TABLE t24 (id int)')]), [[1, true, true], [1, false, true], [1, true, true]]);
  assert.equal(second.proofs.at(-1)!.applies.state, 'unproved');
  assert.deepEqual([withoutTimes(second.proofs), second.findings], [withoutTimes(anew.proofs), anew.findings]);
});

test('a state with which PostgreSQL does not start, or without the proofs, is as good as none', async () => {
  await said('broken', long);
  const remembered = new Kept(join(home, 'broken'), 'a build').read(`proofs of ${folder}`)!;
  const asked: string[] = [];
  const provedWith = async (read: (name: string) => Buffer | undefined) => {
    const kept = Object.assign(Object.create(Kept.prototype), { read: (name: string) => (asked.push(name), read(name)), write: () => {} }) as Kept;
    const proofs = new Proofs((_, from) => database.open(10_000, from), 60_000, kept);
    const workspace = await opened(diskOf(longEdited), proofs);
    await workspace.prove(`${folder}/`);
    await proofs.close();
    return withoutTimes(workspace.audits()[0]!.context!.migrations.map(({ proof }) => proof!.proof));
  };
  const anew = await provedWith(() => undefined);
  assert.deepEqual(asked, [`proofs of ${folder}`]);
  const broken = await provedWith((name) => (name.startsWith('state ') ? Buffer.from([0, 0, 0, 23, ...Buffer.from('{"names":[],"rows":[]} '), 1, 2, 3, 4]) : remembered));
  assert.ok(asked.some((name) => name.startsWith('state ')));
  assert.deepEqual(broken, anew);
});

test('what former migrations made wait for the commit, or grant, is known in a state that was kept', async () => {
  const content = {
    ...long,
    '003_t.up.sql': 'CREATE TABLE t3 (id int PRIMARY KEY, up int REFERENCES t3 DEFERRABLE INITIALLY DEFERRED);\n',
    '004_t.up.sql': 'CREATE TABLE t4 (id int);\nCREATE FUNCTION share() RETURNS void LANGUAGE sql AS $$ GRANT SELECT ON t5 TO PUBLIC $$;\n',
    '004_t.down.sql': 'DROP FUNCTION share;\nDROP TABLE t4;\n',
    '024_t.up.sql': 'CREATE TABLE t24 (id int);\n',
    '024_t.down.sql': 'DROP TABLE t24;\n',
  };
  await said('waits', content);
  for (const up of ['INSERT INTO t3 VALUES (1, 2);\n', 'SELECT share();\n']) {
    const edited = { ...content, '024_t.up.sql': `CREATE TABLE t24 (id int);\n${up}` };
    const next = await said('waits', edited);
    assert.ok(!next.ran.has('CREATE TABLE t4 (id int)'));
    const anew = await said(`anew of ${up}`, edited);
    assert.deepEqual([withoutTimes(next.proofs).at(-1), next.findings], [withoutTimes(anew.proofs).at(-1), anew.findings]);
  }
});
