/** Small scripts of which every statement must get the same answer from the text as from PostgreSQL, on a first run and on a second. */
export const scripts: Readonly<Record<string, string>> = {
  'a table with every kind of automatic name': `
    CREATE TABLE parents (id bigserial PRIMARY KEY, code text UNIQUE, a int, b int, UNIQUE (a, b));
    CREATE TABLE children (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      parent_id bigint REFERENCES parents ON DELETE CASCADE,
      a int CHECK (a > 0), b int, c int CHECK (c > a),
      CHECK (b > 0), CHECK (b < 100), CHECK (1 = 1),
      FOREIGN KEY (a, b) REFERENCES parents (a, b),
      EXCLUDE USING btree (c WITH =),
      UNIQUE (c)
    );
    CREATE INDEX ON children (a);
    CREATE INDEX ON children (a);
    CREATE INDEX ON children (a, b DESC);
    CREATE INDEX ON children (lower(a::text), (a + b), (b::text), coalesce(a, b)) INCLUDE (c);
    CREATE INDEX ON children ((a + 1), (a + 2));
    CREATE INDEX ON children (a, a);
    ALTER TABLE children ADD FOREIGN KEY (parent_id) REFERENCES parents (id);
    ALTER TABLE children ADD CHECK (a > 1);
    ALTER TABLE children ADD UNIQUE (parent_id);`,
  'names longer than 63 bytes': `
    CREATE TABLE a_table_with_a_name_that_is_very_long_indeed_so_that_nothing_fits (
      id serial PRIMARY KEY,
      a_column_with_a_name_that_is_quite_as_long_as_its_tables_name int UNIQUE CHECK (a_column_with_a_name_that_is_quite_as_long_as_its_tables_name > 0)
    );
    CREATE INDEX ON a_table_with_a_name_that_is_very_long_indeed_so_that_nothing_fits (a_column_with_a_name_that_is_quite_as_long_as_its_tables_name);
    CREATE INDEX a_name_that_is_longer_than_sixty_three_bytes_and_so_is_cut_to_them_by_postgresql ON at_the_start (id);
    CREATE TABLE "größe_größe_größe_größe_größe_größe_größe_größe" ("größe_größe_größe_größe" int UNIQUE);`,
  'a name that is taken gets a number': `
    CREATE TABLE t (id int CONSTRAINT t_a_check CHECK (id > 0), a int CHECK (a > 0));
    CREATE TABLE other (x int CONSTRAINT u_pkey CHECK (x > 0));
    CREATE TABLE u (id int PRIMARY KEY);
    CREATE SEQUENCE s_id_seq;
    CREATE TABLE s (id serial);
    CREATE INDEX t_id_idx ON at_the_start (id);
    CREATE INDEX ON t (id);`,
  'clauses of one ALTER TABLE run in passes': `
    CREATE TABLE t (id int, a int, b int);
    ALTER TABLE t ADD CONSTRAINT t_new_check CHECK (new > 0), ADD UNIQUE (new), ADD COLUMN new int;
    ALTER TABLE t ADD COLUMN a text, DROP COLUMN a;
    ALTER TABLE t ADD CONSTRAINT t_new_check CHECK (new > 1), DROP CONSTRAINT t_new_check;
    ALTER TABLE t ALTER COLUMN late SET DEFAULT 1, ALTER COLUMN late SET NOT NULL, ADD COLUMN late int;
    ALTER TABLE t ALTER COLUMN typed TYPE text, ADD COLUMN typed int;
    ALTER TABLE t ALTER COLUMN undone DROP DEFAULT, ADD COLUMN undone int;
    ALTER TABLE t ADD COLUMN gone int, DROP COLUMN gone;
    ALTER TABLE t ADD CONSTRAINT t_parent_fk FOREIGN KEY (parent) REFERENCES t (key), ADD CONSTRAINT t_key UNIQUE (key), ADD COLUMN key int, ADD COLUMN parent int;
    ALTER TABLE t ADD COLUMN c int, ADD CONSTRAINT t_b_check CHECK (b > 0), ADD CONSTRAINT t_c_check CHECK (c > nowhere);`,
  'drops of what something depends on': `
    CREATE TABLE a (id int PRIMARY KEY, code text, n int, CONSTRAINT a_code_key UNIQUE (code));
    CREATE UNIQUE INDEX a_n ON a (n);
    CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a, code text REFERENCES a (code), n int REFERENCES a (n), self int REFERENCES b);
    CREATE VIEW v AS SELECT id FROM b;
    CREATE VIEW w AS SELECT id FROM v;
    CREATE MATERIALIZED VIEW m AS SELECT id FROM a;
    DROP TABLE a;
    DROP TABLE IF EXISTS a;
    DROP TABLE b;
    DROP VIEW v;
    DROP INDEX a_code_key;
    DROP INDEX a_n;
    DROP INDEX a_code_key CASCADE;
    ALTER TABLE a DROP CONSTRAINT a_pkey;
    ALTER TABLE a DROP CONSTRAINT IF EXISTS a_code_key;
    ALTER TABLE a DROP COLUMN code;
    DROP MATERIALIZED VIEW m;
    DROP VIEW v, w;
    DROP TABLE a, b;
    CREATE TABLE "Big" (id int PRIMARY KEY);
    CREATE TABLE small (id int REFERENCES "Big");
    DROP TABLE "Big";
    ALTER TABLE small DROP CONSTRAINT small_id_fkey;
    DROP TABLE "Big";
    DROP TABLE small;
    CREATE TYPE mood AS ENUM ('ok');
    CREATE TYPE unused AS ENUM ('ok');
    CREATE DOMAIN name_of AS text;
    CREATE TABLE t (id int, m mood, n name_of);
    DROP TYPE mood;
    DROP DOMAIN name_of;
    DROP TYPE unused;
    ALTER TABLE t DROP COLUMN m;
    DROP TYPE mood;
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
    CREATE TRIGGER t_f BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
    DROP FUNCTION f();
    DROP FUNCTION IF EXISTS f;
    DROP TRIGGER t_f ON t;
    DROP FUNCTION f();
    CREATE SCHEMA app;
    CREATE TABLE app.p (id int PRIMARY KEY);
    CREATE TABLE app.c (id int REFERENCES app.p);
    DROP TABLE app.p;
    DROP SCHEMA app;
    DROP TABLE app.c, app.p;
    DROP SCHEMA app;
    CREATE TABLE parent (id int);
    CREATE TABLE child (n int) INHERITS (parent);
    DROP TABLE parent;
    DROP TABLE child;
    DROP TABLE parent;
    CREATE TABLE whole (id int) PARTITION BY LIST (id);
    CREATE TABLE part PARTITION OF whole FOR VALUES IN (1);
    DROP TABLE whole;
    DROP TABLE t;
    DROP DOMAIN name_of;`,
  'tables twice': `
    CREATE TABLE t (id int);
    CREATE TABLE IF NOT EXISTS t (id int, more text);
    CREATE TABLE t (id int);
    CREATE VIEW t AS SELECT 1;
    CREATE SEQUENCE t;
    CREATE INDEX t ON t (id);
    CREATE TABLE gone (id int);
    DROP TABLE gone;
    DROP TABLE IF EXISTS gone;
    DROP TABLE gone;`,
  'columns': `
    CREATE TABLE other (id int, a int, x int, x text);
    CREATE TABLE t (id int, a int);
    ALTER TABLE t ADD COLUMN b text, ADD COLUMN c text DEFAULT 'x';
    ALTER TABLE t ADD COLUMN IF NOT EXISTS b text;
    ALTER TABLE t ADD b text, ADD d text;
    ALTER TABLE t DROP COLUMN nowhere;
    ALTER TABLE t DROP COLUMN IF EXISTS nowhere;
    ALTER TABLE t ALTER COLUMN nowhere SET NOT NULL;
    ALTER TABLE t ALTER nowhere TYPE text;
    ALTER TABLE t ALTER nowhere SET DEFAULT 1;
    ALTER TABLE t RENAME COLUMN a TO z;
    ALTER TABLE t RENAME nowhere TO y;
    ALTER TABLE t RENAME id TO b;
    COMMENT ON COLUMN t.z IS 'z';
    COMMENT ON COLUMN t.a IS 'a';
    ALTER TABLE nowhere ADD COLUMN a int;
    ALTER TABLE IF EXISTS nowhere ADD COLUMN a int;
    ALTER TABLE nowhere DROP COLUMN IF EXISTS a;
    ALTER TABLE t DROP COLUMN c;`,
  'what a dropped column takes along': `
    CREATE TABLE p (id int PRIMARY KEY);
    CREATE TABLE t (id serial, a int REFERENCES p, b int, c int, UNIQUE (a, b), CHECK (b > c));
    CREATE INDEX t_expression ON t (lower(c::text));
    CREATE INDEX t_partial ON t (a) WHERE b > 0;
    CREATE INDEX t_include ON t (a) INCLUDE (c);
    CREATE INDEX t_plain ON t (a);
    ALTER TABLE t DROP COLUMN b;
    ALTER TABLE t DROP COLUMN c;
    ALTER TABLE t DROP COLUMN id;
    DROP INDEX t_partial;
    DROP INDEX t_plain;`,
  'an expression index follows a renamed column': `
    CREATE TABLE t (a text, b text);
    CREATE INDEX i ON t (lower(a));
    ALTER TABLE t RENAME COLUMN a TO c;
    ALTER TABLE t DROP COLUMN c;
    CREATE INDEX i ON t (b);`,
  'constraints': `
    CREATE TABLE p (id int PRIMARY KEY, code text);
    CREATE TABLE t (id int, p_id int);
    ALTER TABLE t ADD CONSTRAINT positive CHECK (id > 0);
    ALTER TABLE t ADD CONSTRAINT positive CHECK (id > 1);
    ALTER TABLE t ADD PRIMARY KEY (id);
    ALTER TABLE t ADD PRIMARY KEY (id);
    ALTER TABLE t ADD CONSTRAINT u UNIQUE (p_id);
    ALTER TABLE p ADD CONSTRAINT u UNIQUE (code);
    ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (p_id) REFERENCES p (id);
    ALTER TABLE t ADD CONSTRAINT g FOREIGN KEY (nowhere) REFERENCES p (id);
    ALTER TABLE t ADD CONSTRAINT g FOREIGN KEY (p_id) REFERENCES p (nowhere);
    ALTER TABLE t ADD CONSTRAINT g FOREIGN KEY (p_id) REFERENCES nowhere (id);
    ALTER TABLE t ADD CONSTRAINT g UNIQUE (nowhere);
    ALTER TABLE p ADD CONSTRAINT g PRIMARY KEY (nowhere);
    ALTER TABLE t ADD CONSTRAINT nn NOT NULL p_id;
    ALTER TABLE t DROP CONSTRAINT nn;
    ALTER TABLE t ADD CONSTRAINT g CHECK (nowhere > 0);
    ALTER TABLE t VALIDATE CONSTRAINT f;
    ALTER TABLE t VALIDATE CONSTRAINT nowhere;
    ALTER TABLE t RENAME CONSTRAINT u TO v;
    ALTER TABLE t RENAME CONSTRAINT nowhere TO w;
    ALTER TABLE t RENAME CONSTRAINT f TO v;
    ALTER TABLE t DROP CONSTRAINT nowhere;
    ALTER TABLE t DROP CONSTRAINT IF EXISTS nowhere;
    ALTER TABLE t DROP CONSTRAINT t_pkey;
    COMMENT ON CONSTRAINT nowhere ON t IS 'x';`,
  'a primary key from an index': `
    CREATE TABLE t (id int NOT NULL);
    CREATE UNIQUE INDEX i ON t (id);
    ALTER TABLE t ADD CONSTRAINT the_key PRIMARY KEY USING INDEX i;
    ALTER TABLE t ADD CONSTRAINT another UNIQUE USING INDEX nowhere;`,
  'renamed tables keep their parts': `
    CREATE TABLE a (id serial PRIMARY KEY, n int CHECK (n > 0));
    CREATE TABLE b (a_id int REFERENCES a);
    CREATE INDEX a_n ON a (n);
    ALTER TABLE a RENAME TO c;
    ALTER TABLE c RENAME TO b;
    ALTER TABLE b ADD CONSTRAINT again FOREIGN KEY (a_id) REFERENCES a (id);
    ALTER TABLE c DROP COLUMN n;
    ALTER INDEX c_pkey RENAME TO x;
    ALTER INDEX a_pkey RENAME TO c_pkey;
    ALTER TABLE c DROP CONSTRAINT c_pkey CASCADE;
    DROP TABLE a;
    DROP TABLE c;`,
  'what a dropped table takes along': `
    CREATE TABLE p (id serial PRIMARY KEY);
    CREATE TABLE t (id int PRIMARY KEY, p_id int CONSTRAINT t_p REFERENCES p);
    CREATE VIEW v AS SELECT id FROM p;
    CREATE VIEW w AS SELECT id FROM v;
    DROP TABLE p CASCADE;
    ALTER TABLE t DROP CONSTRAINT t_p;
    DROP VIEW v;
    DROP VIEW w;
    DROP SEQUENCE p_id_seq;
    CREATE INDEX p_pkey ON t (p_id);`,
  'indexes': `
    CREATE TABLE t (id int, name text);
    CREATE INDEX i ON t (id);
    CREATE INDEX IF NOT EXISTS i ON t (name);
    CREATE INDEX i ON t (name);
    CREATE INDEX j ON t (nowhere);
    CREATE INDEX j ON t (name) WHERE nowhere > 0;
    CREATE INDEX j ON t (name) INCLUDE (id);
    CREATE INDEX k ON nowhere (id);
    ALTER INDEX i RENAME TO j;
    ALTER INDEX nowhere RENAME TO j;
    ALTER INDEX IF EXISTS nowhere RENAME TO j;
    CREATE INDEX l ON t (lower(nowhere));
    CREATE INDEX IF NOT EXISTS j ON t (nowhere);
    DROP INDEX i;
    DROP INDEX i;
    DROP INDEX IF EXISTS i;
    DROP INDEX t;
    DROP TABLE j;
    CLUSTER t USING j;
    REINDEX INDEX nowhere;`,
  'enums': `
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TYPE mood AS ENUM ('other');
    ALTER TYPE mood ADD VALUE 'happy';
    ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy';
    ALTER TYPE mood ADD VALUE 'ok';
    ALTER TYPE mood ADD VALUE 'new' BEFORE 'nowhere';
    ALTER TYPE mood ADD VALUE 'better' AFTER 'ok';
    ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
    ALTER TYPE mood RENAME VALUE 'nowhere' TO 'x';
    CREATE TABLE other (m mood, n nowhere);
    CREATE TABLE t (m mood DEFAULT 'ok', list mood[]);
    ALTER TABLE t ADD COLUMN x moody;
    ALTER TABLE t ALTER COLUMN m TYPE nowhere;
    CREATE TABLE mood (id int);
    DROP TYPE nowhere;
    DROP TYPE IF EXISTS nowhere;
    DROP TYPE mood CASCADE;
    ALTER TABLE t ALTER COLUMN m DROP DEFAULT;`,
  'other types': `
    CREATE TYPE pair AS (a int, b int);
    CREATE TYPE pair AS (c int);
    CREATE TABLE pair (id int);
    CREATE DOMAIN positive AS int CHECK (VALUE > 0);
    CREATE DOMAIN positive AS int;
    CREATE TYPE span AS RANGE (subtype = float8);
    CREATE TYPE at_the_start AS ENUM ('x');
    CREATE TABLE t (p pair, q positive, r at_the_start, s span);
    CREATE TYPE shell;
    ALTER TYPE pair RENAME TO couple;
    ALTER TYPE positive RENAME TO span;
    ALTER TYPE positive RENAME TO t;
    DROP DOMAIN nowhere;
    COMMENT ON TYPE couple IS 'x';
    COMMENT ON TYPE pair IS 'x';
    ALTER DOMAIN nowhere ADD CHECK (VALUE > 1);`,
  'attributes of a composite type': `
    CREATE TYPE pair AS (a int, b int);
    ALTER TYPE pair ADD ATTRIBUTE c int;
    ALTER TYPE pair ADD ATTRIBUTE c int;
    ALTER TYPE pair DROP ATTRIBUTE nowhere;
    ALTER TYPE pair DROP ATTRIBUTE IF EXISTS nowhere;
    ALTER TYPE pair RENAME ATTRIBUTE a TO z;
    ALTER TYPE pair RENAME ATTRIBUTE nowhere TO y;
    ALTER TYPE pair RENAME ATTRIBUTE b TO c;
    ALTER TYPE pair DROP ATTRIBUTE b;`,
  'two keys on the same columns are one': `
    CREATE TABLE t (id int UNIQUE PRIMARY KEY, a int CONSTRAINT the_key UNIQUE, UNIQUE (a), b int UNIQUE, UNIQUE (b) DEFERRABLE);
    CREATE TABLE u (id int CONSTRAINT its_key UNIQUE, PRIMARY KEY (id));`,
  'views': `
    CREATE TABLE t (id int, a int);
    CREATE VIEW v AS SELECT id, a FROM t;
    CREATE VIEW v AS SELECT id FROM t;
    CREATE OR REPLACE VIEW v AS SELECT id, a, 1 AS one FROM t;
    CREATE OR REPLACE VIEW v AS SELECT id FROM t;
    CREATE OR REPLACE VIEW t AS SELECT 1 AS x;
    CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
    CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT a FROM t;
    CREATE UNIQUE INDEX ON m (id);
    REFRESH MATERIALIZED VIEW m;
    REFRESH MATERIALIZED VIEW nowhere;
    CREATE VIEW w AS SELECT nowhere FROM t;
    CREATE VIEW w AS SELECT t.nowhere FROM t;
    CREATE VIEW w AS SELECT * FROM nowhere;
    DROP VIEW t;
    DROP TABLE v;
    DROP MATERIALIZED VIEW m;
    DROP VIEW m;
    ALTER VIEW v RENAME TO w;
    DROP VIEW w;`,
  'routines': `
    CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION f(a integer) RETURNS int LANGUAGE sql AS 'SELECT 2';
    CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 3';
    CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 4';
    CREATE OR REPLACE FUNCTION f(a int) RETURNS text LANGUAGE sql AS 'SELECT 5::text';
    CREATE OR REPLACE PROCEDURE f(a int) LANGUAGE sql AS 'SELECT 6';
    CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
    DROP FUNCTION f(bool);
    DROP FUNCTION nowhere;
    DROP FUNCTION nowhere(int, text);
    DROP FUNCTION IF EXISTS nowhere();
    DROP PROCEDURE nowhere();
    COMMENT ON FUNCTION f(text) IS 'x';
    COMMENT ON FUNCTION f(varchar) IS 'x';
    ALTER FUNCTION f(text) RENAME TO g;
    DROP FUNCTION g(text);
    DROP FUNCTION f(int);
    DROP FUNCTION f;`,
  'triggers, policies and rules': `
    CREATE TABLE t (id int, a int);
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE OR REPLACE TRIGGER tr BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE TRIGGER other BEFORE UPDATE OF nowhere ON t FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE TRIGGER other BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION nowhere();
    CREATE TRIGGER other BEFORE UPDATE ON nowhere FOR EACH ROW EXECUTE FUNCTION touch();
    ALTER TRIGGER tr ON t RENAME TO tr2;
    ALTER TABLE t DISABLE TRIGGER tr;
    CREATE POLICY po ON t USING (true);
    CREATE POLICY po ON t USING (false);
    CREATE POLICY po ON nowhere USING (false);
    ALTER POLICY nowhere ON t USING (true);
    CREATE RULE ru AS ON INSERT TO t DO ALSO NOTHING;
    CREATE RULE ru AS ON INSERT TO t DO ALSO NOTHING;
    CREATE OR REPLACE RULE ru AS ON INSERT TO t DO ALSO NOTHING;
    DROP TRIGGER tr ON t;
    DROP TRIGGER IF EXISTS tr ON t;
    DROP TRIGGER IF EXISTS tr ON nowhere;
    DROP TRIGGER tr ON nowhere;
    DROP POLICY nowhere ON t;
    DROP POLICY IF EXISTS nowhere ON nowhere;
    DROP RULE nowhere ON t;
    DROP TRIGGER tr2 ON t;
    DROP POLICY po ON t;`,
  'a dropped function takes its triggers along': `
    CREATE TABLE t (id int);
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
    ALTER FUNCTION touch() RENAME TO touched;
    DROP FUNCTION touched() CASCADE;
    DROP TRIGGER tr ON t;`,
  'roles and rights': `
    CREATE ROLE reader;
    CREATE ROLE reader;
    CREATE TABLE t (id int);
    CREATE SEQUENCE s;
    GRANT SELECT ON t TO reader;
    GRANT SELECT ON t TO nobody;
    GRANT SELECT ON nowhere TO reader;
    GRANT SELECT ON t TO PUBLIC, CURRENT_USER;
    GRANT USAGE ON SEQUENCE nowhere TO reader;
    GRANT USAGE ON SCHEMA public TO reader;
    GRANT reader TO nobody;
    REVOKE ALL ON t FROM nobody;
    ALTER TABLE t OWNER TO nobody;
    ALTER TABLE t OWNER TO postgres;
    ALTER ROLE nobody LOGIN;
    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO nobody;
    GRANT pg_read_all_data TO reader;
    CREATE POLICY p ON t TO nobody;
    REVOKE SELECT ON t FROM reader;
    DROP ROLE nobody;
    DROP ROLE IF EXISTS nobody;
    CREATE ROLE writer;
    ALTER ROLE writer RENAME TO author;
    DROP ROLE author;`,
  'schemas and the search path': `
    CREATE SCHEMA app;
    CREATE SCHEMA app;
    CREATE SCHEMA IF NOT EXISTS app;
    CREATE TABLE app.t (id serial PRIMARY KEY);
    CREATE INDEX i ON app.t (id);
    CREATE INDEX i ON at_the_start (id);
    ALTER TABLE t ADD COLUMN a int;
    SET search_path = app, public;
    ALTER TABLE t ADD COLUMN a int;
    CREATE TABLE u (id int REFERENCES t);
    CREATE TABLE at_the_start (id int);
    SET search_path = public;
    ALTER TABLE u ADD COLUMN a int;
    ALTER TABLE app.u SET SCHEMA public;
    ALTER TABLE app.at_the_start SET SCHEMA public;
    DROP TABLE app.nowhere;
    ALTER TABLE app.nowhere ADD a int;
    DROP SCHEMA app CASCADE;
    CREATE TABLE app.v (id int);
    DROP TABLE u;`,
  'a renamed schema': `
    CREATE SCHEMA a;
    CREATE TABLE a.t (id int PRIMARY KEY);
    CREATE TABLE u (t_id int REFERENCES a.t);
    CREATE TYPE a.e AS ENUM ('x');
    CREATE FUNCTION a.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
    ALTER SCHEMA a RENAME TO b;
    ALTER TABLE b.t ADD COLUMN n b.e;
    DROP FUNCTION b.f();
    ALTER SCHEMA b RENAME TO public;`,
  'extensions bring names along': `
    CREATE EXTENSION citext;
    CREATE EXTENSION citext;
    CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
    CREATE TABLE t (id uuid DEFAULT uuid_generate_v4(), name citext UNIQUE);
    COMMENT ON FUNCTION uuid_generate_v4() IS 'x';
    COMMENT ON EXTENSION nowhere IS 'x';
    DROP EXTENSION IF EXISTS nowhere;
    DROP EXTENSION nowhere;`,
  'like, inherits, as': `
    CREATE TABLE t (id serial PRIMARY KEY, a int DEFAULT 1 CHECK (a > 0), b int UNIQUE);
    CREATE INDEX t_a ON t (a);
    CREATE TABLE plain (LIKE t);
    CREATE TABLE everything (LIKE t INCLUDING ALL, more text);
    CREATE TABLE child (c int) INHERITS (t);
    CREATE TABLE made AS SELECT id, a AS renamed FROM t;
    CREATE TABLE again AS SELECT 1 AS one;
    CREATE TABLE again AS SELECT 1 AS one;
    CREATE TABLE nothing (LIKE nowhere);
    CREATE TABLE nothing (x int) INHERITS (nowhere);
    ALTER TABLE plain ADD COLUMN b int;
    ALTER TABLE made ADD COLUMN renamed int;
    ALTER TABLE everything DROP CONSTRAINT t_a_check;
    ALTER TABLE t ADD COLUMN late int;
    ALTER TABLE child DROP COLUMN IF EXISTS nowhere;
    ALTER TABLE child ADD COLUMN c int;`,
  'partitions': `
    CREATE TABLE t (id int, k int, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
    CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
    CREATE INDEX ON t (id);
    CREATE TABLE t2 (id int NOT NULL, k int NOT NULL);
    ALTER TABLE t ATTACH PARTITION t2 FOR VALUES IN (2);
    ALTER TABLE t ATTACH PARTITION t1 FOR VALUES IN (3);
    ALTER TABLE t ATTACH PARTITION nowhere FOR VALUES IN (3);
    ALTER TABLE t ADD COLUMN a int;
    ALTER TABLE t1 DROP COLUMN IF EXISTS nowhere;
    CREATE TABLE t3 PARTITION OF nowhere FOR VALUES IN (3);
    ALTER TABLE t DETACH PARTITION t2;
    ALTER TABLE t DETACH PARTITION t2;
    DROP TABLE t;
    DROP TABLE t1;
    DROP TABLE t2;`,
  'sequences and identity': `
    CREATE SEQUENCE s;
    CREATE SEQUENCE s;
    CREATE SEQUENCE IF NOT EXISTS s;
    CREATE TABLE t (id int NOT NULL, a int NOT NULL);
    ALTER TABLE t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
    ALTER TABLE t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
    ALTER TABLE t ALTER COLUMN a DROP IDENTITY;
    ALTER TABLE t ALTER COLUMN a DROP IDENTITY IF EXISTS;
    CREATE SEQUENCE owned OWNED BY t.a;
    ALTER SEQUENCE nowhere RESTART;
    ALTER TABLE t DROP COLUMN a;
    DROP SEQUENCE owned;
    ALTER TABLE t ALTER COLUMN id DROP IDENTITY;
    DROP SEQUENCE s;
    DROP SEQUENCE nowhere;`,
  'data': `
    CREATE TABLE t (id int PRIMARY KEY, a text, b text);
    CREATE TABLE u (id int, t_id int);
    INSERT INTO t (id, nowhere) VALUES (1, 'x');
    INSERT INTO nowhere VALUES (1);
    UPDATE t SET nowhere = 1;
    UPDATE t SET a = nowhere;
    UPDATE t AS x SET a = x.b;
    UPDATE t AS x SET a = x.nowhere;
    UPDATE nowhere SET a = 1;
    DELETE FROM t WHERE nowhere = 1;
    DELETE FROM nowhere;
    SELECT a FROM t WHERE id IN (SELECT t_id FROM u WHERE a = 'x');
    SELECT a FROM t WHERE id IN (SELECT nowhere FROM u);
    SELECT x.a FROM (SELECT a FROM t) x;
    SELECT t FROM t;
    SELECT count(*), ctid FROM t GROUP BY ctid;
    WITH c AS (SELECT id AS n FROM t) SELECT n FROM c;
    UPDATE t SET a = u.t_id::text FROM u WHERE u.id = t.id;
    INSERT INTO t (id, a) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET a = excluded.a;
    TRUNCATE nowhere;
    LOCK TABLE nowhere;`,
  'rows with a key of their own': `
    CREATE TABLE t (id int PRIMARY KEY, name text UNIQUE, n int);
    INSERT INTO t (id, name) VALUES (1, 'a'), (2, 'b');
    INSERT INTO t (id, name) VALUES (3, NULL), (4, NULL);
    INSERT INTO t (id) VALUES (2);
    INSERT INTO t (id, name) VALUES (5, 'a');
    INSERT INTO t VALUES (1, 'c', 1);
    INSERT INTO t (id) VALUES (2) ON CONFLICT DO NOTHING;
    INSERT INTO t (id, name) VALUES (6, 'it''s');`,
  'rows without one': `
    CREATE TABLE t (id serial PRIMARY KEY, name text);
    INSERT INTO t (name) VALUES ('a');
    INSERT INTO t (name) VALUES ('a');`,
  'rows that are deleted first': `
    CREATE TABLE t (id int PRIMARY KEY);
    DELETE FROM t;
    INSERT INTO t (id) VALUES (1);
    DELETE FROM t WHERE id = 1;
    INSERT INTO t (id) VALUES (1);
    TRUNCATE t;
    INSERT INTO t (id) VALUES (1);`,
  'statements that guard themselves': `
    DO $$ BEGIN CREATE TYPE mood AS ENUM ('ok'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
    DO $$ BEGIN
      IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'reader') THEN CREATE ROLE reader; END IF;
    END $$;
    CREATE TABLE IF NOT EXISTS t (id int, m mood);
    DO $$ BEGIN
      IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'positive') THEN
        ALTER TABLE t ADD CONSTRAINT positive CHECK (id > 0);
      END IF;
    END $$;
    DROP INDEX IF EXISTS i;
    CREATE INDEX i ON t (id);
    ALTER TABLE t DROP CONSTRAINT IF EXISTS u, ADD CONSTRAINT u UNIQUE (id);
    DROP TRIGGER IF EXISTS tr ON t;
    GRANT SELECT ON t TO reader;`,
  'a file that drops what it made': `
    CREATE TABLE work (id int PRIMARY KEY);
    INSERT INTO work VALUES (1);
    ALTER TABLE work RENAME TO done;
    DROP TABLE done;`,
  'temporary tables': `
    CREATE TEMP TABLE work (id int);
    INSERT INTO work VALUES (1);
    DROP TABLE work;`,
  'several clauses, each with its own answer': `
    CREATE TABLE t (id int, a int);
    ALTER TABLE t ADD COLUMN a int, ADD COLUMN b int, DROP COLUMN nowhere;
    ALTER TABLE t ADD COLUMN b int;`,
  'comments on what is not there': `
    COMMENT ON TABLE nowhere IS 'x';
    COMMENT ON VIEW nowhere IS 'x';
    COMMENT ON INDEX nowhere IS 'x';
    COMMENT ON COLUMN nowhere.a IS 'x';
    COMMENT ON SEQUENCE nowhere IS 'x';
    COMMENT ON ROLE nowhere IS 'x';
    COMMENT ON TRIGGER x ON at_the_start IS 'x';
    COMMENT ON POLICY x ON at_the_start IS 'x';`,
  'other objects': `
    CREATE PUBLICATION p;
    CREATE PUBLICATION p;
    CREATE TABLE t (a int, b int);
    CREATE STATISTICS st ON a, b FROM t;
    CREATE STATISTICS st ON a, b FROM t;
    CREATE STATISTICS IF NOT EXISTS st ON a, b FROM t;
    CREATE COLLATION c (locale = 'C');
    CREATE COLLATION c (locale = 'C');
    CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int);
    CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int);
    DROP AGGREGATE total(int);
    DROP COLLATION c;
    DROP COLLATION c;
    DROP STATISTICS st;
    DROP STATISTICS nowhere;
    DROP PUBLICATION p;
    DROP EVENT TRIGGER nowhere;
    DROP SERVER nowhere;`,
};
