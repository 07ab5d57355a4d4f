import { before, test } from 'node:test';
import assert from 'node:assert/strict';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { buildHistory, type History } from '../../../server/src/schema/history';
import { parseScript } from '../../../server/src/syntax/parse-script';
import type { Script } from '../../../server/src/syntax/statement';
import { firstRun, historyOf, reasons } from './history-of';

before(loadGrammar);

test('a problem says where the name stands, who made the table, and what there is instead', () => {
  const history = historyOf(['CREATE TABLE t (id int, "Enabled" boolean);', 'UPDATE t SET "Enabled" = true, deprecated = true;']);
  const [problem] = history.entries[1]!.up[0]!.problems;
  assert.equal(problem?.reason, 'column "deprecated" of relation "t" does not exist');
  assert.deepEqual(problem?.range, { start: 31, end: 41 });
  assert.equal(problem?.related?.is, 'table created here');
  assert.equal(problem?.related?.origin.file, '1.up.sql');
  assert.deepEqual(problem?.candidates, ['id', 'Enabled']);
});

test('a name that was dropped, and one that a later file makes', () => {
  const history = historyOf(['CREATE TABLE a (id int); CREATE TABLE b (id int);', 'DROP TABLE a;', 'CREATE INDEX i ON a (id); ALTER TABLE late ADD x int;', 'CREATE TABLE late (id int);']);
  const related = history.entries[2]!.up.flatMap((step) => step.problems.map((p) => [p.reason, p.related?.is, p.related?.origin.file]));
  assert.deepEqual(related, [
    ['relation "a" does not exist', 'dropped here', '2.up.sql'],
    ['relation "late" does not exist', 'created later here', '4.up.sql'],
  ]);
});

test('a function that may have made a trigger, a policy or a rule leaves their absence unknown', () => {
  const use = 'ALTER TABLE t DISABLE TRIGGER x; ALTER POLICY p ON t USING (true); DROP RULE r ON t;';
  assert.deepEqual(firstRun(historyOf(['CREATE TABLE t (id int);', use])), ['trigger "x" for table "t" does not exist', 'policy "p" for table "t" does not exist', 'rule "r" for relation "t" does not exist']);
  assert.deepEqual(firstRun(historyOf(["CREATE TABLE t (id int); SELECT add_members('t');", use])), []);
  assert.deepEqual(firstRun(historyOf(["SELECT add_members('u'); CREATE TABLE t (id int);", use])).length, 3);
});

test('under a search path that is not known, a drop may mean what is in any schema', () => {
  const made = 'CREATE TABLE water.t (id int, n int); CREATE UNIQUE INDEX u ON water.t (id);';
  const again = 'DROP INDEX u; CREATE UNIQUE INDEX u ON water.t (n);';
  assert.deepEqual(firstRun(historyOf(["SET SCHEMA 'water';", made, again])), []);
  assert.deepEqual(firstRun(historyOf([made, 'CREATE UNIQUE INDEX u ON water.t (n);'])), ['relation "u" already exists']);
});

test('a second run is told apart from the first', () => {
  const history = historyOf(['CREATE TABLE t (id int); CREATE INDEX IF NOT EXISTS i ON t (id);']);
  assert.deepEqual(firstRun(history), []);
  assert.deepEqual(reasons(history.entries[0]!.again), ['relation "t" already exists']);
});

test('a down runs on what its up leaves', () => {
  const [entry] = historyOf([['CREATE TABLE t (id int);', 'DROP TABLE t; DROP TABLE u;']]).entries;
  assert.deepEqual(reasons(entry!.down), ['table "u" does not exist']);
  assert.deepEqual(reasons(entry!.downAgain()), ['table "t" does not exist', 'table "u" does not exist']);
  assert.notEqual(entry!.after.table({ name: 't' }), undefined);
});

test('a down may rest on what the downs of later migrations leave', () => {
  const ups = ['CREATE TABLE a (id int);', 'CREATE TABLE b (id int, n int);', 'CREATE TABLE c (id int);'] as const;
  const history = (...downs: readonly string[]) => ups.map((up, i) => [up, downs[i]!] as const);
  // As pop numbers the downs of a migration that it splits: only together they undo the ups.
  const split = historyOf(history('DROP TABLE c; DROP TABLE nowhere;', 'DROP TABLE b;', 'DROP TABLE a; ALTER TABLE b DROP COLUMN n;'));
  assert.deepEqual(split.entries.map((entry) => reasons(entry.down)), [['table "nowhere" does not exist'], [], []]);
  const edited = historyOf(history('DROP TABLE c; DROP TABLE nowhere;', 'DROP TABLE b; DROP TABLE c;', 'DROP TABLE a; ALTER TABLE b DROP COLUMN n;'), {}, split);
  assert.deepEqual(edited.entries.map((entry) => reasons(entry.down)), [['table "c" does not exist', 'table "nowhere" does not exist'], [], []]);
  // An empty down runs, and undoes nothing; where there is none, somebody has undone the up.
  assert.deepEqual(historyOf(history('DROP TABLE c;', 'DROP TABLE a; DROP TABLE b;', '-- nothing')).entries.map((entry) => reasons(entry.down)), [[], [], []]);
  assert.deepEqual(historyOf([[ups[0], 'DROP TABLE c;'], [ups[1], 'DROP TABLE a;'], ups[2]]).entries.map((entry) => reasons(entry.down)), [['table "c" does not exist'], [], []]);
});

test('an edit reads only its migration and those behind it again', () => {
  const first = historyOf(['CREATE TABLE a (id int);', 'CREATE TABLE b (id int);', 'CREATE TABLE c (id int);']);
  const second = historyOf(['CREATE TABLE a (id int);', 'CREATE TABLE b (id int, n int);', 'CREATE TABLE c (id int);'], {}, first);
  assert.equal(second.entries[0], first.entries[0]);
  assert.notEqual(second.entries[1], first.entries[1]);
  assert.notEqual(second.entries[2], first.entries[2]);
  assert.equal(historyOf(['CREATE TABLE a (id int);', 'CREATE TABLE b (id int, n int);', 'CREATE TABLE c (id int);'], {}, second).entries[2], second.entries[2]);
  const shorter = historyOf(['CREATE TABLE a (id int);'], {}, second);
  assert.equal(shorter.entries[0], first.entries[0]);
  assert.equal(shorter.final.table({ name: 'b' }), undefined);
});

test('an earlier migration hears of it when a later one makes what it misses', () => {
  const base = 'CREATE TABLE a (id int);';
  const missing = 'ALTER TABLE late ADD COLUMN n int;';
  const first = historyOf([base, missing, 'CREATE TABLE other (id int);']);
  assert.equal(first.entries[1]!.up[0]!.problems[0]!.related, undefined);
  const second = historyOf([base, missing, 'CREATE TABLE late (id int);'], {}, first);
  assert.equal(second.entries[1]!.up[0]!.problems[0]!.related?.is, 'created later here');
  assert.equal(second.entries[0], first.entries[0]);
});

test('a migration that fails does not condemn those behind it', () => {
  const history = historyOf([
    'CREATE TABLE t (id int);',
    'CREATE TABLE broken (id nowhere, name text UNIQUE); ALTER TABLE t ADD COLUMN id int, ADD COLUMN more int;',
    "CREATE INDEX ON broken (name); ALTER TABLE broken DROP CONSTRAINT broken_name_key; INSERT INTO broken (name) VALUES ('x'); UPDATE t SET more = 1;",
  ]);
  assert.deepEqual(firstRun(history), ['type "nowhere" does not exist', 'column "id" of relation "t" already exists']);
});

test('each clause of a statement has its own problem', () => {
  const history = historyOf(['CREATE TABLE t (id int);', 'ALTER TABLE t ADD COLUMN id int, DROP COLUMN gone, ADD COLUMN ok int;']);
  assert.deepEqual(firstRun(history), ['column "gone" of relation "t" does not exist', 'column "id" of relation "t" already exists']);
  assert.deepEqual(history.entries[1]!.up[0]!.problems.map((p) => p.kind), ['missing', 'duplicate']);
});

test('after a statement that cannot be read, an unknown name is unknown', () => {
  const unread = "DO $$ DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP EXECUTE 'CREATE TABLE ' || r; END LOOP; END $$;";
  const history = historyOf(['CREATE TABLE t (id int);', unread, 'ALTER TABLE made_by_loop ADD n int; UPDATE t SET perhaps = 1; CREATE TABLE t (id int); CREATE TABLE new (id int); UPDATE new SET nowhere = 1;']);
  assert.deepEqual(firstRun(history), ['column "nowhere" of relation "new" does not exist']);
});

test('a statement that does not parse makes only what it names unknown', () => {
  const history = historyOf(['CREATE TABLE t (id int);', 'CREATE TABEL typo (id serial, name text);', "INSERT INTO typo (name) VALUES ('x'); DROP SEQUENCE typo_id_seq; ALTER TABLE other ADD n int;"]);
  assert.deepEqual(firstRun(history), ['relation "other" does not exist']);
});

test('what may have happened in a branch is unknown', () => {
  const branch = 'DO $$ BEGIN IF random() > 0.5 THEN CREATE TABLE perhaps (id int); DROP TABLE t; ALTER TABLE u DROP COLUMN a; END IF; END $$;';
  const history = historyOf(['CREATE TABLE t (id int); CREATE TABLE u (id int, a int);', branch, 'ALTER TABLE perhaps ADD n int; CREATE TABLE t (id int); ALTER TABLE u ADD COLUMN a int; ALTER TABLE u DROP COLUMN gone;']);
  assert.deepEqual(firstRun(history), ['column "gone" of relation "u" does not exist']);
});

test('a baseline elsewhere: the first migration needs a table before it makes one', () => {
  const history = historyOf(['ALTER TABLE users ADD COLUMN n int;', 'CREATE TABLE t (user_id int REFERENCES users, n int REFERENCES accounts);', 'ALTER TABLE users ADD COLUMN n int; DROP TABLE t; DROP TABLE t;']);
  assert.deepEqual(history.outside, ['accounts', 'users']);
  assert.deepEqual(firstRun(history), ['column "n" of relation "users" already exists', 'table "t" does not exist']);
  assert.deepEqual(reasons(history.entries[0]!.again), ['column "n" of relation "users" already exists']);
});

test('a baseline elsewhere: more than a few tables that no file makes', () => {
  const one = 'CREATE TABLE t (id int);';
  assert.deepEqual(historyOf([one, 'ALTER TABLE a ADD n int; ALTER TABLE b ADD n int; ALTER TABLE c ADD n int;']).outside, []);
  assert.deepEqual(historyOf([one, 'ALTER TABLE a ADD n int; ALTER TABLE b ADD n int; ALTER TABLE c ADD n int; ALTER TABLE d ADD n int;']).outside, ['a', 'b', 'c', 'd']);
});

test('what the configuration knows is there', () => {
  const statements = 'CREATE TABLE t (id int); ALTER TABLE schema_migrations ADD n int; GRANT SELECT ON t TO app; CREATE TABLE ledger.entries (id int); GRANT SELECT ON t TO other;';
  assert.deepEqual(firstRun(historyOf([statements], { roles: ['app'], objects: ['schema_migrations'], schemas: ['ledger'] })), ['role "other" does not exist']);
});

test('a schema that no file creates holds what it holds', () => {
  const history = historyOf(['CREATE TABLE t (id uuid REFERENCES auth.users (id)); ALTER TABLE auth.users ADD n int; SELECT auth.uid(); CREATE TABLE auth.more (k auth.kind);']);
  assert.deepEqual(firstRun(history), []);
});

test('an extension that is not known may bring any name, a known one only its own, whether or not a file creates it', () => {
  assert.deepEqual(firstRun(historyOf(['CREATE EXTENSION wonder; CREATE TABLE t (w wonder_type); COMMENT ON FUNCTION wonder() IS $$x$$;'])), []);
  assert.deepEqual(firstRun(historyOf(['CREATE EXTENSION vector; CREATE TABLE t (v vector(3)); ALTER TABLE nowhere ADD n int;'])), ['relation "nowhere" does not exist']);
  assert.deepEqual(firstRun(historyOf(['CREATE EXTENSION citext; CREATE TABLE t (c citext, h hstore, n nothing);'])), ['type "nothing" does not exist']);
  assert.deepEqual(firstRun(historyOf(['CREATE EXTENSION citext; DROP EXTENSION citext; CREATE TABLE t (c citext);'])), ['type "citext" does not exist']);
});

test('a temporary table may live on or not, and so may a search path', () => {
  const temporary = historyOf(['CREATE TEMP TABLE work (id int);', 'INSERT INTO work VALUES (1);', 'CREATE TEMP TABLE work (id int);']);
  assert.deepEqual(firstRun(temporary), []);
  assert.deepEqual(reasons(temporary.entries[0]!.again), []);
  const made = historyOf(['CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$; CREATE TYPE pg_temp.mood AS ENUM (\'ok\');', 'DROP FUNCTION pg_temp.f();']);
  assert.deepEqual(reasons(made.entries[0]!.again), []);
  assert.deepEqual(firstRun(made), []);
  const path = historyOf(['CREATE SCHEMA app; CREATE TABLE app.t (id int); SET search_path = app;', 'ALTER TABLE t ADD n int; ALTER TABLE perhaps ADD n int;']);
  assert.deepEqual(firstRun(path), []);
});

test('a row is there twice, also between two migrations', () => {
  const history = historyOf([
    "CREATE TABLE t (id int PRIMARY KEY, name text UNIQUE); INSERT INTO t VALUES (1, 'a');",
    "INSERT INTO t (id, name) VALUES (2, 'a'), (1, 'b');",
    "DELETE FROM t; INSERT INTO t VALUES (1, 'a');",
  ]);
  assert.deepEqual(history.entries.map((entry) => reasons(entry.up)), [[], ['duplicate key value violates unique constraint "t_name_key"', 'duplicate key value violates unique constraint "t_pkey"'], []]);
  assert.equal(history.entries[1]!.up[0]!.problems[0]!.related?.origin.file, '1.up.sql');
});

test('the folder is asked whether it creates roles', () => {
  assert.equal(historyOf(['CREATE TABLE t (id int);']).createsRoles, false);
  assert.equal(historyOf(["DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'r') THEN CREATE ROLE r; END IF; END $$;"]).createsRoles, true);
});

test('an edit of the newest of a long history reads nothing else again', () => {
  const migrations = Array.from({ length: 400 }, (_, i) => (i < 100 ? `CREATE TABLE t${i} (id serial PRIMARY KEY, a int, b text UNIQUE);` : `ALTER TABLE t${i % 100} ADD COLUMN c${i} int; CREATE INDEX ON t${i % 100} (c${i});`));
  const history = historyOf(migrations);
  assert.deepEqual(firstRun(history), []);
  const edited = historyOf([...migrations.slice(0, -1), 'ALTER TABLE t1 ADD COLUMN edited int;'], {}, history);
  assert.equal(edited.entries.filter((entry, i) => entry === history.entries[i]).length, 399);
});

test('of an edited migration only what stands behind the edit is applied anew, as if it were all', () => {
  const text = ['CREATE TABLE u (t int REFERENCES t);', 'ALTER TABLE t ADD COLUMN a int;', 'ALTER TABLE t ADD COLUMN b int;', 'UPDATE t SET a = 1, b = 2, c = 3;'];
  const known = { roles: [], schemas: [], objects: [] };
  const transaction = { mode: 'wrapped', because: '' } as const;
  const input = (version: string, sql: string, old?: Script) => ({
    migration: { version, name: '', up: { file: `${version}.up.sql`, range: { start: 0, end: sql.length } }, down: undefined, transaction },
    up: parseScript(sql, undefined, old), down: undefined,
  });
  const first = input('1', 'CREATE TABLE t (id int PRIMARY KEY);');
  const read = (sql: string, previous?: History) => buildHistory([first, input('2', sql, previous?.memory.inputs[1]?.up)], known, previous);
  const before = read(text.join('\n'));
  const edits: readonly [edited: string, taken: number][] = [
    [text.toSpliced(2, 1, 'ALTER TABLE t ADD COLUMN c int;').join('\n'), 2],
    [text.slice(0, 2).join('\n'), 2],
    [[...text, 'DROP TABLE t;'].join('\n'), 3],
    [text.slice(1).join('\n'), 0],
    ['', 0],
  ];
  for (const [edited, taken] of edits) {
    const after = read(edited, before);
    const fresh = read(edited);
    assert.equal(after.entries[1]!.up.filter((step, i) => step === before.entries[1]!.up[i]).length, taken);
    assert.deepEqual(firstRun(after), firstRun(fresh));
    assert.deepEqual(reasons(after.entries[1]!.again), reasons(fresh.entries[1]!.again));
    assert.deepEqual(after.final.tables(), fresh.final.tables());
  }
});
