import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fileNamed, open, until, untilFound } from './founding-case';

describe('reading aids', () => {
  it('a lens above an up names its partner and opens it', async () => {
    await open('025_add_key_id_and_signed_at.up.sql');
    const lens = await until('the lens', () => lensOf('025_add_key_id_and_signed_at.up.sql'));
    assert.match(lens.command!.title, /025_add_key_id_and_signed_at\.down\.sql/);
    await vscode.commands.executeCommand(lens.command!.command, ...(lens.command!.arguments ?? []));
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /025_add_key_id_and_signed_at\.down\.sql$/);
  });

  it('a lens above an up without a down offers to make it', async () => {
    await open('019_create_system_events_table.up.sql');
    const lens = await until('the lens', () => lensOf('019_create_system_events_table.up.sql'));
    assert.match(lens.command!.title, /down/);
    assert.equal(lens.command!.command, 'upright.createMissingDown');
  });

  it('hover, definition and outline know the schema', async () => {
    const file = '025_add_key_id_and_signed_at.up.sql';
    const { document } = await open(file);
    const at = document.positionAt(document.getText().indexOf('agent_commands') + 2);
    const hovers = await until('the hover', async () => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
      return found.length > 0 ? found : undefined;
    });
    assert.match(hovers.flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value))).join('\n'), /agent_commands[^]*001_initial_schema/);
    const [definition] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>('vscode.executeDefinitionProvider', document.uri, at);
    assert.ok(definition);
    assert.match(('targetUri' in definition ? definition.targetUri : definition.uri).path, /001_initial_schema\.up\.sql$/);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    assert.ok(symbols.length >= 2);
  });

  it('findings point to the place in the other file', async () => {
    await open('024_disable_updates_subsystem.up.sql');
    const { relatedInformation } = await untilFound('024_disable_updates_subsystem.up.sql', 'unknown-column');
    assert.match(relatedInformation?.[0]?.location.uri.path ?? '', /015_agent_subsystems\.up\.sql$/);
  });

  it('Explain This File opens what is known of it', async () => {
    await open('024_disable_updates_subsystem.up.sql');
    await untilFound('024_disable_updates_subsystem.up.sql', 'unknown-column');
    await vscode.commands.executeCommand('upright.explainFile');
    const tab = await until('the preview', () => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      return activeTab?.input instanceof vscode.TabInputWebview ? activeTab : undefined;
    });
    assert.match(tab.label, /024_disable_updates_subsystem/);
    const explanation = await until('the explanation', () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'upright-explanation'));
    assert.match(explanation.getText(), /Order: \d+ of \d+/);
    await vscode.window.tabGroups.close(tab);
  });
});

async function lensOf(name: string): Promise<vscode.CodeLens | undefined> {
  return (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', fileNamed(name), 10))[0];
}
