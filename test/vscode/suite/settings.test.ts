import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { fileNamed, findings, open, until, untilFound, untilMended } from './founding-case';

const file = '024_disable_updates_subsystem.up.sql';

describe('settings and the server', () => {
  it('upright.enable silences the folder, and lets it speak again', async () => {
    await open(file);
    await untilFound(file, 'unknown-column');
    const settings = vscode.workspace.getConfiguration('upright');
    await settings.update('enable', false, vscode.ConfigurationTarget.Global);
    await untilMended(file);
    await until('nothing anywhere', () => vscode.languages.getDiagnostics().every(([, all]) => all.every(({ source }) => source !== 'upright')));
    await settings.update('enable', undefined, vscode.ConfigurationTarget.Global);
    await untilFound(file, 'unknown-column');
  });

  it('upright.codeLens takes the lens away', async () => {
    await open(file);
    const lenses = () => vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', fileNamed(file));
    await until('a lens', async () => (await lenses()).length > 0);
    const settings = vscode.workspace.getConfiguration('upright');
    await settings.update('codeLens', false, vscode.ConfigurationTarget.Global);
    await until('no lens', async () => (await lenses()).length === 0);
    await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Global);
    await until('a lens again', async () => (await lenses()).length > 0);
  });

  it('Restart Server, asked for twice at once, ends with one that works', async () => {
    await open(file);
    await Promise.all([vscode.commands.executeCommand('upright.restartServer'), vscode.commands.executeCommand('upright.restartServer')]);
    await untilFound(file, 'unknown-column');
  });

  if (process.platform !== 'win32') {
    it('a server that dies comes back by itself', async () => {
      await open(file);
      await untilFound(file, 'unknown-column');
      const before = serverProcess();
      process.kill(before!, 'SIGKILL');
      await until('another server', () => ![undefined, before].includes(serverProcess()));
      await until('its answer', async () => (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', fileNamed(file))).length > 0);
      await untilFound(file, 'unknown-column');
    });
  }

  it('Audit Folder Now finds what is wrong in files that are not open', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('upright.auditFolder');
    await untilFound('020_add_command_signatures.up.sql', 'fk-without-on-delete');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  it('Open Configuration makes upright.json, which VS Code checks against its schema', async () => {
    await open(file);
    await vscode.commands.executeCommand('upright.openConfiguration');
    const { document } = vscode.window.activeTextEditor!;
    assert.match(document.uri.path, /\/upright\.json$/);
    assert.equal(document.languageId, 'jsonc');

    await write(document, '{ "rules": { "unknown-column": "off" } }');
    await untilMended(file, 'unknown-column');
    await write(document, '{ "rules": { "unknown-column": "of" } }');
    await until("VS Code's complaint", () => vscode.languages.getDiagnostics(document.uri).length > 0);

    const edit = new vscode.WorkspaceEdit();
    edit.deleteFile(document.uri);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await untilFound(file, 'unknown-column');
    assert.deepEqual(findings(file).some(({ severity }) => severity === vscode.DiagnosticSeverity.Error), true);
  });
});

/** The process that this extension host has started for the server. */
function serverProcess(): number | undefined {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const found = new RegExp(String.raw`^ *(\d+) +${process.pid} .*dist/server\.cjs`, 'm').exec(processes);
  return found ? Number(found[1]) : undefined;
}

async function write(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.ok(await document.save());
}
