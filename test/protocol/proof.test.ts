import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { CodeLens, Diagnostic, Hover, MarkupContent, WorkspaceEdit } from 'vscode-languageserver-protocol';
import type { OpenPostgres } from '../../server/src/audit/proofs';
import type { FolderStatus } from '../../server/src/lsp/protocol';
import { embedded } from '../postgres/databases';
import { editorOn, type Client } from './client';

const files = {
  '001_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY, name text);\n',
  '001_users.down.sql': 'DROP TABLE IF EXISTS users;\n',
  '002_mail.up.sql': 'ALTER TABLE users ADD COLUMN IF NOT EXISTS mail text;\nCREATE INDEX IF NOT EXISTS users_mail ON users (mail);\n',
  '002_mail.down.sql': 'DROP INDEX IF EXISTS users_mail;\n',
  '003_type.up.sql': 'ALTER TABLE users ALTER COLUMN name TYPE varchar(20);\n',
};

const database = embedded();
const openPostgres: OpenPostgres = ({ timeoutMs }) => database.open(timeoutMs);
const patience = 60_000;

async function proved(editor: Client): Promise<FolderStatus> {
  let status: FolderStatus | undefined;
  const deadline = Date.now() + patience;
  while (status?.postgres.state !== 'ran') {
    assert.ok(Date.now() < deadline, `still ${JSON.stringify(status?.postgres)}`);
    [status] = await editor.request<FolderStatus[]>('upright/folders', {});
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return status;
}

/** The file's findings, as soon as they are as they should be. */
async function untilFindings(editor: Client, file: string, isSo: (found: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await editor.diagnostics(file);
    if (isSo(found)) return found;
    assert.ok(Date.now() < deadline, JSON.stringify(found.map(({ code, message }) => [code, message])));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const onPostgres = (t: TestContext, content: Record<string, string> = files, more: object = {}) => editorOn(t, content, { openPostgres, ...more });

test('the folder is proved by itself; lens, hover, status and explanation say how it went', async (t) => {
  const editor = await onPostgres(t);
  const { proved: counts } = await proved(editor);
  assert.deepEqual(counts, { applies: 3, twice: 3, reverses: 1 });
  const lenses = async (file: string) => (await editor.at<CodeLens[]>('textDocument/codeLens', file)).map(({ command }) => [command!.title, command!.command]);
  assert.deepEqual(await lenses('001_users.up.sql'), [['down: 001_users.down.sql', 'upright.openPartner'], ['✓ applies  ✓ runs twice  ✓ down restores', 'upright.explainFile']]);
  assert.deepEqual(await lenses('002_mail.up.sql'), [
    ['down: 002_mail.down.sql', 'upright.openPartner'], ['✓ applies  ✓ runs twice  ✗ down restores', 'upright.explainFile'],
    ['locks users (ACCESS EXCLUSIVE)', 'upright.explainFile'], ['compare what the down leaves', 'upright.compareDown'],
  ]);
  assert.deepEqual((await lenses('003_type.up.sql')).slice(2), [['rewrites users (ACCESS EXCLUSIVE)', 'upright.explainFile']]);
  const hover = await editor.at<Hover>('textDocument/hover', '003_type.up.sql', 'AL|TER TABLE');
  assert.equal((hover.contents as MarkupContent).value, '**PostgreSQL**\n\n- Locks table users: ACCESS EXCLUSIVE\n- Rewrites table users');
  const { markdown } = await editor.request<{ markdown: string }>('upright/explain', { uri: editor.uri('002_mail.up.sql') });
  assert.match(markdown, /^- The down restores the schema: no, left over: column public\.users\.mail$/m);
});

test('a down that forgets is found where the up made the thing, and mended by what it lacks', async (t) => {
  const editor = await onPostgres(t);
  const [finding] = await untilFindings(editor, '002_mail.up.sql', (found) => found.length > 0);
  assert.deepEqual([finding!.code, editor.textAt('002_mail.up.sql', finding!.range), finding!.message, finding!.data], ['down-not-inverse', 'mail', 'The down leaves column public.users.mail behind', { evidence: 'postgresql' }]);
  const actions = await editor.actions('002_mail.up.sql', 'mail text');
  await editor.choose(actions.find(({ title }) => title === 'Add ALTER TABLE users DROP COLUMN IF EXISTS mail to the down'));
  assert.equal(editor.text('002_mail.down.sql'), 'DROP INDEX IF EXISTS users_mail;\nALTER TABLE users DROP COLUMN IF EXISTS mail;\n');
  await editor.watched(['002_mail.down.sql', 2]);
  await untilFindings(editor, '002_mail.up.sql', (found) => found.length === 0);
  assert.equal((await proved(editor)).proved.reverses, 2);
});

test("what is typed gets PostgreSQL's words, and loses them when it is mended", async (t) => {
  const editor = await onPostgres(t, { ...files, 'upright.json': '{ "rules": { "missing-down": "off" } }' });
  await proved(editor);
  await editor.open('003_type.up.sql');
  await editor.edit('003_type.up.sql', '', "INSERT INTO users (id, name) VALUES (1, 'a name of more than twenty letters');\n");
  const [finding] = await untilFindings(editor, '003_type.up.sql', (found) => found.some(({ code }) => code === 'apply-fails'));
  assert.deepEqual([finding!.message, finding!.data], ['This fails: value too long for type character varying(20)', { evidence: 'postgresql', sqlstate: '22001' }]);
  await editor.edit('003_type.up.sql', 'a name of more than twenty letters', 'Ada');
  await untilFindings(editor, '003_type.up.sql', (found) => !found.some(({ code }) => code === 'apply-fails'));
});

test('the missing down is tried before it is made, and restores exactly', async (t) => {
  const editor = await onPostgres(t);
  const { edit, proved: says } = await editor.request<{ edit: WorkspaceEdit; proved: string }>('upright/createDown', { uri: editor.uri('003_type.up.sql') });
  assert.equal(says, 'Proved: up and down were run, and the schema is what it was before');
  await editor.apply(edit);
  assert.equal(editor.text('003_type.down.sql'), 'ALTER TABLE users ALTER COLUMN name TYPE text;\n');
});

test('the schema before and after a migration, and after its down, can be compared', async (t) => {
  const editor = await onPostgres(t);
  const { before, after, afterDown } = await editor.request<Record<string, string>>('upright/schemas', { uri: editor.uri('002_mail.up.sql') });
  assert.match(before!, /^table public\.users$/m);
  assert.doesNotMatch(before!, /column mail/);
  assert.match(after!, /^ {2}index users_mail\n {4}definition: CREATE INDEX users_mail ON public\.users USING btree \(mail\)$/m);
  assert.match(afterDown!, /^ {2}column mail\n {4}type: text$/m);
});

test('Prove This Migration answers in words', async (t) => {
  const editor = await onPostgres(t);
  assert.deepEqual(await editor.request('upright/prove', { uri: editor.uri('001_users.up.sql') }), { message: '✓ applies  ✓ runs twice  ✓ down restores' });
  assert.deepEqual(await editor.request('upright/prove', {}), { message: 'Of 3 migrations 3 apply, 3 run twice, 1 are restored by their down' });
});

test('a statement that does not end holds up nothing else, and the next text is proved', async (t) => {
  const editor = await onPostgres(t, { ...files, 'upright.json': '{ "postgres": { "timeoutMs": 3000 }, "rules": { "missing-down": "off" } }' });
  await proved(editor);
  await editor.open('003_type.up.sql');
  await editor.edit('003_type.up.sql', '', 'DO $$ BEGIN LOOP END LOOP; END $$;\n');
  const { postgres } = (await editor.request<FolderStatus[]>('upright/folders', {}))[0]!;
  assert.notEqual(postgres.state, 'failed');
  assert.deepEqual(await editor.request('upright/prove', { uri: editor.uri('003_type.up.sql') }), { message: '? applies  ? runs twice' });
  const explained = await editor.request<{ markdown: string }>('upright/explain', { uri: editor.uri('003_type.up.sql') });
  assert.match(explained.markdown, /Applies: could not be proved: it did not end within 3000 ms and was ended/);
  await editor.edit('003_type.up.sql', 'LOOP END LOOP', 'PERFORM missing()');
  await untilFindings(editor, '003_type.up.sql', (found) => found.some(({ message }) => String(message).startsWith('This fails: function missing() does not exist\n')));
});

test('nothing is run in an untrusted workspace, nor when the setting is off, nor where upright.json says so', async (t) => {
  let opened = 0;
  const counting: OpenPostgres = (settings) => (opened++, openPostgres(settings));
  const states = async (content: Record<string, string>, more: object) => {
    const editor = await editorOn(t, content, { openPostgres: counting, ...more });
    await editor.diagnostics('001_users.up.sql');
    await editor.request('upright/prove', {});
    return (await editor.request<FolderStatus[]>('upright/folders', {})).map(({ postgres }) => postgres);
  };
  assert.deepEqual(await states(files, { trusted: false }), [{ state: 'off', reason: 'nothing is run in an untrusted workspace' }]);
  assert.deepEqual(await states({ ...files, 'upright.json': '{ "postgres": { "enabled": false } }' }, {}), [{ state: 'off', reason: 'upright.json says so' }]);
  assert.equal(opened, 0);
});

test('where there is no PostgreSQL to be had the text answers alone, and the status says why', async (t) => {
  const editor = await editorOn(t, { ...files, '002_mail.up.sql': 'UPDATE users SET nme = 1;\n' }, { openPostgres: () => Promise.reject(new Error('there is no such server')) });
  await editor.request('upright/prove', {});
  assert.deepEqual(await editor.rules('002_mail.up.sql'), ['unknown-column']);
  assert.deepEqual((await editor.request<FolderStatus[]>('upright/folders', {})).map(({ postgres }) => postgres), [{ state: 'failed', reason: 'there is no such server' }]);
});

const attacks: Readonly<Record<string, RegExp>> = {
  'SELECT pg_sleep(1e6);': /it did not end within 3000 ms and was ended/,
  'WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 1 FROM r) SELECT count(*) FROM r;': /it did not end within 3000 ms and was ended/,
  'DO $$ BEGIN LOOP END LOOP; END $$;': /it did not end within 3000 ms and was ended/,
  "INSERT INTO users (id) SELECT i FROM generate_series(1, 1000000000) i;": /No space left on device|it did not end within 3000 ms and was ended/,
  "COPY users FROM PROGRAM 'id';": /no programs are run here/,
  "SELECT pg_read_file('/etc/passwd');": /No such file/,
  "COPY users TO '/pglite/data/global/pg_control';": /Permission denied/,
  'CREATE EXTENSION IF NOT EXISTS dblink;': /extension "dblink" is not available here/,
};

test('whatever is typed is ended or refused, and the next edit is proved again', async (t) => {
  const editor = await onPostgres(t, { ...files, 'upright.json': '{ "postgres": { "timeoutMs": 3000 } }' });
  await proved(editor);
  await editor.open('003_type.up.sql');
  const answer = async () => (await editor.request<{ markdown: string }>('upright/explain', { uri: editor.uri('003_type.up.sql') })).markdown;
  const untilAnswer = async (pattern: RegExp) => {
    const deadline = Date.now() + patience;
    for (let said = await answer(); !pattern.test(said); said = await answer()) {
      assert.ok(Date.now() < deadline, said);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const harmless = editor.text('003_type.up.sql');
  for (const [attack, reason] of Object.entries(attacks)) {
    await editor.edit('003_type.up.sql', '', `${attack}\n`);
    await untilAnswer(new RegExp(`^- Applies: could not be proved: .*(?:${reason.source})`, 'm'));
    // The text's findings and the other files' go on.
    assert.deepEqual((await editor.diagnostics('002_mail.up.sql')).map(({ code }) => code), ['down-not-inverse']);
    await editor.edit('003_type.up.sql', `${attack}\n`, '');
    assert.equal(editor.text('003_type.up.sql'), harmless);
    await untilAnswer(/^- Applies: yes$/m);
  }
});
