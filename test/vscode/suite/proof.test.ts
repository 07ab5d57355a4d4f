import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { keys } from '../keyboard';
import { hasPage } from '../page';
import { screenshot } from '../screenshot';
import { fileNamed, findings, open, textOf, until } from './founding-case';

const up = '026_add_command_expiry.up.sql';
const down = '026_add_command_expiry.down.sql';

const lenses = async (name: string) =>
  (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', fileNamed(name), 100)).map(({ command }) => command?.title ?? '');

async function untilLens(name: string, title: string): Promise<void> {
  await until(`the lens ${title} above ${name}`, async () => (await lenses(name)).includes(title));
}

async function write(name: string, text: string): Promise<vscode.TextDocument> {
  const { document } = await open(name);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
  return document;
}

const originals = new Map<string, string>();

async function append(name: string, text: string): Promise<void> {
  await write(name, originals.get(name)! + text);
}

/** As it was, on the disk too. */
async function restore(name: string): Promise<void> {
  const document = await write(name, originals.get(name)!);
  await document.save();
}

describe('PostgreSQL inside', () => {
  before(async () => {
    for (const name of [down, up]) originals.set(name, await textOf(name));
  });
  afterEach(async () => {
    for (const name of [down, up]) await restore(name);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('says in a lens that a migration applies, runs twice, and that its down restores', async () => {
    await open(up);
    await untilLens(up, '✓ applies  ✓ runs twice  ✓ down restores');
  });

  it("an unknown column gets PostgreSQL's message, and loses it when it is mended", async () => {
    await untilLens(up, '✓ applies  ✓ runs twice  ✓ down restores');
    await append(up, "\nUPDATE agent_commands SET expired = now();\n");
    const message = 'This fails: column "expired" of relation "agent_commands" does not exist';
    await until("PostgreSQL's message", () => findings(up, 'unknown-column').some((found) => found.message.startsWith(message)));
    await until('the lens of a migration that fails', async () => (await lenses(up)).some((title) => title.startsWith('✗ applies')));
    await screenshot('proof-fails');
    await restore(up);
    await untilLens(up, '✓ applies  ✓ runs twice  ✓ down restores');
    assert.deepEqual(findings(up), []);
  });

  it('what only PostgreSQL can know is found while typing', async () => {
    await append(up, "\nALTER TABLE agent_commands ADD COLUMN IF NOT EXISTS tries INTEGER DEFAULT 'none';\n");
    await until('apply-fails', () => findings(up, 'apply-fails').some(({ message }) => message.startsWith('This fails: invalid input syntax for type integer: "none"')));
  });

  it('what a bad down leaves is a finding, and stands in the diff editor', async () => {
    await write(down, 'SELECT 1;\n');
    await until('down-not-inverse', () => findings(up, 'down-not-inverse').length > 0);
    await open(up);
    await untilLens(up, 'compare what the down leaves');
    await vscode.commands.executeCommand('upright.compareDown', fileNamed(up));
    const texts = await until('the diff', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff ? input : undefined;
    });
    const [before, after] = await Promise.all([texts.original, texts.modified].map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()));
    assert.doesNotMatch(before!, /idx_agent_commands_expires_at/);
    assert.match(after!, /idx_agent_commands_expires_at/);
    if (hasPage) await keys({ see: '.diff-editor, .monaco-diff-editor' });
    await screenshot('down-leaves');
  });

  it('Prove All and Prove This Migration say how it went', async () => {
    assert.match(await vscode.commands.executeCommand<string>('upright.proveAll'), /^Of \d+ migrations \d+ apply, \d+ run twice, \d+ are restored by their down$/);
    assert.equal(await vscode.commands.executeCommand<string>('upright.proveMigration', fileNamed(up)), '✓ applies  ✓ runs twice  ✓ down restores');
  });
});
