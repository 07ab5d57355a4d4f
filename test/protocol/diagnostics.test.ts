import assert from 'node:assert/strict';
import test from 'node:test';
import { vscodeAbilities } from './abilities';
import { editorOn } from './client';
import { redflag, uriOf } from './temporary-folder';

const subsystems = '024_disable_updates_subsystem.up.sql';

test('the server says what it does, in UTF-16', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  const { capabilities, serverInfo } = editor.initialized;
  assert.equal(capabilities.positionEncoding, 'utf-16');
  assert.deepEqual(capabilities.diagnosticProvider, { identifier: 'upright', interFileDependencies: true, workspaceDiagnostics: true });
  assert.equal(serverInfo?.name, 'upright');
});

test('a pulled diagnostic has its rule, page, range and where the rest of it is', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  await editor.open(subsystems);
  const diagnostic = (await editor.diagnostics(subsystems)).find(({ code }) => code === 'unknown-column')!;
  assert.equal(diagnostic.source, 'upright');
  assert.equal(diagnostic.severity, 1);
  assert.match(diagnostic.codeDescription!.href, /^https:.*unknown-column/);
  assert.equal(editor.textAt(subsystems, diagnostic.range), 'deprecated');
  const [related] = diagnostic.relatedInformation!;
  assert.equal(related?.location.uri, editor.uri('015_agent_subsystems.up.sql'));
  assert.equal(editor.textAt('015_agent_subsystems.up.sql', related!.location.range), 'agent_subsystems');
});

test('a result id answers "unchanged" until the text or what it rests on changes', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  await editor.open(subsystems);
  const first = await editor.pull(subsystems);
  const second = await editor.pull(subsystems, first.resultId);
  assert.deepEqual(second, { kind: 'unchanged', resultId: first.resultId });

  await editor.edit(subsystems, '', '\n-- end\n');
  const third = await editor.pull(subsystems, first.resultId);
  assert.equal(third.kind, 'full');

  await editor.open('015_agent_subsystems.up.sql');
  await editor.edit('015_agent_subsystems.up.sql', 'subsystem ', 'deprecated boolean,\n    subsystem ');
  const fourth = await editor.pull(subsystems, third.resultId);
  assert.equal(fourth.kind, 'full');
  assert.ok(fourth.kind === 'full' && !fourth.items.some(({ code }) => code === 'unknown-column'));
});

test('closing an edited document goes back to what is on disk', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  await editor.open(subsystems);
  await editor.edit(subsystems, 'deprecated = true', 'enabled = true');
  assert.ok(!(await editor.rules(subsystems)).includes('unknown-column'));
  await editor.close(subsystems);
  assert.ok((await editor.rules(subsystems)).includes('unknown-column'));
});

test('the workspace request reports every migration and stays open for what follows', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  const watch = editor.watchWorkspace();
  await editor.until('the folder is reported', () => watch.reports.has(editor.uri(subsystems)));
  assert.ok(watch.rules(subsystems)?.includes('unknown-column'));
  assert.deepEqual(watch.rules('026_add_command_expiry.up.sql'), []);
  assert.ok(watch.rules('018_create_scanner_config_table.sql')?.includes('file-name-invalid'));

  watch.reports.clear();
  await editor.open('015_agent_subsystems.up.sql');
  await editor.edit('015_agent_subsystems.up.sql', 'subsystem ', 'deprecated boolean,\n    subsystem ');
  await editor.until('the file that depends on it is reported', () => watch.rules(subsystems) !== undefined);
  assert.ok(!watch.rules(subsystems)!.includes('unknown-column'));
  assert.equal(watch.reports.has(editor.uri('026_add_command_expiry.up.sql')), false, 'what has not changed is not sent again');
  assert.equal(watch.ended, false);
});

test('the workspace request says "unchanged" of what the client has already, and empties what is gone', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  const first = editor.watchWorkspace();
  await editor.until('the folder is reported', () => first.reports.has(editor.uri('018_create_scanner_config_table.sql')));
  const known = [...first.reports].map(([uri, report]) => ({ uri, value: report.resultId! }));
  const gone = uriOf('/elsewhere/001_gone.up.sql');
  const second = editor.watchWorkspace([...known, { uri: gone, value: 'x' }]);
  await editor.until('the second answer is there', () => second.reports.size === known.length + 1);
  for (const { uri } of known) assert.equal(second.reports.get(uri)?.kind, 'unchanged');
  assert.deepEqual(second.reports.get(gone), { kind: 'full', uri: gone, version: null, items: [] });
});

test('without partial results the workspace request is answered as soon as there is news', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  const report = await editor.request<{ items: { uri: string }[] }>('workspace/diagnostic', { previousResultIds: [] });
  assert.ok(report.items.some(({ uri }) => uri === editor.uri(subsystems)));
});

test('a cancelled workspace request ends', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  const watch = editor.watchWorkspace();
  await editor.until('the folder is reported', () => watch.reports.size > 10);
  watch.cancel();
  await assert.rejects(watch.answer, { code: -32800 });
});

test('a client that cannot pull is sent every file, open or not, and again what changes', async (t) => {
  const { diagnostic: _, ...textDocument } = vscodeAbilities.textDocument!;
  const editor = await editorOn(t, { copyOf: redflag }, { capabilities: { ...vscodeAbilities, textDocument } });
  assert.equal(editor.initialized.capabilities.diagnosticProvider, undefined);
  const rules = (file: string) => editor.published.get(editor.uri(file))?.diagnostics.map(({ code }) => code);
  await editor.until('the folder is reported', () => rules(subsystems)?.includes('unknown-column') === true);

  await editor.open(subsystems);
  await editor.edit(subsystems, 'deprecated = true', 'enabled = true');
  await editor.until('the finding is gone', () => rules(subsystems)?.includes('unknown-column') === false);
  assert.equal(editor.published.get(editor.uri(subsystems))?.version, 2);
});

test('what is no migration, or no file, gets an empty answer', async (t) => {
  const editor = await editorOn(t, { '001_a.up.sql': 'CREATE TABLE a (id int);\n', 'notes/query.sql': 'SELEC 1;\n' });
  assert.deepEqual(await editor.diagnostics('notes/query.sql'), []);
  for (const uri of ['untitled:Untitled-1', 'git:/a/001_a.up.sql?ref', 'file:///nowhere/001_a.up.sql', 'file:///c%3A/x/001_a.up.sql', 'vscode-remote://host/x.sql', 'not a uri', '']) {
    const report = await editor.request('textDocument/diagnostic', { textDocument: { uri } });
    assert.deepEqual((report as { items: unknown[] }).items, [], uri);
    assert.equal(await editor.request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 0 } }), null);
    assert.deepEqual(await editor.request('textDocument/codeLens', { textDocument: { uri } }), []);
  }
});

test('a document that is open under another spelling of its URI is answered under that one', async (t) => {
  const editor = await editorOn(t, { 'my migrations %/001_ä.up.sql': 'CREATE TABEL a (id int);\n', 'my migrations %/002_b.up.sql': 'SELECT 1;\n' });
  const file = 'my migrations %/001_ä.up.sql';
  const spelled = editor.uri(file).replace('upright-', 'upright%2D');
  await editor.open(file, undefined, spelled);
  const report = await editor.request<{ items: { code: string }[] }>('textDocument/diagnostic', { textDocument: { uri: spelled } });
  assert.ok(report.items.some(({ code }) => code === 'syntax-error'));
  const watch = editor.watchWorkspace();
  await editor.until('the file is reported', () => watch.reports.has(spelled));
});

test('ranges count UTF-16 units, also behind an emoji', async (t) => {
  const editor = await editorOn(t, { '001_a.up.sql': "CREATE TABLE a (id int PRIMARY KEY, t text);\n/* 😀 ä */ INSERT INTO a (id, t, wrong) VALUES (1, '😀', 2) ON CONFLICT DO NOTHING;\n", '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' });
  const diagnostic = (await editor.diagnostics('001_a.up.sql')).find(({ code }) => code === 'unknown-column')!;
  assert.equal(editor.textAt('001_a.up.sql', diagnostic.range), 'wrong');
});
