import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** Milliseconds. */
const patience = 30_000;

/** A file of the folder that is open, there or not. */
export function fileNamed(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function open(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(fileNamed(name), { preview: false });
}

export async function textOf(name: string): Promise<string> {
  return (await vscode.workspace.openTextDocument(fileNamed(name))).getText();
}

export async function exists(name: string): Promise<boolean> {
  return vscode.workspace.fs.stat(fileNamed(name)).then(
    () => true,
    () => false,
  );
}

/** What `look` finds, as soon as it finds something. `file`: what is told of it where that does not come. */
export async function until<T>(what: string, look: () => T | Promise<T>, file?: string): Promise<NonNullable<T>> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) assert.fail(`not within ${patience / 1000} s: ${what}${file === undefined ? '' : `; ${await stateOf(file)}`}`);
    await sleep(20);
  }
}

async function stateOf(name: string): Promise<string> {
  const found = findings(name).map((finding) => `${ruleOf(finding)} (${finding.message})`);
  return `found are ${found.join(', ') || 'none'}, in\n${await textOf(name)}`;
}

/** Upright's findings in a file, by rule where one is named. */
export function findings(name: string, rule?: string): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(fileNamed(name)).filter((diagnostic) => diagnostic.source === 'upright' && (rule === undefined || ruleOf(diagnostic) === rule));
}

export async function untilFound(name: string, rule: string): Promise<vscode.Diagnostic> {
  return until(`${rule} in ${name}`, () => findings(name, rule)[0], name);
}

export async function untilMended(name: string, rule?: string): Promise<void> {
  await until(`no ${rule ?? 'finding'} in ${name}`, () => findings(name, rule).length === 0, name);
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** What the lightbulb offers for a finding. */
export async function actionsFor(name: string, { range }: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', fileNamed(name), range, vscode.CodeActionKind.QuickFix.value, 100);
}

/** Does what choosing the action in the lightbulb's menu would. */
export async function choose(action: vscode.CodeAction | undefined): Promise<void> {
  assert.ok(action, 'the action is not offered');
  if (action.edit) assert.ok(await vscode.workspace.applyEdit(action.edit));
  if (action.command) await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

/** Takes an unsaved change back, so that the next test has the file as it was. */
export async function revert(name: string): Promise<void> {
  await open(name);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

/** Another folder of migrations, shop/migrations, with a finding in its up. */
export async function makeSecondFolder(): Promise<void> {
  const write = (name: string, text: string) => vscode.workspace.fs.writeFile(fileNamed(`shop/migrations/${name}`), new TextEncoder().encode(text));
  await write('000001_customers.up.sql', 'CREATE TABLE customers (id BIGINT PRIMARY KEY);\n');
  await write('000001_customers.down.sql', 'DROP TABLE IF EXISTS customers;\n');
  await untilFound('shop/migrations/000001_customers.up.sql', 'not-idempotent');
}
