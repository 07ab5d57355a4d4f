import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { HistoryToProve } from '../../server/src/postgres/chain';
import type { Proof, ProofInput } from '../../server/src/postgres/proof';
import { createProver, type Prover } from '../../server/src/postgres/replay';
import type { Session } from '../../server/src/postgres/session';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { parseScript } from '../../server/src/syntax/parse-script';
import { embedded, realServer } from './databases';

const tracking = { table: 'schema_migrations' };
const migration = (up: string, down?: string): ProofInput => {
  const part = (text: string) => ({ statements: parseScript(text).statements, mode: 'wrapped' as const });
  return { up: part(up), down: down === undefined ? undefined : part(down), record: [`insert into schema_migrations values ('${up.length}-${Math.abs([...up].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7) % 1e9)}')`] };
};
const history = (...migrations: ProofInput[]): HistoryToProve => ({ setup: ['create table schema_migrations (version text primary key)'], external: new Set(), creates: { extensions: new Set(), schemas: new Set() }, tracking, migrations });
const states = (proofs: readonly Proof[]) => proofs.map(({ applies, twice, reverses }) => [applies.state, twice.state, reverses.state].join(' '));

void (async () => {
  await loadGrammar();
  const real = await realServer();
  after(() => real?.stop());
  for (const database of [embedded(), ...(real ? [real] : [])]) {
    describe(database.name, () => {
      let opened = 0;
      let texts: string[] = [];
      let prover: Prover;
      const counting = async (): Promise<Session> => {
        opened++;
        const session = await database.open(2000);
        const { run } = session;
        return Object.assign(Object.create(session) as Session, {
          run: (sent: readonly string[], observe: boolean) => {
            texts.push(...sent);
            return run(sent, observe);
          },
        });
      };
      before(() => {
        prover = createProver({ open: counting, idleMs: 60_000 });
      });
      after(() => prover.close());
      beforeEach(() => {
        texts = [];
      });

      const a = migration('create table a (id int primary key);', 'drop table a;');
      const b = migration('create table if not exists b (id int references a);', 'drop table b;');
      const c = migration('alter table b add note text;', '');

      test('a history is proved in order, and remembered by its content', async () => {
        assert.deepEqual(states(await prover.prove(history(a, b, c))), ['yes no yes', 'yes yes yes', 'yes no no']);
        texts = [];
        const told: number[] = [];
        await prover.prove(history(a, b, c), { onProof: (index) => told.push(index) });
        assert.deepEqual([told, texts.length], [[0, 1, 2], 0]);
      });

      test('an edit of the newest migration runs that one alone', async () => {
        const edited = migration('alter table b add other text;', 'alter table b drop other;');
        assert.deepEqual(states(await prover.prove(history(a, b, edited), { focus: 2 })).at(-1), 'yes no yes');
        assert.ok(texts.every((text) => !text.includes('create table')), texts.join('\n'));
        assert.equal(opened, 1);
      });

      test('an edit of an earlier one is proved first, the later ones after it', async () => {
        const order: number[] = [];
        const edited = migration('create table a (id text primary key);', 'drop table a;');
        const proofs = await prover.prove(history(edited, b, c), { focus: 0, onProof: (index) => order.push(index) });
        assert.deepEqual(order, [0, 1, 2]);
        assert.deepEqual(states(proofs), ['yes no yes', 'no unproved unproved', 'unproved unproved unproved']);
        assert.equal(proofs[1]!.applies.reason, 'foreign key constraint "b_id_fkey" cannot be implemented');
        assert.match(proofs[2]!.applies.reason!, /create table if not exists b .* failed/);
      });

      test('an earlier one that is edited again and again stands on what comes before it', async () => {
        for (let i = 0; i < 12; i++) {
          const edited = migration(`alter table a add edited_${i} text;`, `alter table a drop edited_${i};`);
          assert.deepEqual(states(await prover.prove(history(a, edited, b), { focus: 1 })), ['yes no yes', 'yes no yes', 'yes yes yes'], `edit ${i}`);
        }
      });

      test('while an earlier one is being edited the database does not turn to the later ones', async () => {
        const edited = (column: string) => history(a, migration(`alter table a add ${column} text;`, `alter table a drop ${column};`), b);
        await prover.prove(edited('first'), { focus: 1 });
        texts = [];
        const order: string[] = [];
        const known = (text: string, then: () => void) => prover.prove(edited(text), { focus: 1, onProof: (index) => void (index === 1 && then()) });
        const newer = await new Promise<readonly Proof[]>((resolve, reject) => {
          const older = known('second', () => setTimeout(() => void known('third', () => order.push(...texts)).then(resolve, reject), 100));
          older.then(() => reject(new Error('it was not ended')), (error: Error) => order.push(error.name));
        });
        assert.deepEqual(states(newer), ['yes no yes', 'yes no yes', 'yes yes yes']);
        assert.equal(order[0], 'Superseded');
        assert.ok(order.some((text) => text.includes('third')) && order.every((text) => !text.includes(' b ')), order.join('\n'));
      });

      test('a newer text ends the proof of an older one', async () => {
        const many = Array.from({ length: 30 }, (_, i) => migration(`create table many_${i} (id int primary key);`, `drop table many_${i};`));
        const older = prover.prove(history(...many));
        const newer = prover.prove(history(a, migration('create table newest ();', 'drop table newest;')), { focus: 1 });
        await assert.rejects(older, { name: 'Superseded' });
        assert.deepEqual(states(await newer), ['yes no yes', 'yes no yes']);
      });

      test('a statement that does not end is told once, and the rest goes on without it', async () => {
        const endless = migration('create table made_before (); do $$ begin loop end loop; end $$; create table made_after ();');
        const proofs = await prover.prove(history(a, endless, b));
        const embeddedOne = database.name === 'embedded';
        assert.deepEqual(states(proofs), ['yes no yes', embeddedOne ? 'unproved unproved unproved' : 'unproved no unproved', 'yes yes yes']);
        assert.deepEqual(proofs[1]!.up.map(({ result }) => result), embeddedOne ? ['ran', 'failed', 'not run'] : ['ran', 'failed', 'ran']);
        texts = [];
        await prover.prove(history(a, endless, migration('create table b (id int references a);')), { focus: 2 });
        assert.ok(!texts.some((text) => text.includes('loop')));
      });

      test('while one that does not end is being edited, the later ones are proved without it', async () => {
        const endless = migration('do $$ begin loop null; end loop; end $$;');
        const proofs = await prover.prove(history(a, endless, migration('create table behind (id int primary key);', 'drop table behind;')), { focus: 1 });
        assert.deepEqual([proofs[1]!.applies.state, states(proofs)[2]], ['unproved', 'yes no yes']);
      });

      test('roles of a committed state are there for later migrations, and gone with the session', async () => {
        const role = migration('create role upright_test_writer;', 'drop role upright_test_writer;');
        const grant = migration('grant select on a to upright_test_writer;', 'revoke select on a from upright_test_writer;');
        const proofs = await prover.prove(history(a, role, grant));
        assert.deepEqual(states(proofs), ['yes no yes', 'yes no yes', 'yes yes yes']);
        assert.deepEqual(states(await prover.prove(history(role))), ['yes no yes']);
      });

      test('two folders take turns, and neither starts over', async () => {
        const first = migration('create table first (id int primary key);');
        const one = history(first, migration('alter table first add note text;'));
        const other = history(migration('create table other (id int primary key);'), migration('alter table other add note text;'));
        await prover.prove(one);
        await prover.prove(other);
        texts = [];
        await prover.prove(one);
        await prover.prove(other);
        assert.equal(texts.length, 0, 'what is known moves nothing');
        const proofs = await prover.prove(history(first, migration('alter table first add remark text;')), { focus: 1 });
        assert.equal(proofs[1]!.applies.state, 'yes');
        if (database.name === 'embedded') assert.ok(!texts.some((text) => text.startsWith('create table first')), 'its state was kept');
      });

      test('a statement that takes its time is proved, and starts PostgreSQL anew once at most', async () => {
        let starts = 0;
        const patient = createProver({ open: () => (starts++, database.open(10_000)), idleMs: 60_000 });
        const slow = (name: string) => migration(`create table ${name} (); select pg_sleep(2.7);`);
        try {
          assert.deepEqual((await patient.prove(history(slow('one'), slow('another')))).map(({ applies }) => applies.state), ['yes', 'yes']);
          assert.equal(starts, database.name === 'embedded' ? 2 : 1);
        } finally {
          await patient.close();
        }
      });

      test('what somebody waits for is done, however often newer texts come meanwhile', async () => {
        const patient = createProver({ open: () => database.open(10_000), idleMs: 60_000 });
        const slow = history(a, migration('select pg_sleep(1.7);'), b);
        try {
          await patient.prove(history(a));
          const around = patient.schemas(slow, 2);
          const texts = [1, 2].map((id) => patient.prove(history(a, migration(`create table typed_${id} ();`))));
          const [schemas, older, newer] = await Promise.allSettled([around, ...texts]);
          assert.deepEqual([schemas.status, older!.status, newer!.status], ['fulfilled', 'rejected', 'fulfilled'], String(schemas.status === 'rejected' && schemas.reason));
        } finally {
          await patient.close();
        }
      });

      test('the schemas around a migration', async () => {
        const { before: earlier, after: later, afterDown } = await prover.schemas(history(a, b, c), 1);
        const names = (snapshot: typeof earlier) => [...snapshot.values()].filter(({ kind }) => kind === 'table').map(({ name }) => name).sort();
        assert.deepEqual([earlier, later, afterDown!].map(names), [['a', 'schema_migrations'], ['a', 'b', 'schema_migrations'], ['a', 'schema_migrations']]);
      });

      test('a down is tried without being there, and is proved by then when it is', async () => {
        const up = 'create table tried (id int primary key);';
        const [without, nothing] = [migration(up), { statements: [], mode: 'wrapped' } as const];
        const left = await prover.tryDown(history(a, without), 1, nothing);
        assert.deepEqual([left.reverses.state, left.difference.map(({ name, parts }) => [name, parts?.map((part) => part.name)])], ['no', [['public.tried', ['id', 'tried_pkey']]]]);
        const good = migration(up, 'drop table tried;');
        assert.equal((await prover.tryDown(history(a, without), 1, good.down!)).reverses.state, 'yes');
        texts = [];
        assert.deepEqual(states(await prover.prove(history(a, good))).at(-1), 'yes no yes');
        assert.deepEqual(texts.filter((text) => text.includes('tried')), []);
      });

      test('an idle session is closed, and opened again when it is needed', async () => {
        const idle = createProver({ open: counting, idleMs: 50 });
        opened = 0;
        await idle.prove(history(a));
        await new Promise((resolve) => setTimeout(resolve, 400));
        assert.deepEqual(states(await idle.prove(history(a))), ['yes no yes']);
        assert.equal(opened, 1);
        assert.deepEqual(states(await idle.prove(history(a, b))).at(-1), 'yes yes yes');
        assert.equal(opened, 2);
        await idle.close();
      });
    });
  }
})();
