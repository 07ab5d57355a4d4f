import * as vscode from 'vscode';
import { fileNamed, makeSecondFolder, open, untilFound, untilMended } from './founding-case';

describe('folders on the disk', () => {
  it('are audited when they come, under their new name when they are renamed, and forgotten when they go', async () => {
    await open('024_disable_updates_subsystem.up.sql');
    await untilFound('024_disable_updates_subsystem.up.sql', 'unknown-column');
    await makeSecondFolder();
    await vscode.workspace.fs.rename(fileNamed('shop'), fileNamed('store'));
    await untilFound('store/migrations/000001_customers.up.sql', 'not-idempotent');
    await untilMended('shop/migrations/000001_customers.up.sql');
    await vscode.workspace.fs.delete(fileNamed('store'), { recursive: true });
    await untilMended('store/migrations/000001_customers.up.sql');
  });
});
