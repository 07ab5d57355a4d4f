/** A schema with some of everything. */
export const shop = `
CREATE TYPE state AS ENUM ('new', 'paid');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE customers (id bigserial PRIMARY KEY, mail email NOT NULL UNIQUE, "Full Name" varchar(80) DEFAULT 'x' NOT NULL);
CREATE TABLE orders (
  id int GENERATED ALWAYS AS IDENTITY (START WITH 100),
  customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  state state NOT NULL DEFAULT 'new',
  total numeric(10, 2) CHECK (total >= 0),
  tax numeric GENERATED ALWAYS AS (total * 0.2) STORED,
  placed timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (id),
  CONSTRAINT cheap CHECK (total < 1000 OR state = 'paid')
);
CREATE INDEX orders_open ON orders (customer_id, placed DESC) INCLUDE (total) WHERE state = 'new';
CREATE UNIQUE INDEX ON customers (lower("Full Name"));
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.placed := now(); RETURN NEW; END $$;
CREATE TRIGGER orders_touch BEFORE UPDATE OF state ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW open_orders AS SELECT o.*, c.mail FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.state = 'new';
CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY 1;
CREATE UNIQUE INDEX totals_customer ON totals (customer_id);
CREATE POLICY own ON customers FOR SELECT USING (id > 0);
COMMENT ON TABLE orders IS 'What was bought';
COMMENT ON COLUMN orders.total IS 'In euros';
ALTER TABLE customers RENAME COLUMN mail TO address;
`;

/** What a migration may do to it. */
export const ups: Readonly<Record<string, string>> = {
  'drops all of it': 'DROP VIEW open_orders; DROP MATERIALIZED VIEW totals; DROP TABLE orders; DROP TABLE customers; DROP FUNCTION touch(); DROP TYPE state; DROP DOMAIN email;',
  'drops a table with what hangs on it': 'DROP TABLE orders CASCADE;',
  'drops columns': 'DROP VIEW open_orders; ALTER TABLE orders DROP COLUMN placed; ALTER TABLE customers DROP COLUMN "Full Name", DROP COLUMN address;',
  'drops a column that others are made from': 'DROP VIEW open_orders; DROP MATERIALIZED VIEW totals; ALTER TABLE orders DROP COLUMN tax; ALTER TABLE orders DROP COLUMN total;',
  'drops a key with what refers to it': 'ALTER TABLE customers DROP CONSTRAINT customers_pkey CASCADE;',
  'drops trigger, policy and function': 'DROP TRIGGER orders_touch ON orders; DROP POLICY own ON customers; DROP FUNCTION touch;',
  'renames': 'ALTER TABLE orders RENAME TO purchases; ALTER TABLE purchases RENAME COLUMN total TO amount; ALTER INDEX orders_open RENAME TO purchases_open; ALTER TABLE purchases RENAME CONSTRAINT cheap TO cheap_enough; ALTER TYPE state RENAME TO status; ALTER TYPE status RENAME VALUE \'new\' TO \'open\';',
  'renames, then drops': 'ALTER TABLE orders RENAME TO purchases; ALTER TABLE purchases RENAME COLUMN total TO amount; DROP TABLE purchases CASCADE;',
  'changes types': 'DROP VIEW open_orders; DROP MATERIALIZED VIEW totals; ALTER TABLE orders DROP COLUMN tax; ALTER TABLE orders ALTER COLUMN total TYPE bigint; ALTER TABLE customers ALTER COLUMN "Full Name" TYPE text;',
  'puts one enum in the place of another': "DROP VIEW open_orders; DROP INDEX orders_open; DROP TRIGGER orders_touch ON orders; ALTER TABLE orders DROP CONSTRAINT cheap; ALTER TYPE state RENAME TO state_old; CREATE TYPE state AS ENUM ('new', 'paid', 'sent'); ALTER TABLE orders ALTER COLUMN state DROP DEFAULT; ALTER TABLE orders ALTER COLUMN state TYPE state USING state::text::state; ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'new'; DROP TYPE state_old;",
  'makes a view anew on a table that it changes': 'ALTER TABLE orders ADD COLUMN note text; DROP VIEW open_orders; CREATE VIEW open_orders AS SELECT o.*, c.address AS mail FROM orders o JOIN customers c ON c.id = o.customer_id;',
  'replaces': "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; CREATE OR REPLACE TRIGGER orders_touch AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();",
  'makes': "CREATE SCHEMA s; CREATE TABLE s.a (id int PRIMARY KEY, order_id int REFERENCES orders); CREATE INDEX ON s.a (order_id); CREATE SEQUENCE s.q; ALTER TABLE orders ADD COLUMN a_id int REFERENCES s.a, ADD UNIQUE (a_id); CREATE AGGREGATE total_of(numeric) (SFUNC = numeric_add, STYPE = numeric); CREATE RULE r AS ON DELETE TO customers DO INSTEAD NOTHING;",
  'comments': "COMMENT ON TABLE orders IS 'Bought'; COMMENT ON COLUMN orders.total IS NULL; COMMENT ON TABLE customers IS 'Who buys';",
  'guards': 'ALTER TABLE customers ENABLE ROW LEVEL SECURITY; ALTER TABLE orders DISABLE TRIGGER orders_touch; REVOKE ALL ON FUNCTION touch() FROM PUBLIC; GRANT SELECT ON orders TO PUBLIC;',
  'times constraints': 'ALTER TABLE orders ALTER CONSTRAINT orders_customer_id_fkey NOT DEFERRABLE;',
  'makes an index a key': 'ALTER TABLE orders DROP CONSTRAINT orders_pkey; CREATE UNIQUE INDEX orders_key ON orders (id); ALTER TABLE orders ADD CONSTRAINT orders_key PRIMARY KEY USING INDEX orders_key;',
};
