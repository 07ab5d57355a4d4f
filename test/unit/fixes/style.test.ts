import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { inverseOf } from '../../../server/src/fixes/create-down';
import { inStyle, styleOf } from '../../../server/src/fixes/style';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { parseScript } from '../../../server/src/syntax/parse-script';
import { applyEdits } from '../../../server/src/text/edits';
import { workspaceOf } from '../../memory-workspace';

before(loadGrammar);

const style = (text: string) => styleOf(text, parseScript(text).statements);

/** The up after the first fix of the first finding of a rule. */
async function mended(up: string, rule: string): Promise<string> {
  const { workspace } = await workspaceOf({ '001_a.up.sql': up, '001_a.down.sql': 'select 1;\n' });
  const finding = workspace.audits().flatMap((audit) => audit.findings).find((found) => found.rule === rule);
  assert.ok(finding, `no ${rule}`);
  const [change] = workspace.checkedChanges(finding, finding.fixes[0]!)!;
  return change?.kind === 'edit' ? applyEdits(up, change.edits) : '';
}

test('how a file is written is told by its statements and by the lines that are indented once', () => {
  assert.deepEqual(style('create table a (\n  id int\n);\n'), { lower: true, indent: '  ' });
  assert.deepEqual(style('CREATE TABLE a (\r\n\tid int\r\n);\r\n'), { lower: false, indent: '\t' });
  assert.deepEqual(style('-- A note\n\nCreate table a (id int);\n'), { lower: false, indent: '    ' });
  assert.deepEqual(style('create table a (\n  id int,\n    b int\n);\ncreate table b (\n    id int\n);\nDROP TABLE c,\n    d;\n'), { lower: true, indent: '    ' });
  assert.deepEqual(style(''), { lower: false, indent: '    ' });
});

test('keywords change their case, names in quotes, strings, bodies and comments do not', () => {
  const sql = `-- A NOTE\nCREATE TABLE "ABC" (\n    a TEXT DEFAULT 'X',\n        b INT\n) /* OF IT */;\nDO $$ BEGIN NULL; END $$;\n`;
  assert.equal(inStyle(sql, { lower: true, indent: '\t' }), `-- A NOTE\ncreate table "ABC" (\n\ta text default 'X',\n\t\tb int\n) /* OF IT */;\ndo $$ BEGIN NULL; END $$;\n`);
  assert.equal(inStyle(sql, { lower: false, indent: '    ' }), sql);
});

test('a fix is written as the statement is to which it belongs', async () => {
  assert.equal(await mended("create type mood as enum (\n\t'ok'\n);\n", 'not-idempotent'), "do $$\nbegin\n\tcreate type mood as enum (\n\t\t'ok'\n\t);\nexception\n\twhen duplicate_object then null;\nend\n$$;\n".replace("\n\t\t'ok'\n\t)", "\n\t'ok'\n)"));
  const table = 'create table if not exists "ABC" (id int primary key);\n';
  assert.equal(await mended(`${table}create policy "MINE" on "ABC" using (true);\n`, 'not-idempotent'), `${table}drop policy if exists "MINE" on "ABC";\ncreate policy "MINE" on "ABC" using (true);\n`);
  const posts = 'create table if not exists users (id int primary key);\ncreate table if not exists posts (id int primary key, author int references users (id));\n';
  assert.equal(await mended(posts, 'fk-missing-index'), `${posts.trimEnd()}\ncreate index if not exists posts_author_idx on posts (author);\n`);
  assert.match(await mended(posts, 'fk-without-on-delete'), /references users \(id\) on delete restrict\)/);
});

test('a new down is written as its up is', async () => {
  const { workspace } = await workspaceOf({
    '001_a.up.sql': 'create table a (\n  id int primary key,\n  n int\n);\n', '001_a.down.sql': 'drop table a;\n',
    '002_b.up.sql': 'drop table a;\ncreate table "B" (\n  id int\n);\n',
  });
  assert.equal(inverseOf(workspace.audits()[0]!.context!.migrations[1]!), 'drop table if exists "B";\n-- the rows that 002_b dropped with a are not restored\ncreate table a (\n  id int primary key,\n  n int\n);\n');
});
