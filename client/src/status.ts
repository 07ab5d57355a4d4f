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

const explain = { title: 'Explain', command: explainFile, tooltip: 'Explain this file' };

export function describe({ server, folder }: Pick<View, 'server' | 'folder'>): Description {
  const quiet = { severity: vscode.LanguageStatusSeverity.Information, busy: false, command: explain };
  if (server === 'starting') return { ...quiet, text: 'Upright is starting', detail: '', busy: true, command: undefined };
  if (server === 'stopped') {
    return { text: 'Upright has stopped', detail: 'no findings are shown', severity: vscode.LanguageStatusSeverity.Error, busy: false, command: { title: 'Restart', command: restartServer } };
  }
  if (folder === null) return { ...quiet, text: 'No migration', detail: 'Upright sees no migrations folder here' };
  if (folder.leftAlone !== null) return { ...quiet, text: `Left alone · ${folder.title}`, detail: folder.leftAlone };
  const { error, warning } = folder.findings;
  const severity = error > 0 || warning > 0 ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
  return { ...quiet, severity, text: `${problems(folder)} · ${folder.title}`, detail: folder.evidence.join('; ') };
}

/** "3 errors, 1 warning", or "no problems". */
export function problems({ findings }: Pick<FolderStatus, 'findings'>): string {
  const counts = [
    count(findings.error, 'error'),
    count(findings.warning, 'warning'),
    count(findings.information + findings.hint, 'note'),
  ];
  return counts.filter((text) => text !== '').join(', ') || 'no problems';
}

function count(number: number, noun: string): string {
  return number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`;
}
