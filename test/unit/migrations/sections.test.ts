import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conventions } from '../../../server/src/migrations/conventions';
import type { ToolId } from '../../../server/src/migrations/convention';
import { viewOf, type Files } from './memory-folder';

function sectionsOf(tool: ToolId, text: string, file = '001_a.sql') {
  const convention = conventions.find(({ id }) => id === tool)!;
  const [migration] = convention.list(viewOf({ [`migrations/${file}`]: text })).migrations;
  const cut = (section: { range: { start: number; end: number } } | undefined) => section && text.slice(section.range.start, section.range.end);
  return { up: cut(migration!.up), down: cut(migration!.down), mode: migration!.transaction.mode, downMode: (migration!.downTransaction ?? migration!.transaction).mode };
}

const UP = 'CREATE TABLE a (id int);';
const DOWN = 'DROP TABLE a;';

test('markers bound the sections, with either line break', () => {
  for (const br of ['\n', '\r\n']) {
    const cases: [ToolId, string, string][] = [
      ['goose', '-- +goose Up', '-- +goose Down'],
      ['goose', '--+goose up', '-- +GOOSE DOWN  '],
      ['dbmate', '-- migrate:up', '--migrate:down'],
      ['sql-migrate', '-- +migrate Up', '-- +migrate Down notransaction'],
      ['node-pg-migrate', '-- Up Migration', '  -- down migration'],
    ];
    for (const [tool, up, down] of cases) {
      const { up: upText, down: downText } = sectionsOf(tool, `${up}${br}${UP}${br}${down}${br}${DOWN}${br}`);
      assert.equal(upText?.trim(), UP, `${tool} ${JSON.stringify(br)}`);
      assert.equal(downText?.trim(), DOWN, `${tool} ${JSON.stringify(br)}`);
    }
    const tern = sectionsOf('tern', `${UP}${br}---- create above / drop below ----${br}${DOWN}`);
    assert.deepEqual([tern.up?.trim(), tern.down], [UP, DOWN]);
  }
});

test('a near miss of a marker is none: what follows runs as up, as the tool does', () => {
  assert.equal(sectionsOf('sql-migrate', `-- +migrate Up\n${UP}\n-- +migrate down\n${DOWN}\n`).up, `${UP}\n-- +migrate down\n${DOWN}\n`);
  assert.equal(sectionsOf('sql-migrate', `-- +migrate Up\n${UP}\n-- +migrate Down;\n${DOWN}\n`).down, undefined);
  assert.equal(sectionsOf('dbmate', `-- migrate:up\n${UP}\n-- Migrate:down\n${DOWN}\n`).down, undefined);
  assert.equal(sectionsOf('goose', `-- +goose Up\n${UP}\n  -- +goose Down\n${DOWN}\n`).down, undefined);
});

test('opt-outs count only in their exact form', () => {
  const cases: [ToolId, string, string, string?][] = [
    ['goose', `-- +goose NO TRANSACTION\n-- +goose Up\n${UP}`, 'none'],
    ['goose', `-- +goose Up\n-- +goose no transactions\n${UP}`, 'wrapped'],
    ['dbmate', `-- migrate:up transaction:false\n${UP}\n-- migrate:down\n`, 'implicit'],
    ['dbmate', `-- migrate:up transaction: false\n${UP}\n-- migrate:down\n`, 'wrapped'],
    ['dbmate', `-- migrate:up transaction=false\n${UP}\n-- migrate:down\n`, 'wrapped'],
    ['sqlx', `-- no-transaction\n${UP}`, 'implicit'],
    ['sqlx', `\n-- no-transaction\n${UP}`, 'wrapped'],
    ['sqlx', `\uFEFF-- no-transaction\n${UP}`, 'wrapped'],
    ['sql-migrate', `-- +migrate Up notransaction\n${UP}`, 'none'],
    ['sql-migrate', `-- +migrate Up\n${UP}\n-- +migrate Up notransaction\n${UP}`, 'none'],
    ['sql-migrate', `-- +migrate Up\n${UP}\n-- +migrate Down notransaction\n${DOWN}`, 'wrapped'],
    ['sql-migrate', `-- +migrate Up noTransaction\n${UP}`, 'wrapped'],
    ['tern', `---- tern: disable-tx ----\n${UP}`, 'none'],
    ['tern', `---- tern: disable-tx ----\r\n${UP}`, 'wrapped'],
    ['tern', `-- tern: disable-tx\n${UP}`, 'wrapped'],
    ['atlas', `-- atlas:txmode none\n\n${UP}`, 'none'],
    ['atlas', `-- atlas:txmode none\n${UP}`, 'wrapped'],
    ['bun', `${UP}\n--bun:split\n${UP}`, 'none', '001_a.up.sql'],
    ['bun', UP, 'implicit', '001_a.up.sql'],
    ['bun', UP, 'wrapped', '001_a.tx.up.sql'],
    ['hasura', `-- hasura:no-transaction\n${UP}`, 'implicit', '1_a/up.sql'],
    ['hasura', `\n-- hasura:no-transaction\n${UP}`, 'wrapped', '1_a/up.sql'],
    ['flyway', 'CREATE INDEX CONCURRENTLY i ON a (id);', 'none', 'V1__a.sql'],
    ['flyway', 'REINDEX INDEX CONCURRENTLY i;', 'wrapped', 'V1__a.sql'],
  ];
  for (const [tool, text, mode, file] of cases) assert.equal(sectionsOf(tool, text, file).mode, mode, `${tool}: ${JSON.stringify(text)}`);
});

test("Diesel's metadata.toml: without the key no transaction, unreadable a transaction", () => {
  const mode = (metadata: string | undefined) => {
    const files: Files = { 'migrations/1_a/up.sql': UP, ...(metadata === undefined ? {} : { 'migrations/1_a/metadata.toml': metadata }) };
    return conventions.find(({ id }) => id === 'diesel')!.list(viewOf(files)).migrations[0]!.transaction.mode;
  };
  assert.equal(mode(undefined), 'wrapped');
  assert.equal(mode('run_in_transaction = true\n'), 'wrapped');
  assert.equal(mode('run_in_transaction = false # for the index\n'), 'implicit');
  assert.equal(mode('# nothing\n'), 'implicit');
  assert.equal(mode('run_in_transaction: false\n'), 'wrapped');
});

test('a program between two migrations is said', () => {
  const convention = conventions.find(({ id }) => id === 'goose')!;
  const folder = viewOf({ 'migrations/1_a.sql': '-- +goose Up\n', 'migrations/2_fill.go': 'package x', 'migrations/3_c.sql': '-- +goose Up\n' });
  assert.deepEqual(convention.list(folder).migrations.map(({ version, afterProgram }) => [version, afterProgram]), [['1', undefined], ['3', '2_fill.go']]);
});

test('a down is appended in the tool\'s own words, a body as one statement', () => {
  const append = (tool: ToolId, sql: string) => conventions.find(({ id }) => id === tool)!.appendDown!(sql, '\n');
  assert.equal(append('goose', `${DOWN}\n`), `\n-- +goose Down\n${DOWN}\n`);
  assert.equal(append('sql-migrate', 'DO $$ BEGIN END $$;'), '\n-- +migrate Down\n-- +migrate StatementBegin\nDO $$ BEGIN END $$;\n-- +migrate StatementEnd\n');
  assert.equal(append('dbmate', DOWN), `\n-- migrate:down\n${DOWN}\n`);
  assert.equal(append('tern', DOWN), `\n---- create above / drop below ----\n\n${DOWN}\n`);
  for (const convention of conventions) assert.equal(convention.appendDown !== undefined, convention.downs === 'section', convention.id);
});
