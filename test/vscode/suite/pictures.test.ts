import * as vscode from 'vscode';
import { keys } from '../keyboard';
import { hasPage } from '../page';
import { screenshot } from '../screenshot';
import { open, untilFound } from './founding-case';

// The README's pictures, and proof that a person sees what the API reports.
if (hasPage) {
  describe('on the screen', () => {
    afterEach(() => keys({ press: 'Escape' }));

    it('a squiggle has a hover that says why', async () => {
      await openMistake();
      await vscode.commands.executeCommand('editor.action.showHover');
      await keys({ see: '.monaco-hover:has-text("deprecated")' });
      await screenshot('unknown-column');
    });

    it('the lightbulb has a menu of fixes', async () => {
      await openAt('019_create_system_events_table.up.sql', 'no down', 'not-idempotent', 'idx_system_events');
      await vscode.commands.executeCommand('editor.action.quickFix');
      await keys({ see: '.action-widget:has-text("IF NOT EXISTS")' });
      await screenshot('lightbulb');
    });

    it('the palette lists the commands', async () => {
      await openMistake();
      await keys({ press: 'F1' }, { see: '.quick-input-widget input' }, { type: 'Upright: ' }, { see: '.quick-input-list .monaco-list-row:has-text("Explain This File")' });
      await screenshot('palette');
    });

    it('the Problems panel has the whole folder', async () => {
      await openMistake();
      await vscode.commands.executeCommand('upright.auditFolder');
      await keys({ see: '.markers-panel .monaco-list-row:has-text("unknown-column")' });
      await screenshot('problems');
      await vscode.commands.executeCommand('workbench.action.closePanel');
    });

    it('the context menu of a migration in the Explorer makes a pair', async () => {
      await openMistake();
      await vscode.commands.executeCommand('workbench.files.action.showActiveFileInExplorer');
      await keys({ press: 'Shift+F10' }, { see: '.monaco-menu .action-label:has-text("Create Migration Pair")' });
    });
  });
}

/** A migration that names a column which does not exist. */
async function openMistake(): Promise<void> {
  await openAt('024_disable_updates_subsystem.up.sql', '024_disable_updates_subsystem.down.sql', 'unknown-column', 'deprecated = true');
}

async function openAt(file: string, lens: string, rule: string, text: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const editor = await open(file);
  await untilFound(file, rule);
  const at = editor.document.positionAt(editor.document.getText().indexOf(text));
  editor.selection = new vscode.Selection(at, at);
  // VS Code shows the lens of the editor before for a moment.
  await keys({ see: '.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning' }, { see: `.codelens-decoration:has-text("${lens}")` });
}
