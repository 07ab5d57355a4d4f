import * as vscode from 'vscode';

export const id = 'upright.openRulePage';

/**
 * Shows a page of the documentation, from the extension's own folder where it came with it, so without a network.
 * The server's code actions call it, and the client registers it for them: see the middleware.
 */
export async function run(extensionUri: vscode.Uri, address: string): Promise<void> {
  const page = vscode.Uri.joinPath(extensionUri, 'docs', address.replace(/^.*\/docs\//, ''));
  const isHere = await vscode.workspace.fs.stat(page).then(
    () => true,
    () => false,
  );
  if (isHere) await vscode.commands.executeCommand('markdown.showPreview', page);
  else await vscode.env.openExternal(vscode.Uri.parse(address));
}
