import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { partOf } from '../../server/src/audit/history-to-prove';
import type { ToolId } from '../../server/src/migrations/convention';
import { openFolder } from '../../server/src/migrations/open-folder';
import type { Verdict } from '../../server/src/postgres/proof';
import { needsSettling, proveMigration } from '../../server/src/postgres/prove-migration';
import type { Session } from '../../server/src/postgres/session';
import { nothingUnknown } from '../../server/src/postgres/unknowns';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { parseScript } from '../../server/src/syntax/parse-script';
import { viewOf, type Files } from '../unit/migrations/memory-folder';
import { embedded } from './databases';

const CIC = 'CREATE INDEX CONCURRENTLY a_b ON a (b);\n';
const CIC2 = 'CREATE INDEX CONCURRENTLY a_c ON a (c);\n';
const SET = "SET lock_timeout = '5s';\n";

const refused = 'no: CREATE INDEX CONCURRENTLY cannot run inside a transaction block';

/**
 * What PostgreSQL makes of CREATE INDEX CONCURRENTLY in a file of each tool: the text as the author has it, through the tool's own
 * listing to the way in which it is sent. The facts are those of the tools' sources; a real PostgreSQL is the judge.
 */
const matrix: Readonly<Record<ToolId, readonly (readonly [name: string, files: Files, verdict: string])[]>> = {
  'golang-migrate': [
    ['alone', { '1_a.up.sql': `-- big table\n${CIC}` }, 'yes'],
    ['with a SET', { '1_a.up.sql': SET + CIC }, refused],
    ['two', { '1_a.up.sql': CIC + CIC2 }, refused],
    ['behind COMMIT in the same file', { '1_a.up.sql': `BEGIN;\nSELECT 1;\nCOMMIT;\n${CIC}` }, refused],
    ['x-multi-statement=true', { '1_a.up.sql': SET + CIC + CIC2, '/.env': 'DB=postgres://x/y?x-multi-statement=true\n' }, 'yes'],
  ],
  goose: [
    ['alone', { '1_a.sql': `-- +goose Up\n${CIC}` }, refused],
    ['NO TRANSACTION', { '1_a.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${SET}${CIC}${CIC2}` }, 'yes'],
    ['NO TRANSACTION, in one block', { '1_a.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\n${CIC}${CIC2}-- +goose StatementEnd\n` }, refused],
    ['NO TRANSACTION, on one line', { '1_a.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${CIC.trim()} ${CIC2}` }, refused],
  ],
  dbmate: [
    ['alone', { '1_a.sql': `-- migrate:up\n${CIC}\n-- migrate:down\n` }, refused],
    ['transaction:false', { '1_a.sql': `-- migrate:up transaction:false\n${CIC}\n-- migrate:down\n` }, 'yes'],
    ['transaction:false, two', { '1_a.sql': `-- migrate:up transaction:false\n${CIC}${CIC2}\n-- migrate:down\n` }, refused],
    ['misspelt', { '1_a.sql': `-- migrate:up transaction: false\n${CIC}\n-- migrate:down\n` }, refused],
  ],
  sqlx: [
    ['alone', { '1_a.sql': CIC }, refused],
    ['no-transaction', { '1_a.sql': `-- no-transaction\n${CIC}` }, 'yes'],
    ['no-transaction, two', { '1_a.sql': `-- no-transaction\n${CIC}${CIC2}` }, refused],
    ['no-transaction on the second line', { '1_a.sql': `-- the index\n-- no-transaction\n${CIC}` }, refused],
  ],
  diesel: [
    ['alone', { '2024-01-01-000000_a/up.sql': CIC }, refused],
    ['run_in_transaction = false', { '2024-01-01-000000_a/up.sql': CIC, '2024-01-01-000000_a/metadata.toml': 'run_in_transaction = false\n' }, 'yes'],
    ['run_in_transaction = false, two', { '2024-01-01-000000_a/up.sql': CIC + CIC2, '2024-01-01-000000_a/metadata.toml': 'run_in_transaction = false\n' }, refused],
  ],
  refinery: [['alone', { 'V1__a.sql': CIC }, refused]],
  flyway: [
    ['alone', { 'V1__a.sql': CIC }, 'yes'],
    ['two', { 'V1__a.sql': CIC + CIC2 }, 'yes'],
    ['REINDEX, which it does not know', { 'V1__a.sql': 'REINDEX TABLE CONCURRENTLY a;\n' }, 'no: REINDEX CONCURRENTLY cannot run inside a transaction block'],
    ['executeInTransaction=false', { 'V1__a.sql': 'REINDEX TABLE CONCURRENTLY a;\n', 'V1__a.sql.conf': 'executeInTransaction=false\n' }, 'unproved: it cannot run in the transaction of the proof'],
  ],
  tern: [
    ['alone', { '1_a.sql': CIC }, refused],
    ['disable-tx', { '1_a.sql': `---- tern: disable-tx ----\n${SET}${CIC}${CIC2}` }, 'yes'],
  ],
  'node-pg-migrate': [
    ['alone', { '1704067200000_a.sql': `-- Up Migration\n${CIC}` }, refused],
    ['a transaction each', { '1704067200000_a.sql': `-- Up Migration\n${CIC}`, '/package.json': '{ "scripts": { "up": "node-pg-migrate up --no-single-transaction" } }' }, refused],
  ],
  supabase: [
    ['alone', { '20240101000000_a.sql': CIC }, 'yes'],
    ['behind a SET', { '20240101000000_a.sql': SET + CIC + CIC2 }, 'yes'],
    ['before 2.109, first', { '20240101000000_a.sql': CIC + SET, '/package.json': '{ "devDependencies": { "supabase": "^2.98.0" } }' }, 'yes'],
    ['before 2.109, behind a SET', { '20240101000000_a.sql': SET + CIC, '/package.json': '{ "devDependencies": { "supabase": "^2.98.0" } }' }, refused],
  ],
  prisma: [
    ['before 7.4, alone', { '20240101000000_a/migration.sql': CIC, '/package.json': '{ "devDependencies": { "prisma": "^6.1.0" } }' }, 'yes'],
    ['before 7.4, two', { '20240101000000_a/migration.sql': CIC + CIC2, '/package.json': '{ "devDependencies": { "prisma": "^6.1.0" } }' }, refused],
    ['7.4, two', { '20240101000000_a/migration.sql': CIC + CIC2, '/package.json': '{ "devDependencies": { "prisma": "^7.4.0" } }' }, 'yes'],
  ],
  drizzle: [
    ['alone', { '0000_a.sql': CIC, 'meta/_journal.json': '{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1,"tag":"0000_a","breakpoints":true}]}' }, refused],
    ['in folders', { '20240101000000_a/migration.sql': CIC, '20240101000000_a/snapshot.json': '{}' }, refused],
  ],
  atlas: [
    ['alone', { '20240101000000_a.sql': CIC, 'atlas.sum': 'h1:' }, refused],
    ['txmode none', { '20240101000000_a.sql': `-- atlas:txmode none\n\n${SET}${CIC}${CIC2}`, 'atlas.sum': 'h1:' }, 'yes'],
    ['txmode none without its blank line', { '20240101000000_a.sql': `-- atlas:txmode none\n${CIC}`, 'atlas.sum': 'h1:' }, refused],
  ],
  sqitch: [
    ['without BEGIN', { 'sqitch.plan': '%project=p\n\na 2024-01-01T00:00:00Z P <p@x>\n', 'deploy/a.sql': SET + CIC + CIC2 }, 'yes'],
    ['with BEGIN', { 'sqitch.plan': '%project=p\n\na 2024-01-01T00:00:00Z P <p@x>\n', 'deploy/a.sql': `BEGIN;\n${CIC}COMMIT;\n` }, refused],
  ],
  'sql-migrate': [
    ['alone', { '1-a.sql': `-- +migrate Up\n${CIC}` }, refused],
    ['notransaction', { '1-a.sql': `-- +migrate Up notransaction\n${SET}${CIC}${CIC2}` }, 'yes'],
  ],
  'graphile-migrate': [
    ['alone', { 'current.sql': CIC, 'committed/000001-x.sql': '--! Previous: -\n--! Hash: sha1:0\n\nSELECT 1;\n' }, refused],
    ['no-transaction', { 'current.sql': `--! no-transaction\n\n${CIC}` }, 'yes'],
    ['no-transaction, two', { 'current.sql': `--! no-transaction\n\n${CIC}${CIC2}` }, refused],
  ],
  hasura: [
    ['alone', { '1704067200000_a/up.sql': CIC }, refused],
    ['no-transaction', { '1704067200000_a/up.sql': `-- hasura:no-transaction\n${CIC}` }, 'yes'],
    ['no-transaction, two', { '1704067200000_a/up.sql': `-- hasura:no-transaction\n${CIC}${CIC2}` }, refused],
  ],
  popx: [
    ['alone', { '20240101000000000000_a.up.sql': CIC }, refused],
    ['.autocommit', { '20240101000000000000_a.autocommit.up.sql': CIC }, 'yes'],
    ['.autocommit, two', { '20240101000000000000_a.autocommit.up.sql': CIC + CIC2 }, refused],
  ],
  pop: [['alone', { '20240101000000_a.up.sql': CIC }, refused]],
  encore: [['alone', { '1_a.up.sql': CIC }, refused]],
  morph: [
    ['alone', { '1_a.up.sql': CIC }, refused],
    ['nontransactional', { '1_a.up.sql': `-- morph:nontransactional\n${CIC}` }, 'yes'],
    ['nontransactional, two', { '1_a.up.sql': `-- morph:nontransactional\n${CIC}${CIC2}` }, refused],
    ['nontransactional on the second line', { '1_a.up.sql': `-- the index\n-- morph:nontransactional\n${CIC}` }, refused],
  ],
  bun: [
    ['alone', { '20240101000000_a.up.sql': CIC }, 'yes'],
    ['two', { '20240101000000_a.up.sql': CIC + CIC2 }, refused],
    ['two, split', { '20240101000000_a.up.sql': `${SET}\n--bun:split\n\n${CIC}\n--bun:split\n\n${CIC2}` }, 'yes'],
    ['two in one part', { '20240101000000_a.up.sql': `${SET}\n--bun:split\n\n${CIC}${CIC2}` }, refused],
    ['.tx', { '20240101000000_a.tx.up.sql': CIC }, refused],
  ],
  liquibase: [
    ['alone', { 'a.sql': `--liquibase formatted sql\n\n--changeset x:1\n${CIC}` }, refused],
    ['runInTransaction:false', { 'a.sql': `--liquibase formatted sql\n\n--changeset x:1 runInTransaction:false\n${CIC}${CIC2}` }, 'yes'],
  ],
  postgrator: [
    ['alone', { '001.do.a.sql': CIC }, 'yes'],
    ['two', { '001.do.a.sql': CIC + CIC2 }, refused],
  ],
  'db-migrate': [['alone', { 'sqls/20240101000000-a-up.sql': CIC }, refused]],
  river: [['alone', { '001_a.up.sql': CIC }, refused]],
  // Nobody knows the runner: that it runs what its author wrote is taken for granted.
  custom: [['alone', { '001_a.up.sql': CIC + CIC2 }, 'yes']],
};

const words = ({ state, reason }: Verdict) => (reason === undefined ? state : `${state}: ${reason}`);

describe('how each tool sends CREATE INDEX CONCURRENTLY', () => {
  let session: Session;
  before(async () => {
    await loadGrammar();
    session = await embedded().open(5000);
  });
  after(() => session.close());
  beforeEach(async () => session.restore());

  for (const [tool, cases] of Object.entries(matrix))
    for (const [name, files, verdict] of cases)
      test(`${tool}: ${name}`, async () => {
        const view = viewOf(Object.fromEntries(Object.entries(files).map(([file, text]) => [file.startsWith('/') ? file.slice(1) : `migrations/${file}`, text])));
        const { convention, migrations } = openFolder(view, tool as ToolId)!;
        const migration = migrations.at(-1)!;
        const { file, range } = migration.up!;
        const text = view.read(file.slice(view.path.length + 1))!;
        const part = partOf({ text, range, script: parseScript(text, range) }, migration.transaction, convention);
        await session.begin();
        const made = await session.run(['create table a (id int primary key, b int, c int)'], false);
        assert.deepEqual(made.map(({ result }) => result), ['ran']);
        await session.commit();
        const proved = await proveMigration(session, { up: part, down: undefined, record: [] }, { unknowns: nothingUnknown, external: new Set(), creates: { extensions: new Set(), schemas: new Set() }, tracking: undefined, check: () => {}, stepwise: false }, 'stay');
        assert.notEqual(proved, needsSettling);
        assert.equal(words((proved as Exclude<typeof proved, symbol>).proof.applies), verdict);
      });
});
