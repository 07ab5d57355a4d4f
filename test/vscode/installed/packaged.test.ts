import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

describe('the packaged extension', () => {
  before(() => assert.ok(vscode.extensions.getExtension('upright.upright-sql'), 'the extension is not installed'));

  it('reports a finding in an opened folder', async () => {
    await open('001_initial_schema.up.sql');
    while (!vscode.languages.getDiagnostics().some(([, diagnostics]) => diagnostics.some(({ source }) => source === 'upright'))) await sleep(50);
  });

  it('has PostgreSQL inside', async () => {
    const file = await open('026_add_command_expiry.up.sql');
    const titles = async () => (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file, 100)).map(({ command }) => command?.title);
    while (!(await titles()).includes('✓ applies  ✓ runs twice  ✓ down restores')) await sleep(50);
  });
});

async function open(name: string): Promise<vscode.Uri> {
  const [file] = await vscode.workspace.findFiles(`**/${name}`);
  assert.ok(file, 'the workspace is not the founding case');
  await vscode.window.showTextDocument(file);
  return file;
}
