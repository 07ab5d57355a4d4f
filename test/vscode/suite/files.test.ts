import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { keys, palette } from '../keyboard';
import { hasPage } from '../page';
import { screenshot } from '../screenshot';
import { actionsFor, choose, exists, findings, open, textOf, until, untilFound, untilMended } from './founding-case';

describe('fixes of files', () => {
  it('rename a file that the runner never runs', async () => {
    const name = '018_create_scanner_config_table';
    await open(`${name}.sql`);
    const finding = await untilFound(`${name}.sql`, 'file-name-invalid');
    await choose((await actionsFor(`${name}.sql`, finding)).find(({ title }) => title.includes(`${name}.up.sql`)));
    await until('the new file', () => exists(`${name}.up.sql`));
    assert.equal(await exists(`${name}.sql`), false);
    await untilMended(`${name}.sql`);
    await untilFound(`${name}.up.sql`, 'missing-down');
  });

  it('create the missing down, filled in', async () => {
    const name = '013_add_reboot_tracking';
    await open(`${name}.up.sql`);
    const finding = await untilFound(`${name}.up.sql`, 'missing-down');
    await choose((await actionsFor(`${name}.up.sql`, finding)).find(({ title }) => /down/i.test(title) && !/suppress|page/i.test(title)));
    await until('the down', () => exists(`${name}.down.sql`));
    await untilMended(`${name}.up.sql`, 'missing-down');
    assert.match(await textOf(`${name}.down.sql`), /DROP COLUMN IF EXISTS reboot_required/);
  });

  it('Create Missing Down does it for the file at hand, and saves it', async () => {
    const name = '003_create_update_events';
    await open(`${name}.up.sql`);
    await untilFound(`${name}.up.sql`, 'missing-down');
    if (hasPage) await palette('Upright: Create Missing Down');
    else await vscode.commands.executeCommand('upright.createMissingDown');
    await until('the down in an editor', () => vscode.window.activeTextEditor?.document.uri.path.endsWith(`${name}.down.sql`));
    const { document } = vscode.window.activeTextEditor!;
    await until('the down on the disk', () => !document.isDirty);
    assert.match(document.getText(), /DROP TABLE IF EXISTS current_package_state/);
    await untilMended(`${name}.up.sql`, 'missing-down');
    assert.deepEqual(findings(`${name}.down.sql`), []);
    await keys({ see: `.codelens-decoration:has-text("${name}.down.sql")` });
    await screenshot('created-down');
  });

  it('Open Partner goes from one half of a pair to the other', async () => {
    await open('025_add_key_id_and_signed_at.up.sql');
    await vscode.commands.executeCommand('upright.openPartner');
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /025_add_key_id_and_signed_at\.down\.sql$/);
    await vscode.commands.executeCommand('upright.openPartner');
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /025_add_key_id_and_signed_at\.up\.sql$/);
  });
});
