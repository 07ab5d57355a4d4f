import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from '../../memory-workspace';

type Files = Readonly<Record<string, string>>;

const A = 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY, b int);\n';
const B = 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n';
const CIC = 'CREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b);\n';
const BODY = 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1;\nEND\n$$;\n';
const MOOD = "CREATE TYPE mood AS ENUM ('ok');\nCREATE TABLE a (id int PRIMARY KEY, m mood);\n";
const SAD = "ALTER TYPE mood ADD VALUE 'sad';\n";
const USE_SAD = "UPDATE a SET m = 'sad';\n";
const go = (path: string): Files => ({ 'go.mod': `module x\n\nrequire ${path} v4.19.1\n` });
const GOLANG = go('github.com/golang-migrate/migrate/v4');
const SQLX = { 'Cargo.toml': '[dependencies]\nsqlx = { version = "0.8", features = ["migrate"] }\n' };
const REFINERY = { 'Cargo.toml': '[dependencies]\nrefinery = "0.9"\n' };
const SQLC = { 'sqlc.yaml': 'version: "2"\nsql:\n  - engine: postgresql\n    queries: queries\n    schema:\n      - migrations\n' };
const npm = (name: string): Files => ({ 'package.json': `{ "dependencies": { "${name}": "1.0.0" } }` });
const down = (table: string): string => `DROP TABLE IF EXISTS ${table};\n`;
const tern = (sql: string): string => `${sql}\n---- create above / drop below ----\n\nSELECT 1;\n`;
const dbmate = (sql: string, options = ''): string => `-- migrate:up${options}\n${sql}\n-- migrate:down\nSELECT 1;\n`;
const goose = (sql: string): string => `-- +goose Up\n${sql}\n-- +goose Down\nSELECT 1;\n`;

const YML = { '../application.yml': 'spring:\n  application:\n    name: x\n' };
const INDEXED = { 'V1__a.sql': A, 'V2__b.sql': CIC };
const SPRING = (version: string): Files => ({ '../pom.xml': `<artifactId>spring-boot-starter-parent</artifactId>\n    <version>${version}</version>\n`, '../src/App.java': 'class App {}\n' });

/** What people of these tools have asked for help with, and who says it. `none of`: what must not be said. */
const mistakes: readonly { readonly what: string; readonly files: Files; readonly base?: Files; readonly says?: readonly string[]; readonly noneOf?: readonly string[] }[] = [
  { what: 'two branches take one number: golang-migrate', files: { ...GOLANG, '1_a.up.sql': A, '001_b.up.sql': B }, says: ['1_a.up.sql: duplicate-version', '001_b.up.sql: duplicate-version'] },
  { what: 'two branches take one number: nothing to sql-migrate, whose key is the whole name', files: { '1-a.sql': `-- +migrate Up\n${A}`, '1-b.sql': `-- +migrate Up\n${B}` }, noneOf: ['duplicate-version'] },
  { what: 'nor to node-pg-migrate', files: { ...npm('node-pg-migrate'), '1_a.sql': `-- Up Migration\n${A}`, '1_b.sql': `-- Up Migration\n${B}` }, noneOf: ['duplicate-version'] },
  { what: 'nor to db-migrate', files: { ...npm('db-migrate'), 'sqls/20240101000000-a-up.sql': A, 'sqls/20240101000000-a-down.sql': down('a'), 'sqls/20240101000000-b-up.sql': B, 'sqls/20240101000000-b-down.sql': down('b') }, noneOf: ['duplicate-version'] },
  { what: 'a down that bun sends otherwise than its up', files: { ...go('github.com/uptrace/bun'), '1_a.tx.up.sql': A, '1_a.down.sql': down('a') }, noneOf: ['pair-title-mismatch'] },
  { what: 'an index beside a SET in a tool that sends the file in one go', files: { ...GOLANG, '1_a.up.sql': A, '2_b.up.sql': `SET lock_timeout = '5s';\n${CIC}` }, says: ['2_b.up.sql: nontransactional-with-others'] },
  { what: 'two indexes without the transaction of dbmate', files: { '1_a.sql': dbmate(A), '2_b.sql': dbmate(CIC + CIC.replace(/a_b/g, 'a_c'), ' transaction:false') }, says: ['2_b.sql: nontransactional-with-others'] },
  { what: 'an index with no directive at all', files: { '1_a.sql': goose(A), '2_b.sql': goose(CIC) }, says: ['2_b.sql: nontransactional-with-others'] },
  { what: 'an index where the tool has no way out: refinery', files: { ...REFINERY, 'V1__a.sql': A, 'V2__b.sql': CIC }, says: ['V2__b.sql: nontransactional-with-others'] },
  { what: 'a directive behind a byte order mark', files: { ...SQLX, '1_a.sql': A, '2_b.sql': `\uFEFF-- no-transaction\n${CIC}` }, says: ['2_b.sql: nontransactional-with-others'] },
  { what: 'Diesel reads metadata.toml otherwise', files: { '2024-01-01-000000_a/up.sql': A, '2024-01-01-000000_a/down.sql': down('a'), '2024-01-02-000000_b/up.sql': B, '2024-01-02-000000_b/down.sql': down('b'), '2024-01-02-000000_b/metadata.toml': 'run_in_transaction: false\n' }, says: ['2024-01-02-000000_b/metadata.toml: directive-has-no-effect'] },
  { what: 'two indexes in one block of goose', files: { '1_a.sql': goose(A), '2_b.sql': `-- +goose NO TRANSACTION\n${goose(`-- +goose StatementBegin\n${CIC}${CIC.replace(/a_b/g, 'a_c')}-- +goose StatementEnd\n`)}` }, says: ['2_b.sql: nontransactional-with-others'] },
  { what: 'a body without its block', files: { '1_a.sql': goose(BODY) }, says: ['1_a.sql: naive-splitter-body'] },
  { what: 'three bodies without their blocks, which a program of their own has run', files: { '1_a.sql': goose(BODY), '2_b.sql': goose(BODY), '3_c.sql': goose(BODY) }, noneOf: ['naive-splitter-body'] },
  { what: 'three bodies without their blocks, and goose is named', files: { ...go('github.com/pressly/goose/v3'), '1_a.sql': goose(BODY), '2_b.sql': goose(BODY), '3_c.sql': goose(BODY) }, says: ['1_a.sql: naive-splitter-body', '2_b.sql: naive-splitter-body', '3_c.sql: naive-splitter-body'] },
  { what: 'x-multi-statement cuts a body', files: { ...GOLANG, Makefile: 'up:\n\tmigrate -path migrations -database "postgres://x/y?x-multi-statement=true" up\n', '1_a.up.sql': A, '2_b.up.sql': BODY }, says: ['2_b.up.sql: naive-splitter-body'] },
  { what: 'x-multi-statement cuts a string', files: { ...GOLANG, Makefile: 'up:\n\tmigrate -path migrations -database "postgres://x/y?x-multi-statement=true" up\n', '1_a.up.sql': A, '2_b.up.sql': "INSERT INTO a VALUES (1, length('x;y')) ON CONFLICT DO NOTHING;\n" }, says: ['2_b.up.sql: naive-splitter-body'] },
  { what: 'COMMIT inside the transaction of the tool', files: { '1_a.sql': tern(`BEGIN;\n${A}COMMIT;\n`) }, says: ['1_a.sql: transaction-nested'] },
  { what: 'COMMIT is a fair habit for golang-migrate', files: { ...GOLANG, '1_a.up.sql': `BEGIN;\n${A}COMMIT;\n`, '1_a.down.sql': down('a') }, noneOf: ['transaction-nested'] },
  { what: 'a new value of an enum in use', files: { '1_a.sql': goose(MOOD), '2_b.sql': goose(SAD + USE_SAD) }, says: ['2_b.sql: enum-value-used-same-tx'] },
  { what: 'a new value of an enum in use, in another file of the same run: node-pg-migrate', base: { ...npm('node-pg-migrate'), '1700000000001_a.sql': MOOD }, files: { ...npm('node-pg-migrate'), '1700000000001_a.sql': MOOD, '1700000000002_b.sql': SAD, '1700000000003_c.sql': USE_SAD }, says: ['1700000000003_c.sql: enum-value-used-same-tx warning'] },
  { what: 'a new value of an enum in use, in another file: nothing to a tool that commits each', base: { '1_a.sql': goose(MOOD) }, files: { '1_a.sql': goose(MOOD), '2_b.sql': goose(SAD), '3_c.sql': goose(USE_SAD) }, noneOf: ['enum-value-used-same-tx'] },
  { what: 'an index that a stop leaves invalid: without IF NOT EXISTS the second run says so', files: { ...GOLANG, '1_a.up.sql': A, '2_b.up.sql': CIC.replace(' IF NOT EXISTS', '') }, says: ['2_b.up.sql: not-idempotent'] },
  { what: 'an index that a stop leaves invalid is dropped first', files: { '1_a.sql': goose(A), '2_b.sql': `-- +goose NO TRANSACTION\n${goose(`DROP INDEX CONCURRENTLY IF EXISTS a_b;\n${CIC.replace(' IF NOT EXISTS', '')}`)}` }, noneOf: ['not-idempotent'] },
  { what: 'a migration that has run under another name: sql-migrate', base: { '1-a.sql': `-- +migrate Up\n${A}` }, files: { '2-a.sql': `-- +migrate Up\n${A}` }, says: ['2-a.sql: applied-file-edited'] },
  { what: 'a migration that has run under another name: only the version counts for golang-migrate', base: { ...GOLANG, '1_a.up.sql': A, '1_a.down.sql': down('a') }, files: { ...GOLANG, '1_b.up.sql': A, '1_b.down.sql': down('a') }, noneOf: ['applied-file-edited'] },
  { what: 'what is half done is done again: two effects outside a transaction', files: { '1_a.sql': goose(A), '2_b.sql': `-- +goose NO TRANSACTION\n${goose('CREATE TABLE b (id int PRIMARY KEY);\nCREATE TABLE c (id int PRIMARY KEY);\n')}` }, says: ['2_b.sql: not-idempotent warning'] },
  { what: 'the down runs with the up: a semicolon too many', files: { '1-a.sql': `-- +migrate Up\n${A}\n-- +migrate Down;\n${down('a')}` }, says: ['1-a.sql: down-runs-as-up'] },
  { what: 'the down runs as an up: node-pg-migrate', files: { ...npm('node-pg-migrate'), '1704067200000_a.up.sql': A, '1704067200000_a.down.sql': down('a') }, says: ['1704067200000_a.down.sql: down-runs-as-up'] },
  { what: "dbmate's down is not to be left out", files: { '1_a.sql': `-- migrate:up\n${A}` }, says: ['1_a.sql: missing-down error'] },
  { what: 'a down without an up', files: { ...GOLANG, '1_a.up.sql': A, '1_a.down.sql': down('a'), '2_b.down.sql': down('b') }, says: ['2_b.down.sql: missing-up'] },
  { what: 'an underscore too few: Flyway', files: { 'V1__a.sql': A, 'V2__b.sql': B, 'V3_c.sql': B }, says: ['V3_c.sql: file-name-invalid'] },
  { what: 'a small v, a repeatable one with a number: Flyway', files: { 'V1__a.sql': A, 'V2__b.sql': B, 'v3__c.sql': B, 'R123__d.sql': B }, says: ['v3__c.sql: file-name-invalid', 'R123__d.sql: file-name-invalid'] },
  { what: 'a hyphen: refinery', files: { ...REFINERY, 'V1__a.sql': A, 'V2__add-b.sql': B }, says: ['V2__add-b.sql: file-name-invalid'] },
  { what: 'a dot in the version: refinery stops', files: { ...REFINERY, 'V1__a.sql': A, 'V1.5__b.sql': B }, says: ['V1.5__b.sql: tool-refuses-folder'] },
  { what: 'what is for people is left alone', files: { ...GOLANG, '1_a.up.sql': A, '1_a.down.sql': down('a'), 'README.md': '', 'schema.sql': A, 'seed_users.sql': B }, noneOf: ['file-name-invalid', 'tool-refuses-folder'] },
  { what: 'a stray file at which the tool stops', files: { ...SQLX, '1_a.sql': A, 'add_b.sql': B }, says: ['add_b.sql: tool-refuses-folder'] },
  { what: 'any file without a number stops node-pg-migrate', files: { ...npm('node-pg-migrate'), '1704067200000_a.sql': `-- Up Migration\n${A}\n-- Down Migration\n${down('a')}`, 'README.md': 'x' }, says: ['README.md: tool-refuses-folder'] },
  { what: '10 before 9', files: { '8_a.sql': dbmate(A), '9_b.sql': dbmate(B), '10_c.sql': dbmate('SELECT 1;\n') }, says: ['10_c.sql: version-order-ambiguous'] },
  { what: 'a time where the tool counts in 32 bits', files: { '20240101000000_a.sql': tern(A) }, says: ['20240101000000_a.sql: version-out-of-range'] },
  { what: 'a day that is in no calendar', files: { '20240101000000_a.sql': goose(A), '20240102000000_b.sql': goose(B), '20240230000000_c.sql': goose('SELECT 1;\n'), '20240301000000_d.sql': goose('SELECT 1;\n') }, says: ['20240230000000_c.sql: version-scheme-mixed information'] },
  { what: 'days that are counted by hand', files: { '20240198000000_a.sql': goose(A), '20240199000000_b.sql': goose(B), '20240201000000_c.sql': goose('SELECT 1;\n'), '20240202000000_d.sql': goose('SELECT 1;\n'), '20240203000000_e.sql': goose('SELECT 1;\n') }, noneOf: ['version-scheme-mixed'] },
  { what: 'a day 00 is meant to be the first', files: { '20240100000000_a.sql': goose(A), '20240102000000_b.sql': goose(B), '20240203000000_c.sql': goose('SELECT 1;\n'), '20240301000000_d.sql': goose('SELECT 1;\n') }, noneOf: ['version-scheme-mixed'] },
  { what: 'a day that is yet to come: never run', files: { ...GOLANG, '20240101000000_a.up.sql': A, '20990101000000_b.up.sql': B }, says: ['20990101000000_b.up.sql: version-in-future warning'] },
  { what: 'a day that is yet to come: out of order', files: { '20240101000000_a.sql': dbmate(A), '20990101000000_b.sql': dbmate(B) }, says: ['20990101000000_b.sql: version-in-future'] },
  { what: 'seconds that are yet to come', files: { ...GOLANG, '1704067200_a.up.sql': A, '2204067200_b.up.sql': B }, says: ['2204067200_b.up.sql: version-in-future'] },
  { what: 'a day that is yet to come: Diesel', files: Object.fromEntries(['2024-01-01-000000_a', '2099-01-01-000000_b'].flatMap((name, i) => [[`${name}/up.sql`, [A, B][i]!], [`${name}/down.sql`, down('ab'[i]!)]])), says: ['2099-01-01-000000_b/up.sql: version-in-future'] },
  { what: 'the day of a release may be yet to come', files: { 'V2024.01.01__a.sql': A, 'V2099.01.01__b.sql': B, 'V2099.02.01__c.sql': 'SELECT 1;\n' }, noneOf: ['version-in-future'] },
  { what: 'tomorrow, where it is today', files: { ...GOLANG, '20240101000000_a.up.sql': A, '20260616010000_b.up.sql': B }, noneOf: ['version-in-future'] },
  { what: 'a clock that is wrong says nothing of a folder', files: { ...GOLANG, '20980101000000_a.up.sql': A, '20990101000000_b.up.sql': B }, noneOf: ['version-in-future'] },
  { what: 'what has no place in an order by number is in no future: a journal says when', files: { 'meta/_journal.json': '{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1,"tag":"20240101000000_a","breakpoints":true},{"idx":1,"version":"7","when":2,"tag":"20990101000000_b","breakpoints":true}]}', '20240101000000_a.sql': A, '20990101000000_b.sql': B }, noneOf: ['version-in-future'] },
  { what: 'a gap: tern', files: { '1_a.sql': tern(A), '3_b.sql': tern(B) }, says: ['3_b.sql: version-gap'] },
  { what: 'a gap is nothing to golang-migrate', files: { ...GOLANG, '1_a.up.sql': A, '1_a.down.sql': down('a'), '7_b.up.sql': B, '7_b.down.sql': down('b') }, noneOf: ['version-gap', 'version-scheme-mixed'] },
  { what: 'written by hand and never in the journal', files: { 'meta/_journal.json': '{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1,"tag":"0000_a","breakpoints":true}]}', '0000_a.sql': A, '0001_b.sql': B }, says: ['0001_b.sql: file-name-invalid'] },
  { what: 'the last semicolon', files: { '1_a.sql': goose(A.replace(';', '')) }, says: ['1_a.sql: marker-invalid'] },
  { what: 'SQL before the marker', files: { '1_a.sql': `${B}${dbmate(A)}` }, says: ['1_a.sql: sql-outside-section'] },
  { what: 'no marker at all: another tool\'s pair in a folder of dbmate', files: { '1_a.sql': dbmate(A), '2_b.up.sql': B }, says: ['2_b.up.sql: marker-invalid'] },
  { what: 'two ups in a file of dbmate', files: { '1_a.sql': dbmate(A) + dbmate(B) }, says: ['1_a.sql: marker-invalid'] },
  { what: 'braces in a string: tern', files: { '1_a.sql': tern(`${A}COMMENT ON TABLE a IS 'Dear {{name}}';\n`) }, says: ['1_a.sql: placeholder-in-sql'] },
  ...Object.entries<[string, Files]>({
    'a name that nothing gives': [`COMMENT ON TABLE a IS 'Dear \${name}';\n`, {}],
    'a name in a comment': [`-- as \${name}\nSELECT 1;\n`, {}],
    'what can be no name, in a body': [BODY.replace('RETURN 1', 'RETURN length(\'${a + b(c)}\')'), { '../application.yml': 'spring:\n  flyway:\n    placeholders:\n      name: x\n' }],
    'what is never closed': ["SELECT '${';\n", {}],
    'words of its own': ["SELECT '#[name]';\n", { '../application.yml': 'spring:\n  flyway:\n    placeholder-prefix: "#["\n    placeholder-suffix: "]"\n' }],
  }).map(([what, [sql, settings]]) => ({ what: `Flyway looks in strings and comments: ${what}`, files: { ...YML, 'V1__a.sql': A, 'V2__b.sql': sql, ...settings }, says: ['V2__b.sql: placeholder-in-sql warning'] })),
  ...Object.entries<[string, Files]>({
    'its own file says so': [`SELECT '\${name}';\n`, { 'V2__b.sql.conf': 'placeholderReplacement=false\n' }],
    'it leaves them alone': [`SELECT '\${name}';\n`, { '../application.yml': 'spring:\n  flyway:\n    placeholder-replacement: false\n' }],
    'it leaves them alone, in another place': [`SELECT '\${a b}';\n`, { '../src/A.java': 'configuration.placeholderReplacement(false);\n' }],
    'it looks for others': [`SELECT '\${name}';\n`, { '../flyway.toml': '[flyway]\nplaceholderPrefix = "@{"\n' }],
    'it looks for others in scripts alone': [`SELECT '\${name}';\n`, { '../flyway.toml': '[flyway]\nscriptPlaceholderPrefix = "@{"\n[flyway.placeholders]\nname = "x"\n' }],
    'the name has a value': [`SELECT '\${name}';\n`, { '../flyway.conf': 'flyway.placeholders.name=x\n' }],
    'a variable of another machine may be its value': [`SELECT '\${name}';\n`, { '../flyway.conf': 'flyway.user=x\n', '../.github/workflows/deploy.yml': 'env:\n  FLYWAY_PLACEHOLDERS_NAME: x\n' }],
    'a variable may be its value': [`SELECT '\${name}';\n`, { '../compose.yml': 'environment:\n  FLYWAY_PLACEHOLDERS_NAME: x\n' }],
    'a program may give it one': [`SELECT '\${name}';\n`, { '../pom.xml': '<artifactId>flyway-core</artifactId>\n' }],
    'it is one of those that have one': ["SELECT '${flyway:user}';\n", {}],
    'another file has it, too': [`SELECT '\${name}';\n`, { 'V3__c.sql': `SELECT '\${name}';\n` }],
    'it is meant': ['ALTER TABLE a OWNER TO ${owner};\nSELECT \'${owner}\';\n', {}],
    'it is meant, in other words': ['ALTER TABLE a OWNER TO #[owner];\n', { '../flyway.conf': 'flyway.placeholderPrefix=#[\nflyway.placeholderSuffix=]\nflyway.placeholders.owner=x\n' }],
  }).map(([what, [sql, settings]]) => ({ what: `Flyway does not stumble over what looks like a placeholder: ${what}`, files: { ...YML, 'V1__a.sql': A, 'V2__b.sql': sql, 'V4__d.sql': B, ...settings }, noneOf: ['placeholder-in-sql', 'syntax-error'] })),
  { what: 'Flyway leaves a placeholder that was meant', files: { 'V1__a.sql': A, 'V2__b.sql': 'ALTER TABLE a OWNER TO ${owner};\n', ...Object.fromEntries([3, 4, 5, 6].map((i) => [`V${i}__x.sql`, 'SELECT 1;\n'])), '../flyway.conf': 'flyway.placeholderReplacement=false\n' }, says: ['V2__b.sql: placeholder-in-sql error'] },
  { what: 'goose takes a dollar quote for a variable', files: { '1_a.sql': goose(`-- +goose ENVSUB ON\n${A}-- +goose StatementBegin\n${BODY}-- +goose StatementEnd\n-- +goose ENVSUB OFF\n`) }, says: ['1_a.sql: placeholder-in-sql error'] },
  { what: 'goose takes no dollar for a variable where it is told not to', files: { '1_a.sql': goose(`-- +goose ENVSUB ON\n${A}-- +goose ENVSUB OFF\n-- +goose StatementBegin\n${BODY}-- +goose StatementEnd\n`) }, noneOf: ['placeholder-in-sql'] },
  { what: 'goose takes no dollar for a variable before it is told to, in a body', files: { '1_a.sql': goose(`${A}-- +goose StatementBegin\nDO $$\nBEGIN\n-- +goose envsub on\n  PERFORM '$NAME';\n-- +goose envsub off\nEND $$;\n-- +goose StatementEnd\n`) }, noneOf: ['placeholder-in-sql'] },
  { what: 'goose takes the end of a body for a variable', files: { '1_a.sql': goose(`${A}-- +goose StatementBegin\nDO $$\nBEGIN\n-- +goose envsub on\n  PERFORM '$NAME';\nEND $$;\n-- +goose StatementEnd\n`) }, says: ['1_a.sql: placeholder-in-sql error'] },
  { what: 'goose makes one of two dollars', files: { '1_a.sql': goose(`-- +goose ENVSUB ON\n${A}-- +goose StatementBegin\n${BODY.replaceAll('$$', '$$$$$$$$')}-- +goose StatementEnd\n`) }, noneOf: ['placeholder-in-sql', 'syntax-error'] },
  { what: 'goose stops at a price', files: { '1_a.sql': goose(`-- +goose ENVSUB ON\n${A}COMMENT ON TABLE a IS 'from $5';\n`) }, says: ['1_a.sql: placeholder-in-sql error'] },
  { what: 'goose puts a variable in where it is told to', files: { '1_a.sql': goose(A), '2_b.sql': goose('SELECT 1;\n'), '3_c.sql': goose('SELECT 1;\n'), '4_d.sql': goose('SELECT 1;\n'), '5_e.sql': goose('SELECT 1;\n'), '6_f.sql': goose('-- +goose ENVSUB ON\nGRANT SELECT ON a TO $READER;\nGRANT SELECT ON a TO ${READER:-x};\n-- +goose ENVSUB OFF\n') }, noneOf: ['placeholder-in-sql', 'syntax-error'] },
  { what: 'goose puts no variable in behind OFF', files: { '1_a.sql': goose(A), '2_b.sql': goose('SELECT 1;\n'), '3_c.sql': goose('SELECT 1;\n'), '4_d.sql': goose('SELECT 1;\n'), '5_e.sql': goose('SELECT 1;\n'), '6_f.sql': goose('-- +goose ENVSUB ON\nSELECT 1;\n-- +goose ENVSUB OFF\nGRANT SELECT ON a TO ${READER};\n') }, says: ['6_f.sql: placeholder-in-sql error'] },
  { what: 'tern has no value for a name', files: { 'tern.conf': '[database]\nuser = x\n\n[data]\nreader = r\n', '1_a.sql': tern(`${A}COMMENT ON TABLE a IS 'for {{.readers}}';\n`) }, says: ['1_a.sql: placeholder-in-sql warning'] },
  { what: 'tern has a value for a name', files: { 'tern.conf': '[database]\nuser = x\n\n[data]\nreader = r\n', '1_a.sql': tern(`${A}COMMENT ON TABLE a IS 'for {{ .reader }}';\n-- {{.nobody}}\n`) }, noneOf: ['placeholder-in-sql'] },
  { what: 'tern has a value for a name in another place', files: { 'tern.conf': '[database]\nuser = x\n', '../prod/tern.conf': '[data]\nreader = r\n', '1_a.sql': tern(`${A}COMMENT ON TABLE a IS 'for {{.reader}}';\n`) }, noneOf: ['placeholder-in-sql'] },
  { what: 'a program gives tern its values', files: { ...go('github.com/jackc/tern/v2'), 'tern.conf': '', 'run.go': 'import "github.com/jackc/tern/v2/migrate"\nm.Data["reader"] = r\n', '1_a.sql': tern(`${A}COMMENT ON TABLE a IS 'for {{.reader}}';\n`) }, noneOf: ['placeholder-in-sql'] },
  { what: 'line breaks of two kinds: sqlx', files: { ...SQLX, '1_a.sql': A, '2_b.sql': `${B}SELECT 1;\r\nSELECT 2;\n` }, says: ['2_b.sql: line-breaks-mixed warning'] },
  { what: 'line breaks of two kinds, which .gitattributes settles', files: { ...SQLX, '.gitattributes': '* text=auto\n*.sql -text\n', '1_a.sql': A, '2_b.sql': `${B}SELECT 1;\r\nSELECT 2;\n` }, noneOf: ['line-breaks-mixed'] },
  { what: 'line breaks of two kinds, which .gitattributes settles for pictures alone', files: { ...SQLX, '.gitattributes': '*.png binary\n', '1_a.sql': A, '2_b.sql': `${B}SELECT 1;\r\nSELECT 2;\n` }, says: ['2_b.sql: line-breaks-mixed'] },
  { what: 'line breaks of two kinds are nothing to Flyway', files: { 'V1__a.sql': A, 'V2__b.sql': B, 'V3__c.sql': `SELECT 1;\r\nSELECT 2;\nSELECT 3;\n` }, noneOf: ['line-breaks-mixed'] },
  ...[['* text=auto\n', 'information'], ['*.sql text\n', 'information'], ['*.png binary\n', 'hint'], ['* -text\n*.sql text=auto\n', 'information'], ['*.sql -text\n*.sql !text\n', 'hint'], ['other text eol=lf\n', 'hint'], ['migrations text eol=lf\n', 'hint']].map(([attributes, severity]) => (
    { what: `a checkout with other line breaks: sqlx, with ${JSON.stringify(attributes)}`, base: SQLX, files: { ...SQLX, '../.gitattributes': attributes!, '1_a.sql': A, '2_b.sql': B }, says: [`2_b.sql: line-breaks-not-kept ${severity}`] })),
  ...['*.sql text eol=lf\n', '* text=auto eol=lf\n', '* -text\n', '*.sql\t-text', '*.sql binary\r\n', '/migrations/** eol=lf\n', 'migrations/*.sql eol=lf\n', '**/migrations/* -text\n', '**/*.sql eol=lf\n', '*.sql -crlf\n', '*.sql crlf=input\n', '[attr]raw -text\n*.sql raw\n', '"*.sql" eol=crlf\n', '* text=auto\n*.s?l eol=lf # x\n'].map((attributes) => (
    { what: `a checkout with other line breaks is kept from by ${JSON.stringify(attributes)}`, base: SQLX, files: { ...SQLX, '../.gitattributes': attributes, '1_a.sql': A }, noneOf: ['line-breaks-not-kept'] })),
  { what: 'a checkout with other line breaks, kept from by the folder itself', base: SQLX, files: { ...SQLX, '../.gitattributes': '* text=auto\n', '.gitattributes': '* eol=lf\n', '1_a.sql': A }, noneOf: ['line-breaks-not-kept'] },
  { what: 'a checkout with other line breaks, where there is no git', files: { ...SQLX, '1_a.sql': A }, noneOf: ['line-breaks-not-kept'] },
  { what: 'a checkout with other line breaks is nothing to Flyway', base: { 'V1__a.sql': A }, files: { 'V1__a.sql': A, 'V2__b.sql': B }, noneOf: ['line-breaks-not-kept'] },
  { what: 'a checkout with other line breaks: Atlas', base: { 'atlas.sum': 'h1:\n' }, files: { 'atlas.sum': 'h1:\n', '1_a.sql': A }, says: ['1_a.sql: line-breaks-not-kept hint'] },
  { what: 'a checkout with carriage returns: graphile-migrate', files: { '.gmrc': '{}', 'committed/000001.sql': `--! Previous: -\r\n--! Hash: sha1:0\r\n\r\n${A.replace('\n', '\r\n')}`, 'current.sql': '' }, says: ['committed/000001.sql: integrity-file-mismatch'] },
  { what: 'SQL without a program: db-migrate', files: { ...npm('db-migrate'), '20240101000000-a.js': "read('20240101000000-a-up.sql')", 'sqls/20240101000000-a-up.sql': A, 'sqls/20240101000000-a-down.sql': down('a'), 'sqls/20240102000000-b-up.sql': B, 'sqls/20240102000000-b-down.sql': down('b') }, says: ['sqls/20240102000000-b-up.sql: file-name-invalid', 'sqls/20240102000000-b-down.sql: file-name-invalid'] },
  { what: 'SQL that a program of another name reads: db-migrate', files: { ...npm('db-migrate'), '20240101000000-a.js': "read('20240101000000-x-up.sql')", 'sqls/20240101000000-x-up.sql': A, 'sqls/20240101000000-x-down.sql': down('a') }, noneOf: ['file-name-invalid'] },
  { what: 'sqlc reads the down: node-pg-migrate', files: { ...npm('node-pg-migrate'), ...SQLC, '1704067200000_a.sql': `-- Up Migration\n${A}\n-- Down Migration\n${down('a')}` }, says: ['1704067200000_a.sql: sqlc-reads-down information'] },
  { what: 'sqlc reads the down: a file of postgrator', files: { ...npm('postgrator'), ...SQLC, '1.do.a.sql': A, '1.undo.a.sql': down('a'), '2.do.b.sql': B, '2.undo.b.sql': down('b') }, says: ['1.undo.a.sql: sqlc-reads-down'] },
  { what: 'sqlc reads the down: a blank that goose can do without', files: { ...SQLC, '1_a.sql': `-- +goose Up\n${A}\n--+goose Down\n${down('a')}` }, says: ['1_a.sql: sqlc-reads-down'] },
  ...Object.entries<Files>({ goose: { '1_a.sql': goose(A) }, tern: { '1_a.sql': tern(A) }, dbmate: { '1_a.sql': dbmate(A) }, 'sql-migrate': { '1-a.sql': `-- +migrate Up\n${A}\n-- +migrate Down\n${down('a')}` }, 'golang-migrate': { ...GOLANG, '1_a.up.sql': A, '1_a.down.sql': down('a') } }).map(([tool, files]) => (
    { what: `sqlc leaves out the down: ${tool}`, files: { ...SQLC, ...files }, noneOf: ['sqlc-reads-down'] })),
  { what: 'sqlc reads another folder', files: { 'sqlc.yaml': 'sql:\n  - schema: migrations2\n#   schema: migrations\n', ...npm('node-pg-migrate'), '1704067200000_a.sql': `-- Up Migration\n${A}\n-- Down Migration\n${down('a')}` }, noneOf: ['sqlc-reads-down'] },
  { what: 'an index waits for the lock of Flyway', files: { ...INDEXED, '../flyway.toml': '[flyway]\n' }, says: ['V2__b.sql: concurrently-waits-for-tool warning'] },
  { what: 'an index waits for the lock of Flyway, in a program of Spring Boot', files: { ...INDEXED, ...SPRING('3.3.5'), '../application.yml': 'spring:\n  flyway:\n    enabled: true\n' }, says: ['V2__b.sql: concurrently-waits-for-tool warning'] },
  ...Object.entries<Files>({ 'of what version': { '../flyway.conf': 'flyway.user=x\n' }, 'with what settings': {}, 'with what programs': { '../pom.xml': SPRING('3.3.5')['../pom.xml']!, '../application.yml': 'spring:\n' } }).map(([unknown, files]) => (
    { what: `an index waits for the lock of Flyway, nobody knows ${unknown}`, files: { ...INDEXED, ...files }, says: ['V2__b.sql: concurrently-waits-for-tool information'] })),
  ...Object.entries<Files>({
    '.toml': { '../flyway.toml': '[flyway]\npostgresql.transactional.lock = false\n' }, '.conf': { '../conf/flyway.conf': 'flyway.postgresql.transactional.lock=false\n' },
    'a variable': { '../compose.yml': 'environment:\n  FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK: "false"\n' }, 'another profile': { ...SPRING('3.3.5'), '../application-prod.yml': 'spring.flyway.postgresql.transactional-lock: false\n' },
    'a program': { ...SPRING('3.1.0'), '../src/A.java': 'extension.setTransactionalLock(false);\n' }, 'a plugin': { '../pom.xml': '<postgresqlTransactionalLock>false</postgresqlTransactionalLock>\n' },
    'its age': { '../pom.xml': '<artifactId>flyway-core</artifactId>\n  <version>8.5.13</version>\n' }, 'the age of Spring Boot': SPRING('2.7.18'), 'the age of an image': { '../compose.yml': 'image: flyway/flyway:9.0.4-alpine\n' },
    'the age of a plugin': { '../build.gradle': "id 'org.flywaydb.flyway' version '8.0.1'\n" },
  }).map(([how, files]) => ({ what: `an index does not wait for Flyway: ${how}`, files: { ...INDEXED, ...files }, noneOf: ['concurrently-waits-for-tool'] })),
  { what: 'an index waits for no lock of goose', files: { '1_a.sql': goose(A), '2_b.sql': `-- +goose NO TRANSACTION\n${goose(CIC)}` }, noneOf: ['concurrently-waits-for-tool'] },
  { what: 'SET LOCAL for nothing', files: { '1_a.sql': `-- +goose NO TRANSACTION\n${goose(`SET LOCAL lock_timeout = '5s';\n${A}`)}` }, says: ['1_a.sql: set-local-no-effect'] },
];

for (const { what, files, base, says = [], noneOf = [] } of mistakes)
  test(what, async () => {
    const { workspace } = await workspaceOf(files, base);
    const findings = workspace.audits().flatMap((audit) => audit.findings.map(({ rule, severity, file }) => ({ rule, severity, file: file.slice(audit.folder.path.length + 1) })));
    const words = findings.flatMap(({ rule, severity, file }) => [`${file}: ${rule}`, `${file}: ${rule} ${severity}`]);
    for (const said of says) assert.ok(words.includes(said), `${said} is not among ${JSON.stringify(findings)}`);
    for (const rule of noneOf) assert.ok(!findings.some((finding) => finding.rule === rule), `${rule} is said`);
  });
