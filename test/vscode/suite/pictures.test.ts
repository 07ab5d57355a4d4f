import * as vscode from 'vscode';
import { keys } from '../keyboard';
import { hasPage } from '../page';
import { screenshot } from '../screenshot';
import { open, untilFound } from './founding-case';

const file = '024_disable_updates_subsystem.up.sql';

// The README's pictures, and proof that a person sees what the API reports.
if (hasPage) {
  describe('on the screen', () => {
    beforeEach(async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const editor = await open(file);
      await untilFound(file, 'unknown-column');
      const at = editor.document.positionAt(editor.document.getText().indexOf('deprecated = true'));
      editor.selection = new vscode.Selection(at, at);
      await keys({ see: '.squiggly-error' });
    });

    afterEach(() => keys({ press: 'Escape' }));

    it('a squiggle has a hover that says why', async () => {
      await vscode.commands.executeCommand('editor.action.showHover');
      await keys({ see: '.monaco-hover:has-text("deprecated")' });
      await screenshot('hover');
    });

    it('the lightbulb has a menu of fixes', async () => {
      await vscode.commands.executeCommand('editor.action.quickFix');
      await keys({ see: '.action-widget:has-text("unknown-column")' });
      await screenshot('lightbulb');
    });

    it('the palette lists the commands', async () => {
      await keys({ press: 'F1' }, { see: '.quick-input-widget input' }, { type: 'Upright: ' }, { see: '.quick-input-list .monaco-list-row:has-text("Explain This File")' });
      await screenshot('palette');
    });

    it('the Problems panel has the whole folder', async () => {
      await vscode.commands.executeCommand('upright.auditFolder');
      await keys({ see: '.markers-panel .monaco-list-row:has-text("unknown-column")' });
      await screenshot('problems');
      await vscode.commands.executeCommand('workbench.action.closePanel');
    });
  });
}
