import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { restore } from '../../server/src/fixes/restore/restore';
import type { HistoryToProve } from '../../server/src/postgres/chain';
import type { Part } from '../../server/src/postgres/proof';
import { createProver, type Prover } from '../../server/src/postgres/replay';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { parseScript } from '../../server/src/syntax/parse-script';
import { embedded } from './databases';
import { shop, ups } from './shop';

let prover: Prover;
before(async () => {
  await loadGrammar();
  const database = embedded();
  prover = createProver({ open: () => database.open(), idleMs: 60_000 });
});
after(() => prover.close());

const part = (text: string): Part => ({ statements: parseScript(text).statements, mode: 'none' });

/** The SQL that restores all that an up changed, and what is not restored by it. */
async function restored(earlier: string, up: string): Promise<{ sql: string; left: readonly { readonly kind: string }[]; failed: unknown; state: string }> {
  const history: HistoryToProve = { setup: [], external: new Set(), creates: { extensions: new Set(), schemas: new Set() }, tracking: undefined, migrations: [{ up: part(earlier), down: undefined, record: [] }, { up: part(up), down: undefined, record: [] }] };
  const nothing = await prover.tryDown(history, 1, part(''));
  assert.equal(nothing.applies.reason, undefined);
  const sql = restore(nothing.difference, 'public');
  const proof = await prover.tryDown(history, 1, part(sql));
  return {
    sql, state: proof.reverses.state,
    failed: proof.down.flatMap((outcome, i) => (outcome.result === 'failed' ? [`${parseScript(sql).statements[i]!.text}: ${outcome.failure.message}`] : [])),
    left: proof.difference.map(({ what, kind, name, before: was, after: is }) => ({ what, kind, name, was, is })),
  };
}

/** Of kinds that few migrations have, as things are before them and then. */
const others: Readonly<Record<string, readonly [earlier: string, up: string]>> = {
  'a view on a view, with its trigger, owner and privileges': [
    "CREATE ROLE reader; CREATE VIEW v WITH (security_barrier=true) AS SELECT id, mail FROM people; CREATE VIEW w AS SELECT id FROM v; COMMENT ON VIEW w IS 'ids'; COMMENT ON COLUMN v.mail IS 'm'; GRANT SELECT ON v TO reader; CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER t INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION noop();",
    'DROP VIEW w; DROP VIEW v; ALTER TABLE people ALTER COLUMN mail TYPE varchar(200); CREATE VIEW v AS SELECT mail, id FROM people;',
  ],
  'a materialized view and its index': ['CREATE MATERIALIZED VIEW m AS SELECT id, upper(mail) AS mail FROM people; CREATE UNIQUE INDEX m_id ON m (id);', 'DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT id FROM people;'],
  'the type of a column under views that stay': ['CREATE VIEW v AS SELECT 1 AS one;', "CREATE TYPE mood AS ENUM ('ok'); ALTER TABLE people ALTER COLUMN mood TYPE mood USING mood::mood; CREATE OR REPLACE VIEW v AS SELECT 1 AS one, mood FROM people;"],
  'a column with a default in another type': ["CREATE TYPE mood AS ENUM ('ok', 'sad'); ALTER TABLE people ADD COLUMN m mood NOT NULL DEFAULT 'ok'; CREATE VIEW moods AS SELECT m FROM people;", 'DROP VIEW moods; ALTER TABLE people ALTER COLUMN m DROP DEFAULT, ALTER COLUMN m TYPE text, ALTER COLUMN m DROP NOT NULL; DROP TYPE mood;'],
  'functions that others rest on': ["CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * n'; CREATE TABLE t (n int CHECK (twice(n) < 10)); CREATE INDEX t_twice ON t (twice(n)); CREATE VIEW doubled AS SELECT twice(n) AS n FROM t;", "DROP VIEW doubled; DROP TABLE t; DROP FUNCTION twice; CREATE FUNCTION twice(n int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 2::bigint * n'; CREATE TABLE t (n int CHECK (twice(n) < 10));"],
  'a function with other names of parameters': ["CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a'; CREATE VIEW fs AS SELECT f(1) AS one;", "DROP VIEW fs; DROP FUNCTION f(int); CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT b'; CREATE VIEW fs AS SELECT f(1) AS one;"],
  'a procedure and an overloaded function': ["CREATE PROCEDURE p(a int) LANGUAGE plpgsql AS $$ BEGIN NULL; END $$; CREATE FUNCTION o(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION o(a text, VARIADIC b int[]) RETURNS int LANGUAGE sql STABLE AS 'SELECT 2';", 'DROP PROCEDURE p; DROP FUNCTION o(int); DROP FUNCTION o(text, int[]);'],
  sequences: ['CREATE SEQUENCE s AS integer INCREMENT BY -2 MAXVALUE 100 START WITH 100 CACHE 5 CYCLE; CREATE SEQUENCE free; CREATE TABLE numbered (n int NOT NULL DEFAULT nextval(\'free\')); ALTER SEQUENCE free OWNED BY numbered.n;', 'DROP SEQUENCE s; ALTER TABLE numbered ALTER COLUMN n DROP DEFAULT; ALTER SEQUENCE free OWNED BY NONE; ALTER SEQUENCE free INCREMENT BY 7 MAXVALUE 70;'],
  'tables that refer to each other': ['CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a); ALTER TABLE a ADD COLUMN b_id int REFERENCES b;', 'DROP TABLE a, b;'],
  'new tables that refer to each other': ['SELECT 1;', 'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a); ALTER TABLE a ADD COLUMN b_id int REFERENCES b; ALTER TABLE people ADD COLUMN a_id int REFERENCES a;'],
  partitions: ["CREATE TABLE parts (id int, at date NOT NULL) PARTITION BY RANGE (at); CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2026-02-01'); CREATE INDEX parts_id ON parts (id);", 'DROP TABLE parts;'],
  'a partition that is detached': ["CREATE TABLE parts (id int, at date NOT NULL) PARTITION BY RANGE (at); CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');", "ALTER TABLE parts DETACH PARTITION parts_1; CREATE TABLE parts_2 PARTITION OF parts DEFAULT;"],
  inheritance: ['CREATE TABLE child (extra int) INHERITS (people);', 'DROP TABLE child;'],
  'row security': ["CREATE ROLE reader; ALTER TABLE people ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON people AS RESTRICTIVE FOR UPDATE TO reader USING (id > 0) WITH CHECK (mail <> '');", 'DROP POLICY p ON people; ALTER TABLE people DISABLE ROW LEVEL SECURITY; CREATE POLICY q ON people USING (true); ALTER TABLE people FORCE ROW LEVEL SECURITY;'],
  'privileges of all sorts': ['CREATE ROLE reader; CREATE ROLE writer; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS \'SELECT 1\'; REVOKE ALL ON FUNCTION f() FROM PUBLIC; GRANT SELECT (mail), UPDATE ON people TO reader; GRANT INSERT ON people TO writer WITH GRANT OPTION;', 'DROP FUNCTION f(); REVOKE ALL ON people FROM writer; REVOKE SELECT (mail) ON people FROM reader; GRANT SELECT ON people TO reader; ALTER TABLE people OWNER TO reader;'],
  'a role and a schema': ["CREATE ROLE app LOGIN CONNECTION LIMIT 3; CREATE SCHEMA \"My Schema\" AUTHORIZATION app; CREATE TABLE \"My Schema\".\"Order\" (\"Id\" serial PRIMARY KEY, \"user\" text);", 'DROP TABLE "My Schema"."Order"; DROP SCHEMA "My Schema"; DROP ROLE app;'],
  'domains, ranges and composites': ["CREATE DOMAIN d AS text DEFAULT 'x' NOT NULL CONSTRAINT long CHECK (length(VALUE) > 3); CREATE TYPE r AS RANGE (SUBTYPE = timestamptz); CREATE TYPE c AS (x int, y text); CREATE TABLE uses (a d, b r, c c);", 'DROP TABLE uses; DROP DOMAIN d; DROP TYPE r; DROP TYPE c;'],
  'changes to domains and composites': ["CREATE DOMAIN d AS text CONSTRAINT long CHECK (length(VALUE) > 3); CREATE TYPE c AS (x int, y text);", "ALTER DOMAIN d DROP CONSTRAINT long; ALTER DOMAIN d SET DEFAULT 'abcd'; ALTER TYPE c DROP ATTRIBUTE x; ALTER TYPE c ADD ATTRIBUTE z int; ALTER TYPE c ALTER ATTRIBUTE y SET DATA TYPE varchar(3);"],
  'storage and options': ['ALTER TABLE people ALTER COLUMN mail SET STORAGE EXTERNAL, ALTER COLUMN mail SET STATISTICS 100, SET (fillfactor=70); CREATE INDEX mails ON people (mail) WITH (fillfactor=50);', 'ALTER TABLE people ALTER COLUMN mail SET STORAGE DEFAULT, ALTER COLUMN mail SET STATISTICS -1, RESET (fillfactor); ALTER TABLE people SET (autovacuum_enabled=false); DROP INDEX mails;'],
  'identity and generated columns': ['CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED);', 'ALTER TABLE t ALTER COLUMN id DROP IDENTITY, ALTER COLUMN twice DROP EXPRESSION; ALTER TABLE t ADD COLUMN other bigint GENERATED ALWAYS AS IDENTITY;'],
  'tables without log, and replicas': ['CREATE UNLOGGED TABLE u (id int PRIMARY KEY); ALTER TABLE people REPLICA IDENTITY FULL;', 'ALTER TABLE u SET LOGGED; ALTER TABLE people REPLICA IDENTITY DEFAULT;'],
  'rules that do not fire': ['CREATE RULE r AS ON DELETE TO people DO INSTEAD NOTHING; CREATE RULE s AS ON UPDATE TO people DO INSTEAD NOTHING; ALTER TABLE people DISABLE RULE r;', 'DROP RULE r ON people; ALTER TABLE people DISABLE RULE s;'],
  'rules and statistics': ['CREATE RULE r AS ON DELETE TO people DO INSTEAD NOTHING; CREATE STATISTICS st (dependencies) ON id, mail FROM people;', 'DROP RULE r ON people; DROP STATISTICS st;'],
  'an extension': ['CREATE EXTENSION citext; ALTER TABLE people ADD COLUMN nick citext;', 'ALTER TABLE people DROP COLUMN nick; DROP EXTENSION citext; CREATE EXTENSION hstore; ALTER TABLE people ADD COLUMN more hstore;'],
  'keys that were not validated': ['CREATE TABLE owners (id int PRIMARY KEY); ALTER TABLE people ADD COLUMN owner int; ALTER TABLE people ADD CONSTRAINT o FOREIGN KEY (owner) REFERENCES owners NOT VALID; ALTER TABLE people ADD CONSTRAINT c CHECK (id > 0) NOT VALID;', 'ALTER TABLE people VALIDATE CONSTRAINT o; ALTER TABLE people VALIDATE CONSTRAINT c;'],
  'a table in the place of a view': ['CREATE VIEW shown AS SELECT id FROM people;', 'DROP VIEW shown; CREATE TABLE shown (id int PRIMARY KEY);'],
  'a view in the place of a table': ['CREATE TABLE shown (id bigserial PRIMARY KEY);', 'ALTER TABLE shown RENAME TO hidden; CREATE VIEW shown AS SELECT id FROM hidden;'],
  'an event trigger': ['CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$; CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION on_ddl();', 'DROP EVENT TRIGGER e; DROP FUNCTION on_ddl();'],
};

describe('what the catalog says restores the schema when the up', () => {
  for (const [title, up] of Object.entries(ups))
    test(title, async () => {
      const { sql, left, failed, state } = await restored(shop, up);
      // What an enum has gained it keeps, and the comment says so.
      if (sql.includes('-- irreversible: value')) assert.deepEqual([failed, left.map(({ kind }) => kind)], [[], ['type']], sql);
      else assert.deepEqual([failed, left, state], [[], [], 'yes'], sql);
    });
});

describe('what the catalog says restores', () => {
  const people = 'CREATE TABLE people (id int PRIMARY KEY, mail text NOT NULL UNIQUE, mood text);';
  for (const [title, [earlier, up]] of Object.entries(others))
    test(title, async () => {
      const { sql, left, failed, state } = await restored(`${people} ${earlier}`, up);
      assert.deepEqual([failed, left, state], [[], [], 'yes'], sql);
    });
});
