import assert from 'node:assert/strict';
import test from 'node:test';
import { CompletionTriggerKind, type CompletionItem, type Hover, type MarkupContent, type TextEdit } from 'vscode-languageserver-protocol';
import { editorOn, type Client } from './client';

const goose = {
  'go.mod': 'require github.com/pressly/goose/v3 v3.27.0\n',
  'migrations/00001_a.sql': '-- +goose Up\nCREATE TABLE a (id int PRIMARY KEY);\n\n-- +goose Down\nDROP TABLE IF EXISTS a;\n',
};
const file = 'migrations/00001_a.sql';

/** `by`: the character that made the client ask by itself. */
async function offered(editor: Client, line: string, in_ = file, by?: string): Promise<CompletionItem[]> {
  await editor.edit(in_, '', line);
  const text = editor.text(in_);
  const lines = text.split('\n');
  const position = { line: lines.length - 1, character: lines.at(-1)!.length };
  const context = by === undefined ? { triggerKind: CompletionTriggerKind.Invoked } : { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter: by };
  return editor.request('textDocument/completion', { textDocument: { uri: editor.uri(in_) }, position, context });
}

test("after -- the tool's markers and Upright's own comments are offered, in the tool's form", async (t) => {
  const editor = await editorOn(t, goose);
  assert.ok(editor.initialized.capabilities.completionProvider?.triggerCharacters?.includes('-'));
  await editor.open(file);
  const items = await offered(editor, '-- ');
  assert.deepEqual(items.map(({ label }) => label), [
    '-- +goose Up', '-- +goose Down', '-- +goose StatementBegin', '-- +goose StatementEnd', '-- +goose NO TRANSACTION', '-- +goose ENVSUB ON', '-- +goose ENVSUB OFF',
    '-- upright-ignore …: reason', '-- upright-ignore-file …: reason', '-- irreversible: …',
  ]);
  const edit = items[2]!.textEdit as TextEdit;
  assert.deepEqual([edit.newText, editor.textAt(file, edit.range)], ['-- +goose StatementBegin', '-- ']);
  assert.deepEqual((items[7]!.textEdit as TextEdit).newText, '-- upright-ignore ');
  assert.match((items[0]!.documentation as MarkupContent).value, /^Starts what `goose up` runs\.$/);
});

test('what is typed chooses among them, and a comment of other words has none', async (t) => {
  const editor = await editorOn(t, goose);
  await editor.open(file);
  const labels = async (line: string, by?: string) => (await offered(editor, `\n${line}`, file, by)).map(({ label }) => label);
  assert.deepEqual(await labels('-- +goose s', 's'), ['-- +goose StatementBegin', '-- +goose StatementEnd']);
  assert.deepEqual(await labels('--u'), ['-- upright-ignore …: reason', '-- upright-ignore-file …: reason']);
  assert.deepEqual(await labels('-- person'), []);
  for (const line of ['--', '-- ', '-----']) assert.deepEqual(await labels(line, line.at(-1)!), [], 'Enter would take the first one');
});

test('after upright-ignore the rules are, those of the file first', async (t) => {
  const editor = await editorOn(t, goose);
  await editor.open(file);
  const items = await offered(editor, '-- upright-ignore syntax-error, not-');
  const first = [...items].sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1))[0]!;
  assert.equal(first.label, 'not-idempotent');
  assert.equal(editor.textAt(file, (first.textEdit as TextEdit).range), 'not-');
  assert.ok(items.length > 30);
  assert.ok((await offered(editor, '\nSELECT 1; -- upright-ignore not')).some(({ label }) => label === 'not-idempotent'), 'beside a statement');
});

test('nothing is offered elsewhere: in SQL, in a string, a body or another comment, before other text', async (t) => {
  const editor = await editorOn(t, goose);
  await editor.open(file);
  for (const line of ['SELECT', "\nSELECT '\n--", "'; SELECT $$\n--", '$$; /*\n--', '\n*/ SELECT 1; --']) assert.deepEqual(await offered(editor, line), [], line);
  const position = { line: 0, character: 4 };
  assert.deepEqual(await editor.request('textDocument/completion', { textDocument: { uri: editor.uri(file) }, position }), []);
});

test('what a tool looks for at the top is offered there alone', async (t) => {
  const editor = await editorOn(t, { 'Cargo.toml': '[dependencies]\nsqlx = { version = "0.8", features = ["migrate"] }\n', 'migrations/0001_a.sql': '', 'migrations/0002_b.sql': 'CREATE TABLE b (id int PRIMARY KEY);\n' });
  await editor.open('migrations/0001_a.sql');
  await editor.open('migrations/0002_b.sql');
  assert.equal((await offered(editor, '--', 'migrations/0001_a.sql'))[0]!.label, '-- no-transaction');
  assert.ok(!(await offered(editor, '--', 'migrations/0002_b.sql')).some(({ label }) => label === '-- no-transaction'));
});

test('a marker, a directive and a suppression say what they do', async (t) => {
  const editor = await editorOn(t, { ...goose, [file]: `-- +goose NO TRANSACTION\n-- upright-ignore-file not-idempotent: tried\n${goose[file]}\n-- +goose Sideways\n` });
  const hovered = async (mark: string) => ((await editor.at<Hover | null>('textDocument/hover', file, mark))?.contents as MarkupContent | undefined)?.value;
  assert.equal(await hovered('+goose N|O'), 'goose opens no transaction for this file, up and down, and sends each statement on its own. (goose)');
  assert.equal(await hovered('+goose D|own'), 'Starts what `goose down` runs. (goose)');
  assert.equal(await hovered('upright-ig|nore'), 'Upright says nothing of these rules in this file. (Upright)');
  assert.match((await hovered('Side|ways'))!, /marker-invalid/);
});
