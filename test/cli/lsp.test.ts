import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { environment, folderOf, programFile, twice, upright } from './upright';

test('the language server speaks over standard input and output, and ends with its client', async () => {
  const folder = folderOf(twice);
  const server = spawn(process.execPath, [programFile, 'lsp', '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'], env: environment });
  const ended = new Promise<number | null>((resolve) => server.on('exit', resolve));
  const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  connection.listen();
  const uri = `file://${folder}`;
  const { serverInfo } = await connection.sendRequest<{ serverInfo: { name: string } }>('initialize', { processId: process.pid, rootUri: uri, capabilities: { textDocument: { diagnostic: {} } } });
  assert.equal(serverInfo.name, 'upright');
  await connection.sendNotification('initialized', {});
  const text = twice['migrations/000003_create_posts.up.sql']!;
  const document = { uri: `${uri}/migrations/000003_create_posts.up.sql` };
  await connection.sendNotification('textDocument/didOpen', { textDocument: { ...document, languageId: 'sql', version: 1, text } });
  const { items } = await connection.sendRequest<{ items: { code: string }[] }>('textDocument/diagnostic', { textDocument: document });
  assert.deepEqual(items.map((item) => item.code), ['not-idempotent']);
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  assert.equal(await ended, 0);
  connection.dispose();
});

test('without --stdio the command says what it needs', () => {
  const run = upright(folderOf({}), 'lsp');
  assert.deepEqual(run, { code: 2, stdout: '', stderr: "error: required option '--stdio' not specified\n" });
});
