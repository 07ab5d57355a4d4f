import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Session } from '../../server/src/postgres/session';
import { embedded } from './databases';

/** What the embedded database does with text that would hang or harm. Each time the next statement, or session, works. */

const database = embedded();
const sessions: Session[] = [];
after(() => Promise.all(sessions.map((session) => session.close())));

async function opened(timeoutMs: number): Promise<Session> {
  const session = await database.open(timeoutMs);
  sessions.push(session);
  await session.begin();
  return session;
}

async function worksAfter(session: Session): Promise<void> {
  const next = session.lost === undefined ? session : await opened(10_000);
  assert.deepEqual((await next.run(['create table if not exists works (id int)', 'insert into works values (1)'], true)).map(({ result }) => result), ['ran', 'ran']);
}

for (const [name, text] of Object.entries({
  sleep: 'select pg_sleep(1e6)',
  'an endless recursion': 'with recursive r as (select 1 union all select 1 from r) select count(*) from r',
  'a loop without end': 'do $$ begin loop end loop; end $$',
})) {
  test(`${name} is ended in time, with its process`, async () => {
    const session = await opened(1000);
    const [outcome] = await session.run([text], false);
    assert.equal(outcome!.result === 'failed' && outcome!.failure.message, 'it did not end within 1000 ms and was ended');
    assert.notEqual(session.lost, undefined);
    await worksAfter(session);
  });
}

test('a table that is filled without end meets the limit of what may be stored', async () => {
  const session = await opened(60_000);
  const [, filled] = await session.run(['create table t (x text)', "insert into t select repeat(md5(i::text), 200) || i from generate_series(1, 100000000) i"], false);
  assert.equal(filled!.result === 'failed' && filled!.failure.sqlstate, '53100', JSON.stringify(filled));
  await worksAfter(session);
});

test('a value that is larger than the memory is refused', async () => {
  const session = await opened(60_000);
  const [large] = await session.run(["select length(string_agg(repeat('x', 1000000), '')) from generate_series(1, 900)"], false);
  assert.ok(large!.result === 'failed' && /^5[34]/.test(large!.failure.sqlstate), JSON.stringify(large));
  await worksAfter(session);
});

test('programs, the network and files outside the database are out of reach', async () => {
  const session = await opened(10_000);
  const refused: Record<string, RegExp> = {
    "copy (select 1) to program 'cat > /tmp/upright-was-here'": /no programs are run here/,
    "create temporary table lines (line text); copy lines from program 'id'": /no programs are run here/,
    "copy (select 1) to '/tmp/upright-was-here'": /could not open file .* for writing: Permission denied/,
    "copy (select 1) to '/pglite/data/global/pg_control'": /Permission denied/,
    "select lo_export(lo_from_bytea(4711, 'x'), 'global/1260')": /Permission denied|does not exist/,
    "do $$ declare o oid := lo_from_bytea(0, 'x'); begin perform lo_export(o, 'global/1260'); end $$": /Permission denied/,
    "select pg_read_file('/etc/passwd')": /No such file/,
    "select lo_import('/etc/passwd')": /No such file/,
    "create table t (x text); copy t from '/etc/passwd'": /No such file/,
    'create extension dblink': /is not available/,
    'create extension postgres_fdw': /is not available/,
    "create function c() returns int language c as '/tmp/x.so', 'c'": /No such file|could not access/,
    "load '/etc/passwd'": /No such file|could not access/,
    'create extension plpython3u': /is not available/,
  };
  for (const [text, message] of Object.entries(refused)) {
    const [outcome] = await session.run([text], false);
    assert.ok(outcome!.result === 'failed' && message.test(outcome!.failure.message), `${text}: ${JSON.stringify(outcome)}`);
    assert.equal(session.lost, undefined, text);
  }
  await worksAfter(session);
});

test('a text that ends the transaction of the proof ends the session, not more', async () => {
  const session = await opened(10_000);
  const outcomes = await session.run(['create table t (); commit; create table u ()', 'select 1'], false);
  assert.deepEqual(outcomes.map(({ result }) => result), ['not run', 'not run']);
  await worksAfter(session);
});

test('every contributed extension that is shipped can be made', async () => {
  const session = await opened(60_000);
  const names = ['uuid-ossp', 'pgcrypto', 'citext', 'pg_trgm', 'hstore', 'ltree', 'btree_gist', 'btree_gin', 'unaccent', 'intarray', 'cube', 'earthdistance', 'fuzzystrmatch', 'tablefunc', 'isn', 'lo', 'seg', 'bloom', 'tcn', 'moddatetime', 'autoinc', 'amcheck', 'pg_stat_statements'];
  const outcomes = await session.run(names.map((name) => `create extension "${name}"`), false);
  assert.deepEqual(outcomes.filter(({ result }) => result !== 'ran'), []);
  assert.equal((await session.run(["select uuid_generate_v4(), crypt('x', gen_salt('bf')), 'A'::citext, similarity('a', 'b')"], false))[0]!.result, 'ran');
});
