import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { nodeDisk } from '../../server/src/audit/node-disk';
import { editorOn, type Client } from './client';
import { redflag } from './temporary-folder';

const file = '001_a.up.sql';
const files = { [file]: 'CREATE TABLE a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' };

/** It answers as if nothing had been. */
async function isWell(editor: Client): Promise<void> {
  assert.deepEqual(await editor.rules(file), ['not-idempotent']);
}

test('messages that are none, and methods that nobody knows', async (t) => {
  const editor = await editorOn(t, files);
  const framed = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  for (const body of ['{ not json', '"a text"', '[]', 'null', '{"jsonrpc":"2.0"}', '{"jsonrpc":"2.0","id":{},"method":7}', '{"jsonrpc":"2.0","id":99,"result":1}', '{"jsonrpc":"2.0","method":"nobody/knows"}'])
    editor.toServer.write(framed(body));
  await assert.rejects(editor.request('nobody/knowsThis', {}), { code: -32601 });
  await isWell(editor);
});

test('requests without their parameters are refused one by one', async (t) => {
  const editor = await editorOn(t, files);
  for (const method of ['textDocument/hover', 'textDocument/diagnostic', 'textDocument/codeAction', 'textDocument/definition', 'textDocument/codeLens', 'upright/partner', 'upright/fixFile'])
    for (const params of [{}, { textDocument: {} }, { textDocument: null }, { textDocument: { uri: 7 } }]) await assert.rejects(editor.request(method, params), { code: -32602 }, method);
  await assert.rejects(editor.request('textDocument/hover', { textDocument: { uri: editor.uri(file) } }));
  await assert.rejects(editor.request('textDocument/codeAction', { textDocument: { uri: editor.uri(file) }, range: 'here' }));
  for (const method of ['textDocument/didChange', 'textDocument/didOpen', 'textDocument/didClose', 'workspace/didChangeWatchedFiles'])
    for (const params of [{}, { textDocument: { uri: editor.uri(file) } }, { changes: [{}] }]) await editor.connection.sendNotification(method, params);
  await isWell(editor);
});

test('places outside the text are taken for its end', async (t) => {
  const editor = await editorOn(t, files);
  for (const position of [{ line: 99, character: 0 }, { line: 0, character: 9999 }, { line: 1e9, character: 1e9 }]) {
    const textDocument = { uri: editor.uri(file) };
    await editor.request('textDocument/hover', { textDocument, position });
    await editor.request('textDocument/definition', { textDocument, position });
    await editor.request('textDocument/codeAction', { textDocument, range: { start: position, end: position }, context: { diagnostics: [] } });
  }
  await isWell(editor);
});

test('an exception in a request is logged, answered as an error, and harms nothing else', async (t) => {
  let broken = false;
  // What is thrown is no Error, which nobody is prepared for.
  const read = (path: string) => {
    if (broken && path.endsWith(file)) throw undefined;
    return nodeDisk.read(path);
  };
  const list = (root: string) => (broken ? Promise.reject(new Error('the disk is on fire')) : nodeDisk.list(root));
  const editor = await editorOn(t, files, { disk: { ...nodeDisk, read, list } });
  await isWell(editor);

  broken = true;
  await editor.watched([file, 2]);
  await assert.rejects(editor.rules(file), { code: -32603 });
  assert.ok(editor.logged.some((line) => line.startsWith('textDocument/diagnostic failed: TypeError')));
  assert.deepEqual(await editor.rules('001_a.down.sql').catch(() => []), []);
  await editor.request('upright/audit', {}).catch(() => {});
  assert.ok(editor.logged.some((line) => line.includes('the disk is on fire')));

  broken = false;
  await editor.watched([file, 2]);
  await isWell(editor);
});

test('a cancelled request is answered as cancelled', async (t) => {
  const { CancellationTokenSource } = await import('vscode-languageserver-protocol/node');
  const editor = await editorOn(t, files);
  const source = new CancellationTokenSource();
  const answer = editor.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: editor.uri(file) } }, source.token);
  source.cancel();
  await assert.rejects(answer, { code: -32800 });
  await isWell(editor);
});

test('quick typing: every answer is about a text at least as new as its question, the last one about the last', async (t) => {
  const editor = await editorOn(t, files);
  await editor.open(file);
  const answers: Promise<string[]>[] = [];
  for (let i = 0; i < 50; i++) {
    await editor.edit(file, '', i % 2 === 0 ? 'CREATE TABEL b;\n' : '');
    if (i % 2 === 1) await editor.edit(file, 'CREATE TABEL b;\n', '');
    answers.push(editor.rules(file));
  }
  assert.deepEqual((await Promise.all(answers)).at(-1), ['not-idempotent']);
});

test('a document of five megabytes', async (t) => {
  const row = "INSERT INTO a (id) VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10) ON CONFLICT DO NOTHING; -- äöü 😀\n";
  const text = `CREATE TABLE a (id int PRIMARY KEY);\n${row.repeat(Math.ceil((5 * 1024 * 1024) / row.length))}`;
  const editor = await editorOn(t, files);
  await editor.open(file, text);
  assert.deepEqual(await editor.rules(file), ['not-idempotent']);
  await editor.edit(file, 'CREATE TABLE a', 'CREATE TABLE IF NOT EXISTS a');
  assert.deepEqual(await editor.rules(file), []);
  assert.ok((await editor.at<unknown[]>('textDocument/foldingRange', file)).length >= 0);
});

test('every request on every character of a file that is cut anywhere', async (t) => {
  const editor = await editorOn(t, { copyOf: redflag });
  const cut = '020_add_command_signatures.up.sql';
  const whole = editor.text(cut);
  await editor.open(cut);
  for (let end = whole.length; end > 0; end -= 211) {
    await editor.connection.sendNotification('textDocument/didChange', { textDocument: { uri: editor.uri(cut), version: 10_000 - end }, contentChanges: [{ text: whole.slice(0, end) }] });
    const lines = whole.slice(0, end).split('\n');
    const textDocument = { uri: editor.uri(cut) };
    const position = { line: lines.length - 1, character: lines.at(-1)!.length };
    await Promise.all([
      editor.request('textDocument/diagnostic', { textDocument }),
      editor.request('textDocument/hover', { textDocument, position }),
      editor.request('textDocument/definition', { textDocument, position }),
      editor.request('textDocument/references', { textDocument, position, context: { includeDeclaration: true } }),
      editor.request('textDocument/documentSymbol', { textDocument }),
      editor.request('textDocument/foldingRange', { textDocument }),
      editor.request('textDocument/codeLens', { textDocument }),
      editor.request('textDocument/codeAction', { textDocument, range: { start: { line: 0, character: 0 }, end: position }, context: { diagnostics: [] } }),
    ]);
  }
  assert.deepEqual(editor.logged.filter((line) => / failed/.test(line)), []);
});

test('as a process it speaks the protocol on its standard output and nothing else', async (t) => {
  const server = spawn(process.execPath, ['--import', 'tsx', join(__dirname, '../../server/src/lsp/main.ts'), '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  t.after(() => server.kill());
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  let output = '';
  server.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => server.on('exit', resolve));
  send({ id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } });
  send({ method: 'initialized', params: {} });
  send({ id: 2, method: 'upright/folders', params: {} });
  while (!output.includes('"id":2')) await new Promise((resolve) => setTimeout(resolve, 20));
  send({ id: 3, method: 'shutdown' });
  send({ method: 'exit' });
  assert.equal(await exited, 0);
  const rest = output.replace(/Content-Length: (\d+)\r\n\r\n/g, '\u0000');
  for (const message of rest.split('\u0000').slice(1)) JSON.parse(message);
  assert.ok(output.startsWith('Content-Length'));
});
