import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { parseScript } from '../../../server/src/syntax/parse-script';
import { readSuppressions } from '../../../server/src/syntax/suppressions';
import { fixtureTexts } from '../../fixtures/texts';
import { folder, opened, MemoryDisk, pathOf, workspaceOf } from '../../memory-workspace';

before(loadGrammar);

test('every fixture cut at any offset is read without throwing, within the text', () => {
  for (const { file, text } of fixtureTexts()) {
    for (let at = 0; at <= text.length; at++) {
      const cut = text.slice(0, at);
      const script = parseScript(cut);
      readSuppressions(cut, script);
      for (const statement of script.statements)
        assert.ok(statement.range.start <= statement.range.end && statement.end <= cut.length, `${file} cut at ${at}`);
    }
  }
});

test('every fixture cut here and there is audited without a failing rule', async () => {
  const files = Object.fromEntries(fixtureTexts().filter(({ file }) => file.startsWith('redflag/')).map(({ file, text }) => [file.slice('redflag/'.length), text]));
  const { workspace } = await workspaceOf(files);
  for (const [name, text] of Object.entries(files)) {
    for (let at = 0; at <= text.length; at += 211) {
      workspace.setDocument(pathOf(name), text.slice(0, at));
      workspace.audits();
    }
    workspace.setDocument(pathOf(name), text);
  }
});

test('a broken statement hides nothing before or behind it', async () => {
  const broken = ['CREATE TABEL x (id int);', 'CREATE TABLE x (id int;', 'CREATE TABLE x (id int))', "INSERT INTO a VALUES ('unclosed);", 'CREATE FUNCTION f() RETURNS int AS $$ SELECT 1', 'SELECT "half FROM a;', 'ALTER TABLE a ADD COLUMN', '/* no end'];
  for (const text of broken) {
    const { workspace } = await workspaceOf({
      '001_a.up.sql': `CREATE TABLE a (id int PRIMARY KEY);\n\n${text}\n\nCREATE TABLE b (id int PRIMARY KEY);\n`, '001_a.down.sql': 'DROP TABLE IF EXISTS a, b;\n',
      '002_c.up.sql': 'ALTER TABLE b ADD COLUMN IF NOT EXISTS c text;\n', '002_c.down.sql': 'ALTER TABLE b DROP COLUMN IF EXISTS c;\n',
    });
    const found = workspace.audits().flatMap((audit) => audit.findings);
    assert.equal(found.filter((f) => f.rule === 'syntax-error').length, 1, text);
    assert.ok(found.some((f) => f.rule === 'not-idempotent' && f.message.includes('"a"')), text);
    assert.ok(found.some((f) => f.rule === 'not-idempotent' && f.message.includes('"b"')), text);
    assert.deepEqual(found.filter((f) => f.rule.startsWith('unknown-')).map((f) => f.message), [], text);
  }
});

test('ten thousand statements in five megabytes', async () => {
  const filler = 'x'.repeat(450);
  const text = Array.from({ length: 10_000 }, (_, i) => `CREATE TABLE IF NOT EXISTS t${i} (id int PRIMARY KEY); -- ${filler}\n`).join('');
  assert.ok(text.length > 5_000_000);
  const { workspace } = await workspaceOf({ '001_a.up.sql': `${text}ALTER TABLE t9999 ADD COLUMN x int;\n`, '001_a.down.sql': '-- irreversible: a test\n', '002_b.up.sql': 'ALTER TABLE t5000 ADD COLUMN IF NOT EXISTS x int;\n', '002_b.down.sql': 'ALTER TABLE t5000 DROP COLUMN IF EXISTS x;\n' });
  assert.deepEqual(workspace.audits().flatMap((audit) => audit.findings).map((f) => f.message), ['Running this twice fails: column "x" of relation "t9999" already exists']);
});

test('a folder of two thousand files', async () => {
  const disk = new MemoryDisk(new Map());
  for (let i = 1; i <= 1000; i++) {
    const version = String(i).padStart(4, '0');
    disk.files.set(`${folder}/${version}_t.up.sql`, `CREATE TABLE IF NOT EXISTS t${i} (id int PRIMARY KEY);\n`);
    disk.files.set(`${folder}/${version}_t.down.sql`, `DROP TABLE IF EXISTS t${i};\n`);
  }
  const workspace = await opened(disk);
  assert.equal(workspace.audits()[0]!.folder.migrations.length, 1000);
  workspace.setDocument(`${folder}/1000_t.up.sql`, 'CREATE TABLE t1 (id int PRIMARY KEY);\n');
  assert.deepEqual(workspace.findings(`${folder}/1000_t.up.sql`).map((f) => f.rule), ['duplicate-object']);
});

test('a file that cannot be read is said to be so, and the others are audited', async () => {
  const disk = new MemoryDisk(new Map([[`${folder}/001_a.up.sql`, 'CREATE TABLE a (id int PRIMARY KEY);\n'], [`${folder}/001_a.down.sql`, 'DROP TABLE IF EXISTS a;\n'], [`${folder}/002_b.up.sql`, ''], [`${folder}/002_b.down.sql`, '-- irreversible: x\n']]));
  const read = disk.read.bind(disk);
  disk.read = (path) => {
    if (path.endsWith('002_b.up.sql')) throw new Error('it is a link to a file that is not there');
    return read(path);
  };
  const workspace = await opened(disk);
  assert.deepEqual(workspace.audits().flatMap((a) => a.findings).map((f) => `${f.rule}: ${f.message}`), [
    'not-idempotent: Running this twice fails: relation "a" already exists',
    'file-unreadable: Nothing is known of this file: it is a link to a file that is not there',
  ]);
});

test('a broken upright.json is reported in it, and what is right in it holds', async () => {
  const { workspace, disk } = await workspaceOf({
    '001_a.up.sql': 'CREATE TABLE a (id int);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n', '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n', '002_b.down.sql': 'DROP TABLE IF EXISTS b;\n',
    'upright.json': '{ // comment\n "rules": { "not-idempotent": "off", "no-such": "off", "missing-primary-key": "loud" }, "colour": 1, "since": 5 "x": }',
  });
  assert.deepEqual(workspace.audits().flatMap((a) => a.findings).map((f) => f.rule), ['missing-primary-key']);
  const messages = workspace.findings('/project/upright.json').map((f) => f.message);
  for (const part of ['"colour"', '"since"', '"rules.no-such"', '"rules.missing-primary-key"', 'cannot be read here']) assert.ok(messages.some((m) => m.includes(part)), `${part} in ${messages.join(' | ')}`);
  disk.files.set('/project/upright.json', '{ "rules": { "missing-primary-key": "off" } }');
  workspace.changed('/project/upright.json');
  assert.deepEqual(workspace.findings('/project/upright.json'), []);
  assert.deepEqual(workspace.audits().flatMap((a) => a.findings).map((f) => f.rule), ['not-idempotent']);
});

test('a byte order mark, emoji and CRLF shift nothing', async () => {
  for (const front of ['\ufeff', '-- 😀😀\n', '/* é */ ']) {
    const text = `${front}CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\r\nALTER TABLE a ADD COLUMN "naïve 😀" text;\r\n`;
    const { workspace } = await workspaceOf({ '001_a.up.sql': text, '001_a.down.sql': 'DROP TABLE IF EXISTS a;\r\n', '002_b.up.sql': '-- irreversible: x\n', '002_b.down.sql': '-- irreversible: x\n' });
    const finding = workspace.findings(pathOf('001_a.up.sql')).find((f) => f.rule === 'not-idempotent')!;
    assert.equal(text.slice(finding.range.start, finding.range.end), '"naïve 😀"');
  }
});
