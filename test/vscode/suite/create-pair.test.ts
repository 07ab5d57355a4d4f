import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { keys, palette } from '../keyboard';
import { hasPage } from '../page';
import { screenshot } from '../screenshot';
import { exists, fileNamed, findings, makeSecondFolder, open, until, untilFound } from './founding-case';

const message = (text: string) => `.quick-input-widget .quick-input-message:has-text("${text}")`;

describe('Create Migration Pair', () => {
  if (hasPage) {
    it('asks in the palette for a name, shows the files to be made, and makes them', async () => {
      await open('026_add_command_expiry.up.sql');
      await untilFound('024_disable_updates_subsystem.up.sql', 'unknown-column');
      await palette('Upright: Create Migration Pair');
      await keys(
        { see: '.quick-input-widget input[placeholder^="Name"]' },
        { type: 'add/audit' },
        { see: `${message('audit')}, .quick-input-widget .monaco-inputbox.error` },
      );
      await screenshot('create-pair-refused');
      await keys({ press: 'Control+A' }, { type: 'add audit log' }, { see: message('027_add_audit_log.up.sql and 027_add_audit_log.down.sql') });
      await screenshot('create-pair');
      await keys({ press: 'Enter' });
      await untilMade('027_add_audit_log');
      await screenshot('created-pair');
      // The caret is where the author starts to type.
      await keys({ see: '.editor-instance .monaco-editor.focused' }, { type: 'CREATE TABLE IF NOT EXISTS audit_log (id UUID PRIMARY KEY);' });
      assert.match(vscode.window.activeTextEditor!.document.getText(), /^CREATE TABLE IF NOT EXISTS audit_log/m);
      await vscode.window.activeTextEditor!.document.save();
    });
  }

  it('makes the files of a name that a keybinding hands over, unasked', async () => {
    await open('026_add_command_expiry.up.sql');
    await untilFound('024_disable_updates_subsystem.up.sql', 'unknown-column');
    const number = hasPage ? '028' : '027';
    await vscode.commands.executeCommand('upright.createMigrationPair', { name: 'add agent tags' });
    await untilMade(`${number}_add_agent_tags`);
  });

  if (hasPage) {
    it('asks for the folder where there are several, and goes back to it', async () => {
      await makeSecondFolder();
      await open('026_add_command_expiry.up.sql');
      await palette('Upright: Create Migration Pair');
      await keys(
        { see: '.quick-input-list .monaco-list-row.focused:has-text("redflag")' },
        { press: 'ArrowDown' },
        { see: '.quick-input-list .monaco-list-row.focused:has-text("shop/migrations")' },
        { press: 'Enter' },
        { see: '.quick-input-titlebar:has-text("(2/2)")' },
        { click: '.quick-input-titlebar .codicon-quick-input-back' },
        { see: '.quick-input-list .monaco-list-row:has-text("shop/migrations")' },
        { press: 'ArrowDown' },
        { press: 'Enter' },
        { see: '.quick-input-titlebar:has-text("(2/2)")' },
        { type: 'orders' },
        { see: message('000002_orders.up.sql and 000002_orders.down.sql') },
        { press: 'Enter' },
      );
      await untilMade('shop/migrations/000002_orders');
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await vscode.workspace.fs.delete(fileNamed('shop'), { recursive: true });
    });
  }
});

async function untilMade(name: string): Promise<void> {
  await until(`${name}.up.sql in the editor`, () => vscode.window.activeTextEditor?.document.uri.path.endsWith(`${name}.up.sql`));
  await until('both files', async () => (await exists(`${name}.up.sql`)) && (await exists(`${name}.down.sql`)));
  assert.deepEqual(findings(`${name}.up.sql`, 'missing-down'), []);
}
