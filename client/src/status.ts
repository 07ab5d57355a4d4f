import * as vscode from 'vscode';
import type { FolderStatus } from '../../server/src/lsp/protocol';
import { id as explainFile } from './commands/explain-file';
import { id as restartServer } from './commands/restart-server';
import { sqlFiles } from './document-selector';
import type { View } from './follow-file';

/** Upright's line among the language's status entries ({} in the status bar). */
export function createStatus(context: vscode.ExtensionContext): (view: View) => void {
  const item = vscode.languages.createLanguageStatusItem('upright', sqlFiles);
  item.name = 'Upright';
  context.subscriptions.push(item);
  return (view) => Object.assign(item, describe(view));
}

type Description = Pick<vscode.LanguageStatusItem, 'text' | 'detail' | 'severity' | 'busy' | 'command'>;

/** Characters of the detail that VS Code has room for beside the text; the explanation has all of it. */
const room = 60;

const explain = { title: 'Explain', command: explainFile, tooltip: 'Explain this file' };

/** Findings are no trouble of Upright's own: only a server that has stopped is an error here. */
export function describe({ server, folder }: Pick<View, 'server' | 'folder'>): Description {
  const quiet = { severity: vscode.LanguageStatusSeverity.Information, busy: false, command: explain };
  if (server === 'starting') return { ...quiet, text: 'Upright is starting', detail: '', busy: true, command: undefined };
  if (server === 'stopped') {
    return { text: 'Upright has stopped', detail: 'no findings are shown', severity: vscode.LanguageStatusSeverity.Error, busy: false, command: { title: 'Restart', command: restartServer } };
  }
  if (folder === null) return { ...quiet, text: 'No migration', detail: 'in no migrations folder' };
  if (folder.leftAlone !== null) return { ...quiet, text: `Left alone · ${folder.title}`, detail: shortened(folder.leftAlone) };
  return { ...quiet, text: `${problems(folder)} · ${folder.title}`, detail: shortened(folder.evidence[0] ?? '') };
}

function problems({ findings }: FolderStatus): string {
  const total = findings.error + findings.warning + findings.information + findings.hint;
  return total === 0 ? 'no problems' : total === 1 ? '1 problem' : `${total} problems`;
}

function shortened(text: string): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
