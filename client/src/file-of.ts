import * as vscode from 'vscode';

/** The file that a command is for: what a menu (Uri) or a code lens (string) hands over, else the file in the active editor. */
export function fileOf(argument: unknown): vscode.Uri | undefined {
  return givenFile(argument) ?? vscode.window.activeTextEditor?.document.uri;
}

export function givenFile(argument: unknown): vscode.Uri | undefined {
  if (typeof argument === 'string') return vscode.Uri.parse(argument);
  return argument instanceof vscode.Uri ? argument : undefined;
}
