import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

describe('the packaged extension', () => {
  const installed = () => vscode.extensions.getExtension('upright.upright-sql');
  before(() => assert.ok(installed(), 'the extension is not installed'));

  it('reports a finding in an opened folder', async () => {
    await open('001_initial_schema.up.sql');
    while (!vscode.languages.getDiagnostics().some(([, diagnostics]) => diagnostics.some(({ source }) => source === 'upright'))) await sleep(50);
  });

  it('has PostgreSQL inside', async () => {
    const file = await open('026_add_command_expiry.up.sql');
    const titles = async () => (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file, 100)).map(({ command }) => command?.title);
    while (!(await titles()).includes('✓ applies  ✓ runs twice  ✓ down restores')) await sleep(50);
  });

  it('has the command line, which keeps its answer', () => {
    const { uri } = vscode.workspace.workspaceFolders![0]!;
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'upright-cache-')) };
    const check = () => execFileSync(process.execPath, [join(installed()!.extensionPath, 'dist/upright.cjs'), 'check', '--no-postgres', '--fail-on', 'never'], { cwd: uri.fsPath, env, encoding: 'utf8' });
    const answer = check();
    assert.match(answer, /in \d+ migrations/);
    assert.equal(readdirSync(join(env.XDG_CACHE_HOME, 'upright')).length, 1);
    assert.equal(check(), answer);
  });
});

async function open(name: string): Promise<vscode.Uri> {
  const [file] = await vscode.workspace.findFiles(`**/${name}`);
  assert.ok(file, 'the workspace is not the founding case');
  await vscode.window.showTextDocument(file);
  return file;
}
