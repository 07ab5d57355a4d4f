import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { keys } from '../keyboard';
import { hasPage } from '../page';
import { screenshot } from '../screenshot';
import { findings, open, revert, ruleOf, until, untilFound, untilMended } from './founding-case';

const file = '025_add_key_id_and_signed_at.up.sql';

describe('while typing', () => {
  afterEach(() => revert(file));

  it('squiggles appear at the mistake, and vanish when it is mended', async () => {
    const { document } = await open(file);
    await untilFound('024_disable_updates_subsystem.up.sql', 'unknown-column');
    assert.deepEqual(findings(file).map(ruleOf), []);

    await vscode.commands.executeCommand('cursorBottom');
    await type('CREATE TABLE key_rotations (id UUID PRIMARY KEY);');
    const finding = await untilFound(file, 'not-idempotent');
    assert.equal(document.getText(finding.range).includes('key_rotations'), true, document.getText(finding.range));
    await screenshot('typing');

    for (let i = 0; i < 'key_rotations (id UUID PRIMARY KEY);'.length; i++) await vscode.commands.executeCommand('deleteLeft');
    await type('IF NOT EXISTS key_rotations (id UUID PRIMARY KEY);');
    // That the down does not drop it is another finding, as soon as PostgreSQL says so.
    await untilMended(file, 'not-idempotent');
    await untilFound(file, 'down-not-inverse');
  });

  it('a syntax error stands where PostgreSQL sees it and hides nothing else', async () => {
    const broken = '024_disable_updates_subsystem.up.sql';
    const { document } = await open(broken);
    await vscode.commands.executeCommand('cursorTop');
    await type('SELEC 1;\n');
    const error = await until('a syntax error at SELEC', () => findings(broken, 'syntax-error').find(({ range }) => document.getText(range) === 'SELEC'));
    assert.equal(error.severity, vscode.DiagnosticSeverity.Error);
    await untilFound(broken, 'unknown-column');
    await vscode.commands.executeCommand('undo');
    await revert(broken);
    await untilMended(broken, 'syntax-error');
  });
});

/** By the keyboard where there is one. */
async function type(text: string): Promise<void> {
  if (hasPage) await keys({ see: '.editor-instance .monaco-editor.focused' }, { type: text });
  else await vscode.commands.executeCommand('type', { text });
}
