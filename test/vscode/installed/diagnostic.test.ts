import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

describe('the packaged extension', () => {
  it('reports a finding in an opened folder', async () => {
    assert.ok(vscode.extensions.getExtension('upright.upright-sql'), 'the extension is not installed');
    const [file] = await vscode.workspace.findFiles('**/001_initial_schema.up.sql');
    assert.ok(file, 'the workspace is not the founding case');
    await vscode.window.showTextDocument(file);
    while (!hasFinding()) await sleep(50);
  });
});

function hasFinding(): boolean {
  return vscode.languages.getDiagnostics().some(([, diagnostics]) => diagnostics.some(({ source }) => source === 'upright'));
}
