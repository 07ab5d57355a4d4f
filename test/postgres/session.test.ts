import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Failure, Outcome, Session } from '../../server/src/postgres/session';
import { printSnapshot } from '../../server/src/postgres/snapshot';
import { embedded, realServer } from './databases';

function failureOf(outcome: Outcome | undefined): Failure {
  assert.equal(outcome?.result, 'failed', JSON.stringify(outcome));
  return (outcome as Extract<Outcome, { result: 'failed' }>).failure;
}

void (async () => {
  const real = await realServer();
  after(() => real?.stop());
  if (!real) test('only the embedded database is tested: this machine has no initdb and pg_ctl', () => {});
  for (const database of [embedded(), ...(real ? [real] : [])]) {
    describe(database.name, () => {
      let session: Session;
      before(async () => {
        session = await database.open();
      });
      beforeEach(async () => {
        await session.restore();
        await session.begin();
      });
      after(() => session.close());

      test('a failure undoes its own statement alone, and carries all that PostgreSQL says', async () => {
        const outcomes = await session.run(
          ['create table accounts (id int primary key)', 'insert into accounts values (1)', 'insert into accounts values (1)', "select '😀é', nope from accounts", 'select id from accounts'],
          false,
        );
        assert.deepEqual(outcomes.map(({ result }) => result), ['ran', 'ran', 'failed', 'failed', 'ran']);
        const duplicate = failureOf(outcomes[2]);
        assert.equal(duplicate.sqlstate, '23505');
        assert.equal(duplicate.message, 'duplicate key value violates unique constraint "accounts_pkey"');
        assert.equal(duplicate.detail, 'Key (id)=(1) already exists.');
        assert.deepEqual([duplicate.schema, duplicate.table, duplicate.constraint], ['public', 'accounts', 'accounts_pkey']);
        const unknown = failureOf(outcomes[3]);
        assert.deepEqual([unknown.sqlstate, unknown.position], ['42703', "select '😀é', ".length]);
      });

      test('several statements in one text are one query message', async () => {
        const [both, neither] = await session.run(['create table a (); create table b ()', 'create table c (); create table a ()'], false);
        assert.equal(both?.result, 'ran');
        assert.equal(failureOf(neither).sqlstate, '42P07');
        assert.deepEqual([...(await session.snapshot()).values()].filter(({ kind }) => kind === 'table').map(({ name }) => name), ['a', 'b']);
      });

      test('locks and rewrites are observed', async () => {
        await session.run(['create table parent (id int primary key)', 'create table child (id int, parent int, note text)', 'create index child_note on child (note)', 'insert into child values (1)'], true);
        await session.commit();
        await session.begin();
        const [reference, index, widened, column, dropped] = await session.run(
          ['alter table child add foreign key (parent) references parent', 'create index on parent (id)', 'alter table child alter id type bigint', 'alter table child add more int', 'drop table child'],
          true,
        );
        const locks = (outcome: Outcome | undefined) => (outcome?.result === 'ran' ? outcome.locks.map((lock) => `${lock.relation.name} ${lock.mode}${lock.created ? ' (new)' : ''}`).sort() : []);
        const rewrites = (outcome: Outcome | undefined) => (outcome?.result === 'ran' ? outcome.rewrites.map(({ kind, name }) => `${kind} ${name}`).sort() : []);
        assert.ok(locks(reference).includes('child ShareRowExclusiveLock') && locks(reference).includes('parent ShareRowExclusiveLock'), String(locks(reference)));
        assert.ok(locks(index).includes('parent ShareLock'), String(locks(index)));
        assert.deepEqual(locks(index).filter((lock) => lock.endsWith('(new)')).length, 1);
        assert.ok(locks(widened).includes('child AccessExclusiveLock'), String(locks(widened)));
        // Its indexes are built anew with it.
        assert.deepEqual(rewrites(widened), ['index child_note', 'table child']);
        assert.deepEqual([locks(column), rewrites(column)], [[], []]);
        // The dropped one is locked since the second statement; the table that it refers to loses its triggers.
        assert.deepEqual(locks(dropped), ['parent AccessExclusiveLock']);
        await session.rollback();
        await session.begin();
        assert.ok(locks((await session.run(['drop table child'], true))[0]).includes('child_note AccessExclusiveLock'));
      });

      test('a mark takes back what came after it, a rollback all since the last commit', async () => {
        await session.run(['create table a ()'], false);
        await session.mark();
        await session.run(['create table b ()', 'drop table a'], false);
        await session.back();
        assert.equal((await session.run(['table a'], false))[0]!.result, 'ran');
        await session.back();
        assert.equal((await session.commit()).failure, undefined);
        await session.begin();
        await session.run(['drop table a'], false);
        await session.rollback();
        await session.begin();
        assert.equal((await session.run(['table a'], false))[0]!.result, 'ran');
      });

      test('calls ahead are made up to the first that does not go well, and answered when they come', async () => {
        if (!session.ahead) return assert.equal(session.kind, 'server');
        await session.rollback();
        const create = ['create table a ()', 'create table a ()'];
        await session.ahead([{ call: 'begin' }, { call: 'run', texts: create, observe: false, anyway: true }, { call: 'mark' }, { call: 'run', texts: create, observe: false }, { call: 'commit' }]);
        await session.begin();
        assert.deepEqual((await session.run(create, false)).map(({ result }) => result), ['ran', 'failed']);
        await session.rollback();
        await session.ahead([{ call: 'begin' }, { call: 'run', texts: create, observe: false }, { call: 'commit' }]);
        await session.begin();
        await session.run(create, false);
        // It was not committed yet, as the second text failed.
        await session.rollback();
        await session.begin();
        assert.equal((await session.run(['table a'], false))[0]!.result, 'failed');
        const other = await database.open();
        await other.ahead!([{ call: 'begin' }, { call: 'mark' }]);
        await other.begin();
        await assert.rejects(other.commit(), { name: 'SessionLost', message: 'mark was called ahead, and now commit' });
      });

      test('a deferred constraint fails at the commit, or at the boundary that stands for one', async () => {
        await session.run(['create table a (id int primary key, next int references a deferrable initially deferred)'], false);
        await session.commit();
        await session.begin();
        await session.run(['insert into a values (1, 2)'], false);
        assert.equal((await session.boundary())?.sqlstate, '23503');
        const { failure } = await session.commit();
        assert.equal(failure?.sqlstate, '23503');
        await session.begin();
        const [, altered] = await session.run(['insert into a values (1, 1)', 'alter table a add more int'], false);
        assert.equal(failureOf(altered).sqlstate, '55006');
        assert.equal(await session.boundary(), undefined);
        const [again, late] = await session.run(['alter table a add more int', 'insert into a values (2, 3)'], false);
        assert.deepEqual([again!.result, late!.result], ['ran', 'ran']);
      });

      test('settings, roles and temporary tables do not outlive their migration', async () => {
        await session.run(["set search_path = ''", 'set standard_conforming_strings = off', 'create temporary table t ()'], false);
        await session.commit();
        await session.begin();
        const [made, gone, backslash] = await session.run(['create table here ()', 'table pg_temp.t', "select 1 where '\\' = chr(92)"], false);
        assert.deepEqual([made!.result, gone!.result, backslash!.result], ['ran', 'failed', 'ran']);
      });

      test('DISCARD and DEALLOCATE do not take the observation away', async () => {
        const outcomes = await session.run(['deallocate all', 'create table a ()', 'discard plans', 'create table b ()'], true);
        assert.deepEqual(outcomes.map((outcome) => (outcome.result === 'ran' ? outcome.locks.length > 0 : outcome)), [false, true, false, true]);
        await session.snapshot();
        await session.run(['deallocate all'], true);
        assert.ok((await session.snapshot()).size > 2);
      });

      test('COPY from stdin fails instead of waiting, and much output is no burden', async () => {
        const [copied, long] = await session.run(['copy pg_catalog.pg_description from stdin', "select repeat('x', 10000) from generate_series(1, 20000)"], false);
        assert.equal(failureOf(copied).sqlstate, '57014');
        assert.equal(long!.result, 'ran');
      });

      test('the empty database can be had again', async () => {
        await session.run(['create table a ()'], false);
        await session.commit();
        await session.restore();
        await session.begin();
        assert.equal((await session.run(['create table a ()'], false))[0]!.result, 'ran');
      });

      test('what is noted of a transaction holds all that it changed, whatever it is', async () => {
        await session.run(["create function f() returns int language sql as 'select 1'", 'create type pair as (a int)', "create type mood as enum ('well')", 'create domain short as text constraint long check (length(value) > 1)', 'create table t (a int, b text, constraint low check (a < 9))', 'create index i on t (b)', 'create schema there'], false);
        await session.commit();
        const changes = {
          "update pg_attribute set attstattarget = 7 where attrelid = 't'::regclass and attname = 'a'": 'changed: column public.t.a',
          'create schema here': 'left over: schema here',
          'drop schema there': 'lost: schema there',
          "create or replace function f() returns int language sql as 'select 2'": 'changed: function public.f()',
          'revoke execute on function f() from public': 'changed: function public.f()',
          "comment on function f() is 'one'": 'changed: function public.f()',
          'drop function f()': 'lost: function public.f()',
          'alter type pair add attribute b int': 'left over: attribute public.pair.b',
          "alter domain short add constraint few check (length(value) < 9)": 'left over: domain constraint public.short.few',
          'alter domain short rename constraint long to longer': 'lost: domain constraint public.short.long',
          'alter domain short set not null': 'changed: domain public.short',
          "alter type mood add value 'ill'": 'changed: type public.mood',
          "alter type mood rename value 'well' to 'fine'": 'changed: type public.mood',
          "create type span as range (subtype = date)": 'left over: type public.span',
          'drop domain short': 'lost: domain public.short',
          'revoke usage on type mood from public': 'changed: type public.mood',
          'revoke usage on type pair from public': 'changed: type public.pair',
          'alter type pair owner to pg_database_owner': 'changed: type public.pair',
          'alter type pair rename to couple': 'lost: type public.pair',
          'create type none as ()': 'left over: type public.none',
          'alter index i rename to j': 'lost: index public.t.i',
          'alter index i set (fillfactor = 50)': 'changed: index public.t.i',
          "comment on index i is 'one'": 'changed: index public.t.i',
          "comment on constraint low on t is 'one'": 'changed: constraint public.t.low',
          "comment on domain short is 'one'": 'changed: domain public.short',
          'create role upright_noted': 'left over: role upright_noted',
          'alter default privileges grant select on tables to public': 'left over: default privileges',
          'create publication p': 'left over: publication p',
          'create statistics s on a, b from t': 'left over: statistics public.s',
          "create collation c (provider = libc, locale = 'C')": 'left over: collation public.c',
          'create operator === (leftarg = box, rightarg = box, function = box_eq)': 'left over: operator public.=== (box, box)',
          'create cast (box as text) with inout': 'left over: cast box as text',
          'create text search configuration words (copy = simple)': 'left over: text search configuration public.words',
          'create text search dictionary dict (template = simple)': 'left over: text search dictionary public.dict',
          'create foreign data wrapper w': 'left over: foreign data wrapper w',
          'grant select (a) on t to public': 'changed: column public.t.a',
          "comment on column t.b is 'b'": 'changed: column public.t.b',
          'alter table t rename to u': 'lost: table public.t',
        };
        for (const [change, told] of Object.entries(changes)) {
          await session.begin();
          await session.note({ names: [], kinds: [], comments: false });
          await session.run([change], false);
          assert.equal(await session.compare('before', undefined), undefined, `${change}: not all of it was named`);
          await session.rollback();
          await session.begin();
          const [outcome] = await session.run([change], false);
          assert.equal(outcome?.result, 'ran', `${change}: ${JSON.stringify(outcome)}`);
          await session.note('touched');
          await session.rollback();
          const found = (await session.compare('after', undefined))!.map(({ what, kind, name }) => `${what}: ${kind} ${name}`);
          assert.ok(found.some((one) => one.startsWith(told)), `${change}: ${JSON.stringify(found)}`);
        }
        await session.begin();
        await session.run(['create table more (a int)', "insert into t values (1, 'b')"], false);
        await session.note('touched');
        await session.rollback();
        assert.deepEqual((await session.compare('after', undefined))!.map(({ kind, name }) => `${kind} ${name}`), ['table public.more']);
      });

      test("what is made and gone again is no difference, nor is what becomes of the tool's own table", async () => {
        await session.run(['create table ran (version bigint primary key, dirty boolean)', 'create table kept (id int)'], false);
        await session.commit();
        await session.begin();
        await session.note({ names: ['made', 'kept'], kinds: [], comments: false });
        await session.run(['create table made (id bigint generated always as identity primary key, note text)', 'alter table kept add b text', 'truncate ran', 'insert into ran values (1, false)', 'alter table kept drop b', 'drop table made'], false);
        assert.equal(await session.compare('before', undefined), undefined);
        assert.deepEqual(await session.compare('before', { table: 'ran' }), []);
        await session.run(['create table made (id int)'], false);
        assert.deepEqual((await session.compare('before', { table: 'ran' }))!.map(({ what, kind, name }) => `${what}: ${kind} ${name}`), ['left over: table public.made']);
      });

      test('a state is packed for another process, unless it is large', async () => {
        if (!session.pack) return assert.equal(session.kind, 'server');
        await session.run(["create table notes (id int, note text)", "insert into notes values (1, 'ä')", 'drop table if exists nothing'], false);
        await session.commit();
        const packed = (await session.pack((await session.save())!))!;
        const other = await database.open(undefined, packed);
        await other.begin();
        const again = await other.run(["insert into notes values (2, 'b')", "select 1 / (count(*) - 2) from notes", 'create table more ()'], false);
        assert.deepEqual(again.map(({ result }) => result), ['ran', 'failed', 'ran']);
        await other.rollback();
        await other.restore();
        await other.begin();
        assert.equal(failureOf((await other.run(['table notes'], false))[0]).sqlstate, '42P01');
        await other.close();
        await session.begin();
        await session.run(["insert into notes select i, repeat(md5(i::text), 20) from generate_series(1, 80000) i"], false);
        await session.commit();
        assert.equal(await session.pack((await session.save())!), undefined);
      });

      test('statements that take their time, each within its own, let a state wait that is packed', async () => {
        const impatient = await database.open(700);
        if (impatient.pack) {
          await impatient.begin();
          await impatient.run(['create table notes (id int)'], false);
          await impatient.commit();
          const packed = impatient.pack((await impatient.save())!);
          await impatient.begin();
          assert.deepEqual((await impatient.run(Array(8).fill('select pg_sleep(0.45)'), false)).map(({ result }) => result), Array(8).fill('ran'));
          assert.ok(await packed);
        }
        await impatient.close();
      });

      test('a statement that does not end is ended', async () => {
        const impatient = await database.open(3000);
        await impatient.begin();
        const outcomes = await impatient.run(['create table a ()', 'select pg_sleep(1e6)', 'table a'], false);
        assert.equal(outcomes[0]!.result, 'ran');
        assert.equal(failureOf(outcomes[1]).sqlstate, '57014');
        // A server can cancel it; the embedded database ends with it.
        assert.equal(outcomes[2]!.result, database.name === 'embedded' ? 'not run' : 'ran');
        assert.equal(impatient.lost !== undefined, database.name === 'embedded');
        if (impatient.lost !== undefined) await assert.rejects(impatient.begin(), { name: 'SessionLost' });
        await impatient.close();
      });

      test('the snapshot is the same on both', async () => {
        const outcomes = await session.run(
          [
            "create type mood as enum ('sad', 'ok')", 'create domain short as text check (length(value) < 9)', 'create sequence counter increment 2',
            'create table t (id bigint generated always as identity primary key, m mood not null default \'ok\', s short, twice int generated always as (1 + 1) stored, unique (m, s))',
            'create index t_s on t (s) where s is not null', "comment on column t.s is 'short'", 'alter table t enable row level security', 'create policy p on t for select using (s is not null)',
            'create view v as select t.id, o.m from t join t o on o.id = t.id', "create function f(a int) returns int language sql as 'select a'", 'grant select on t to public',
            "create function g() returns trigger language plpgsql as 'begin return new; end'", 'create trigger tr before update of s on t for each row execute function g()', 'alter table t alter s set statistics 7',
          ],
          false,
        );
        assert.deepEqual(outcomes.filter(({ result }) => result !== 'ran'), []);
        const text = printSnapshot(await session.snapshot())
          .replace(/^role .*\n(?: .*\n)*/gm, '')
          .replace(/\b(?:postgres|upright|pg_database_owner)=/g, 'OWNER=')
          .replace(/\/(?:postgres|upright|pg_database_owner)\b/g, '/OWNER')
          .replace(/owner: .*/g, 'owner: OWNER')
          // Only PostgreSQL 17 has it.
          .replace(/=arwdDxtm?\//g, '=all/');
        assert.equal(text, expected);
      });
    });
  }
})();

const expected = `schema public
  owner: OWNER
  privileges: =U/OWNER OWNER=UC/OWNER
  comment: standard public schema
sequence public.counter
  type: bigint
  start: 1
  increment: 2
  minimum: 1
  maximum: 9223372036854775807
  cache: 1
function public.f(integer)
  definition: CREATE OR REPLACE FUNCTION public.f(a integer)
     RETURNS integer
     LANGUAGE sql
    AS $function$select a$function$
function public.g()
  definition: CREATE OR REPLACE FUNCTION public.g()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$begin return new; end$function$
type public.mood
  values: 'sad', 'ok'
  form: enum
domain public.short
  base: text
  domain constraint short_check
    definition: CHECK ((length(VALUE) < 9))
table public.t
  row security: enabled
  privileges: =r/OWNER OWNER=all/OWNER
  column id
    type: bigint
    not null: true
    identity: always
  column m
    type: public.mood
    not null: true
    default: 'ok'::public.mood
  column s
    type: public.short
    statistics: 7
    comment: short
  column twice
    type: integer
    default: (1 + 1)
    generated: stored
  constraint t_m_s_key
    definition: UNIQUE (m, s)
  constraint t_pkey
    definition: PRIMARY KEY (id)
  index t_s
    definition: CREATE INDEX t_s ON public.t USING btree (s) WHERE (s IS NOT NULL)
  policy p
    command: select
    roles: public
    using: (s IS NOT NULL)
  trigger tr
    definition: CREATE TRIGGER tr BEFORE UPDATE OF s ON public.t FOR EACH ROW EXECUTE FUNCTION public.g()
sequence public.t_id_seq
  type: bigint
  start: 1
  increment: 1
  minimum: 1
  maximum: 9223372036854775807
  cache: 1
  owned by: public.t.id
view public.v
  query: SELECT t.id,
        o.m
       FROM (public.t
         JOIN public.t o ON ((o.id = t.id)));
  column id
    type: bigint
  column m
    type: public.mood
`;
