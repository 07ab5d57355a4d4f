import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { palette } from '../keyboard';
import { hasPage } from '../page';
import { findings, fileNamed, open, revert, textOf, untilFound, untilMended } from './founding-case';

const file = '021_create_storage_metrics.up.sql';

describe('fix all', () => {
  afterEach(() => revert(file));

  it('Fix All in File makes every safe fix, and one Undo takes them back', async () => {
    const { document } = await open(file);
    const before = document.getText();
    await untilFound(file, 'not-idempotent');
    assert.ok(findings(file, 'not-idempotent').length > 1);
    if (hasPage) await palette('Upright: Fix All in File');
    else await vscode.commands.executeCommand('upright.fixAllInFile');
    await untilMended(file, 'not-idempotent');
    assert.match(await textOf(file), /CREATE TABLE IF NOT EXISTS storage_metrics/);
    await open(file);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  it('source.fixAll.upright does it on save', async () => {
    const { document } = await open(file);
    await untilFound(file, 'not-idempotent');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', fileNamed(file), new vscode.Range(0, 0, document.lineCount, 0), 'source.fixAll.upright', 1);
    assert.deepEqual(actions.map(({ kind }) => kind?.value), ['source.fixAll.upright']);
    assert.ok(await vscode.workspace.applyEdit(actions[0]!.edit!));
    await untilMended(file, 'not-idempotent');
  });
});
