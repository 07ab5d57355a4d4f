import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { folder, workspaceOf } from '../../memory-workspace';

before(loadGrammar);

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, b int);\n';
const DROP_A = 'DROP TABLE IF EXISTS a;\n';
const INDEX = 'CREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b);\n';
const DROP = 'DROP INDEX CONCURRENTLY IF EXISTS a_b;\n';
/** The inverse as it is made where the down does not say it. */
const PLAIN = 'DROP INDEX IF EXISTS a_b;\n';
const CARGO = '[dependencies]\nsqlx = { version = "0.8", features = ["migrate"] }\n';

/** The folder, the titles of the fixes, and the folder after the move. */
const cases: [string, Record<string, string>, string[], Record<string, string>][] = [
  [
    'goose', { 'go.mod': 'require github.com/pressly/goose/v3 v3.27.0\n', '00001_a.sql': `-- +goose Up\n${A}${INDEX}\n-- +goose Down\n${DROP_A}` },
    ['Add -- +goose NO TRANSACTION', 'Move it to a migration of its own'],
    { '00001_a.sql': `-- +goose Up\n${A}\n-- +goose Down\n${DROP_A}`, '00002_create_a_b.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${INDEX}\n-- +goose Down\n${PLAIN}` },
  ],
  [
    'sql-migrate', { '1-a.sql': `-- +migrate Up\n${A}${INDEX}\n-- +migrate Down\n${DROP_A}` },
    ['Add notransaction', 'Move it to a migration of its own'],
    { '1-a.sql': `-- +migrate Up\n${A}\n-- +migrate Down\n${DROP_A}`, '2-create_a_b.sql': `-- +migrate Up notransaction\n${INDEX}\n-- +migrate Down\n${PLAIN}` },
  ],
  [
    'dbmate: what is written in the down goes along', { '001_a.sql': `-- migrate:up\n${A}${INDEX}\n-- migrate:down\n${DROP}${DROP_A}` },
    ['Move it to a migration of its own'],
    { '001_a.sql': `-- migrate:up\n${A}\n-- migrate:down\n${DROP_A}`, '002_create_a_b.sql': `-- migrate:up transaction:false\n${INDEX}\n-- migrate:down transaction:false\n${DROP}` },
  ],
  [
    'tern', { '001_a.sql': `${A}${INDEX}---- create above / drop below ----\n${DROP_A}` },
    ['Add ---- tern: disable-tx ----', 'Move it to a migration of its own'],
    {
      '001_a.sql': `${A}---- create above / drop below ----\n${DROP_A}`,
      '002_create_a_b.sql': `---- tern: disable-tx ----\n${INDEX}\n---- create above / drop below ----\n${PLAIN}`,
    },
  ],
  [
    'sqlx', { 'Cargo.toml': CARGO, '0001_a.up.sql': A + INDEX, '0001_a.down.sql': DROP_A },
    ['Move it to a migration of its own'],
    { '0001_a.up.sql': A, '0001_a.down.sql': DROP_A, '0002_create_a_b.up.sql': `-- no-transaction\n${INDEX}`, '0002_create_a_b.down.sql': PLAIN },
  ],
  [
    'Diesel', { '2024-01-01-000000_a/up.sql': A + INDEX, '2024-01-01-000000_a/down.sql': DROP_A, 'diesel.toml': '' },
    ['Move it to a migration of its own'],
    {
      '2024-01-01-000000_a/up.sql': A, '2024-01-01-000000_a/down.sql': DROP_A, '2024-01-01-000001_create_a_b/up.sql': INDEX, '2024-01-01-000001_create_a_b/down.sql': PLAIN,
      '2024-01-01-000001_create_a_b/metadata.toml': 'run_in_transaction = false\n',
    },
  ],
];

for (const [name, files, titles, wanted] of cases)
  test(name, async () => {
    const { workspace, disk } = await workspaceOf(files);
    const found = workspace.audits()[0]!.findings.find(({ rule, range, file }) => rule === 'nontransactional-with-others' && disk.files.get(file)!.slice(range.start).startsWith('CREATE'))!;
    assert.deepEqual(found.fixes.map(({ title }) => title), titles);
    const changes = workspace.checkedChanges(found, found.fixes.at(-1)!);
    assert.ok(changes, 'it keeps what a fix promises');
    disk.apply(changes);
    const sql = [...disk.files].filter(([file]) => /\.sql$|metadata\.toml$/.test(file)).map(([file, text]) => [file.slice(folder.length + 1), text] as const);
    assert.deepEqual(Object.fromEntries(sql.sort()), Object.fromEntries(Object.entries(wanted).sort()));
  });
