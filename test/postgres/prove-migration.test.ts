import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Difference } from '../../server/src/postgres/difference';
import type { Part, Proof, ProofInput, Verdict } from '../../server/src/postgres/proof';
import { applyMigration, needsSettling, proveMigration, type ProofContext, type Proved } from '../../server/src/postgres/prove-migration';
import type { Lock, Outcome, Session } from '../../server/src/postgres/session';
import { printSnapshot } from '../../server/src/postgres/snapshot';
import { nothingUnknown } from '../../server/src/postgres/unknowns';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { parseScript } from '../../server/src/syntax/parse-script';
import { embedded, realServer } from './databases';

interface Case {
  readonly before?: readonly string[];
  readonly up: string;
  readonly down?: string;
  readonly mode?: Part['mode'];
  readonly record?: readonly string[];
  readonly external?: readonly string[];
  readonly extensions?: readonly string[];
}

const tracking = { table: 'schema_migrations' };
const words = ({ state, reason }: Verdict) => (reason === undefined ? state : `${state}: ${reason}`);
const brief = (outcome: Outcome) =>
  outcome.result === 'ran' ? (outcome.instead ?? 'ran') : outcome.result === 'not run' ? `not run: ${outcome.reason}` : `${outcome.failure.sqlstate}${outcome.unproved === undefined ? '' : ` unproved: ${outcome.unproved}`}`;
/** Without what is another each time: object ids, and the order of locks. */
const whatIsSaid = (proved: Proved | typeof needsSettling) =>
  proved === needsSettling
    ? proved
    : JSON.stringify(proved.proof, (key, value: unknown) => (key === 'ms' || key === 'oid' || (key === 'relation' && typeof value === 'number') ? 0 : key === 'locks' ? (value as readonly Lock[]).map((lock) => JSON.stringify(lock)).sort() : value));
const told = ({ what, kind, name }: Difference) => `${what}: ${kind} ${name}`;

void (async () => {
  await loadGrammar();
  const real = await realServer();
  after(() => real?.stop());
  for (const database of [embedded(), ...(real ? [real] : [])]) {
    describe(database.name, () => {
      let session: Session;
      before(async () => {
        session = await database.open(5000);
      });
      after(() => session.close());
      beforeEach(() => session.restore());

      async function prove({ before: earlier = [], up, down, mode = 'wrapped', record = [], external = [], extensions = [] }: Case): Promise<Proof> {
        await session.begin();
        const setup = await session.run(['create table schema_migrations (version text primary key)', ...earlier], false);
        assert.deepEqual(setup.filter(({ result }) => result !== 'ran'), []);
        await session.commit();
        const schema = await session.snapshot();
        const part = (text: string): Part => ({ statements: parseScript(text).statements, mode });
        const input = { up: part(up), down: down === undefined ? undefined : part(down), record };
        const context = { unknowns: nothingUnknown, external: new Set(external), creates: { extensions: new Set(extensions), schemas: new Set(['public']) }, tracking, check: () => {}, stepwise: false };
        let proved = await proveMigration(session, input, context, 'stay');
        if (session.lost === undefined) {
          assert.deepEqual(await session.snapshot(), schema, 'the session is left as it was');
          await goesOnAsWell(input, context, proved);
        }
        if (proved === needsSettling) proved = await proveMigration(session, input, context, 'settle');
        return (proved as Exclude<typeof proved, symbol>).proof;
      }

      /** The proof that goes on says the same, and leaves what the up alone leaves. The session is left as it was. */
      async function goesOnAsWell(input: ProofInput, context: ProofContext, stayed: Proved | typeof needsSettling): Promise<void> {
        const state = await session.save();
        // A real server keeps no states.
        if (state === undefined) return;
        const stepwise = await proveMigration(session, input, { ...context, stepwise: true }, 'stay');
        assert.deepEqual(whatIsSaid(stepwise), whatIsSaid(stayed));
        const went = await proveMigration(session, input, context, 'go on');
        assert.deepEqual(whatIsSaid(went), whatIsSaid(stayed));
        if (went !== needsSettling && went.isApplied) {
          const left = printSnapshot(await session.snapshot());
          await session.restore(state);
          await applyMigration(session, input, context, new Set());
          assert.equal(left, printSnapshot(await session.snapshot()));
        }
        await session.restore(state);
      }

      test('what an up drops only if it is there may be there elsewhere', async () => {
        const proof = await prove({ up: 'drop table if exists elsewhere;', down: 'create table if not exists elsewhere (id int);' });
        assert.deepEqual(words(proof.reverses), 'yes');
      });

      test('but not in another schema', async () => {
        const { reverses } = await prove({ up: 'drop table if exists pg_temp.elsewhere;', down: 'create table if not exists elsewhere (id int);' });
        assert.deepEqual(reverses, { state: 'no', reason: 'left over: table public.elsewhere' });
      });

      test('what it makes itself is left over', async () => {
        const made = await prove({ up: 'drop table if exists made; create table made (id int);', down: 'select 1;' });
        assert.deepEqual(made.difference.map(told), ['left over: table public.made']);
      });

      test('a good migration is proved in all three', async () => {
        const proof = await prove({ up: 'create table if not exists a (id int primary key); create index if not exists a_id on a (id);', down: 'drop table a;', record: ["insert into schema_migrations values ('1')"] });
        assert.deepEqual([proof.applies, proof.twice, proof.reverses].map(words), ['yes', 'yes', 'yes']);
        assert.deepEqual([proof.up, proof.second, proof.down, proof.again, proof.record].map((outcomes) => outcomes.map(brief)), [['ran', 'ran'], ['ran', 'ran'], ['ran'], ['ran', 'ran'], ['ran']]);
      });

      test('every independent failure is told, a following one is unproved', async () => {
        const proof = await prove({
          before: ['create table a (id int)'],
          up: 'create table b (id int references missing); alter table b add note text; update a set deprecated = true; alter table a add c int; drop table nowhere;',
        });
        assert.equal(words(proof.applies), 'no: relation "missing" does not exist');
        assert.deepEqual(proof.up.map(brief), ['42P01', '42P01 unproved: create table b (id int references missing) failed', '42703', 'ran', '42P01']);
        assert.deepEqual(proof.second.map(brief), ['not run: it did not run the first time', 'not run: it did not run the first time', 'not run: it did not run the first time', '42701', 'not run: it did not run the first time']);
        assert.deepEqual([proof.twice, proof.reverses].map(words), ['no: column "c" of relation "a" already exists', 'unproved: there is no down']);
      });

      test("a migration that records itself fails on the tool's own record", async () => {
        const proof = await prove({ up: "insert into schema_migrations values ('024')", record: ["insert into schema_migrations values ('024')"] });
        assert.equal(words(proof.applies), 'no: duplicate key value violates unique constraint "schema_migrations_pkey"');
        assert.deepEqual([proof.up, proof.record, proof.second].map((outcomes) => outcomes.map(brief)), [['ran'], ['23505'], ['23505']]);
      });

      test('what a second run refuses stands on its statement', async () => {
        const proof = await prove({ up: 'create table a (id int); create index on a (id); create index a_one on a (id); insert into a values (1);', down: 'drop table a;' });
        assert.deepEqual(proof.second.map(brief), ['42P07', 'ran', '42P07', 'ran']);
        assert.deepEqual([proof.twice, proof.reverses].map(words), ['no: relation "a" already exists', 'yes']);
      });

      test('leftovers, losses and changes after down', async () => {
        const proof = await prove({
          before: ['create table a (id int, note text)', 'create index a_note on a (note)', 'create table kept (id int)'],
          up: "create type mood as enum ('ok'); create table b (id serial primary key); alter table a alter id type bigint; create table c (id int); grant select on kept to public; alter table a add m mood;",
          down: 'drop table b; drop index a_note; alter table a drop column m;',
        });
        assert.equal(proof.reverses.state, 'no');
        assert.deepEqual(proof.difference.map(told).sort(), ['changed: column public.a.id', 'changed: table public.kept', 'left over: table public.c', 'left over: type public.mood', 'lost: index public.a.a_note']);
        const column = proof.difference.find(({ kind }) => kind === 'column')!;
        assert.deepEqual([column.before, column.after], [{ type: 'integer' }, { type: 'bigint' }]);
        assert.equal(proof.again.find((outcome) => outcome.result === 'failed')?.failure.message, 'type "mood" already exists');
      });

      test('a grant that is taken back leaves nothing', async () => {
        const proof = await prove({ before: ['create table a (id int)'], up: 'grant select on a to public; comment on table a is $$x$$; alter table a alter id set statistics 5;', down: 'revoke select on a from public; comment on table a is null; alter table a alter id set statistics -1;' });
        assert.deepEqual([proof.reverses, proof.difference], [{ state: 'yes' }, []]);
      });

      test('what an up changes without naming it is not missed', async () => {
        const proof = await prove({
          before: ['create table parent (id int primary key)', 'create table child (parent int references parent)', 'create view seen as select parent from child', "create function clear() returns void language sql as 'drop view seen'"],
          up: 'drop table parent cascade; select clear();',
          down: 'create table parent (id int primary key);',
        });
        assert.deepEqual(proof.difference.map(told).sort(), ['lost: constraint public.child.child_parent_fkey', 'lost: view public.seen']);
      });

      test('a down that fails, and an up that fails after it', async () => {
        const failing = await prove({ up: 'create table a (id int)', down: 'drop table b' });
        assert.deepEqual([words(failing.reverses), failing.down.map(brief), failing.difference.map(told)], ['no: table "b" does not exist', ['42P01'], ['left over: table public.a']]);
      });

      test("the tool's transaction decides what CREATE INDEX CONCURRENTLY may do", async () => {
        const up = 'create index concurrently a_id on a (id);';
        const earlier = ['create table a (id int)'];
        assert.deepEqual((await prove({ before: earlier, up })).up.map(brief), ['25001']);
        await session.restore();
        assert.deepEqual((await prove({ before: earlier, up: `set lock_timeout = '5s'; ${up}`, mode: 'implicit' })).up.map(brief), ['ran', '25001']);
        await session.restore();
        const alone = await prove({ before: earlier, up, down: 'drop index concurrently a_id;', mode: 'implicit' });
        assert.deepEqual([alone.applies, alone.twice, alone.reverses].map(words), ['yes', 'no: relation "a_id" already exists', 'yes']);
        assert.deepEqual(alone.up.map(brief), ['run without CONCURRENTLY, as the proof is one transaction']);
        await session.restore();
        const none = await prove({ before: earlier, up: `${up} vacuum a; do $$ begin commit; end $$;`, mode: 'none' });
        assert.deepEqual(none.up.map(brief), ['run without CONCURRENTLY, as the proof is one transaction', 'not run: it cannot run in the transaction of the proof', 'not run: it cannot run in the transaction of the proof']);
        assert.equal(none.applies.state, 'unproved');
      });

      test("a new enum value may be used where the tool commits before, and not where it doesn't", async () => {
        const earlier = ["create type mood as enum ('ok')", 'create table a (m mood)'];
        const up = "alter type mood add value 'sad'; insert into a values ('sad');";
        assert.deepEqual((await prove({ before: earlier, up, mode: 'none' })).up.map(brief), ['ran', 'ran']);
        await session.restore();
        const wrapped = await prove({ before: earlier, up });
        assert.deepEqual([wrapped.up.map(brief), words(wrapped.applies)], [['ran', '55P04'], 'no: unsafe use of new value "sad" of enum type mood']);
        await session.restore();
        const later = await prove({ before: earlier, up: "alter type mood add value 'sad';", down: "delete from a where m = 'sad';" });
        assert.deepEqual([later.down.map(brief), later.difference.map(told)], [['ran'], ['changed: type public.mood']]);
      });

      test('BEGIN and COMMIT of a file are not sent', async () => {
        const proof = await prove({ up: 'begin; create table a (id int); commit; create table b (id int);', down: 'begin; drop table a, b; commit;' });
        assert.deepEqual([proof.applies, proof.reverses].map(words), ['yes', 'yes']);
        await session.restore();
        assert.equal((await prove({ up: 'savepoint x; create table a (); rollback to x;' })).applies.state, 'unproved');
      });

      test('what is not at hand proves nothing', async () => {
        const proof = await prove({ up: 'create extension postgis_of_another_world; create table places (at geometry); alter table places add name text; alter table elsewhere add x int;', external: ['elsewhere'] });
        assert.equal(proof.applies.state, 'unproved');
        assert.deepEqual(proof.up.map((outcome) => outcome.result === 'failed' && outcome.unproved !== undefined), [true, true, true, true]);
      });

      test('a deferred constraint that fails at the end', async () => {
        const proof = await prove({ before: ['create table a (id int primary key, next int references a deferrable initially deferred)'], up: 'insert into a values (1, 2);', down: 'delete from a;' });
        assert.deepEqual([proof.atCommit?.sqlstate, proof.applies.state, proof.reverses.state], ['23503', 'no', 'unproved']);
      });

      test('psql commands and rows of COPY are not run', async () => {
        const proof = await prove({ up: '\\set x 1\ncreate table a (id int);\ncopy a from stdin;\n1\n\\.\n' });
        assert.deepEqual([proof.up.map(({ result }) => result), proof.applies.state], [['not run', 'ran', 'not run', 'not run'], 'unproved']);
      });

      test('a search path to a schema that no file creates proves nothing of unqualified names', async () => {
        const { up } = await prove({ up: 'set search_path = elsewhere; create table a (id int); alter table b add x int; alter table public.c add x int;' });
        assert.deepEqual(up.map((outcome) => (outcome.result === 'failed' ? outcome.unproved !== undefined : outcome.result)), ['ran', true, true, false]);
        await session.restore();
        assert.equal((await prove({ up: "set search_path = ''; create table a (id int);" })).applies.state, 'no');
      });

      test('rows that are not loaded are unknown, and those that are taken from them', async () => {
        const filled = 'create table b (id int not null, n int); insert into b (id) select max(id) from a; insert into b (id, n) select max(id), 1 / max(n) from b;';
        for (const load of ["\\copy a from program 'cat rows'\n", 'copy a from stdin;\n1\n\\.\n']) {
          const { up } = await prove({ up: `create table a (id int);\n${load}${filled}` });
          assert.deepEqual(up.flatMap((outcome) => (outcome.result === 'failed' ? [outcome.unproved !== undefined] : [])), [true, true], load);
          await session.restore();
        }
        const { applies } = await prove({ up: `create table a (id int); ${filled}` });
        assert.equal(applies.state, 'no');
      });

      test('roles that a migration makes do not stay', async () => {
        const proof = await prove({ up: 'create role upright_test_reader; grant usage on schema public to upright_test_reader;', down: 'drop owned by upright_test_reader; drop role upright_test_reader;' });
        assert.deepEqual([proof.applies, proof.reverses].map(words), ['yes', 'yes']);
        await session.restore();
        assert.equal((await prove({ up: 'create role upright_test_reader;' })).applies.state, 'yes');
      });
    });
  }
})();
