import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

describe('activation', () => {
  const extension = () => {
    const found = vscode.extensions.getExtension('upright.upright-sql');
    assert.ok(found, 'VS Code does not know the extension upright.upright-sql');
    return found;
  };

  it('follows the opening of a migration', async () => {
    const [file] = await vscode.workspace.findFiles('**/001_initial_schema.up.sql');
    assert.ok(file, 'the workspace is not the founding case');
    await vscode.window.showTextDocument(file);
    while (!extension().isActive) await sleep(50);
  });

  it('registers every command that package.json contributes', async () => {
    await extension().activate();
    const contributed: string[] = extension().packageJSON.contributes.commands.map(({ command }: vscode.Command) => command);
    const registered = await vscode.commands.getCommands(true);
    assert.ok(contributed.length > 0);
    assert.deepEqual(contributed.filter((command) => !registered.includes(command)), []);
  });
});
