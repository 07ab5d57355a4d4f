import * as vscode from 'vscode';
import type { FolderStatus } from '../../server/src/lsp/protocol';
import { id as explainFile } from './commands/explain-file';
import { id as restartServer } from './commands/restart-server';
import { sqlFiles } from './document-selector';
import type { View } from './follow-file';
import { isOn } from './switched-off';

/** Upright's line among the language's status entries ({} in the status bar). */
export function createStatus(context: vscode.ExtensionContext): (view: View) => void {
  const item = vscode.languages.createLanguageStatusItem('upright', sqlFiles);
  item.name = 'Upright';
  context.subscriptions.push(item);
  return (view) => {
    const on = view.file === undefined || isOn(view.file);
    if (view.file || view.server !== 'running') Object.assign(item, describe({ ...view, on }));
  };
}

type Description = Pick<vscode.LanguageStatusItem, 'text' | 'detail' | 'severity' | 'busy' | 'command'>;

const explain = (why: string) => ({ title: 'Explain', command: explainFile, tooltip: why });

/**
 * VS Code has room for some fifty characters: why the folder is taken for what it is stands in the link's tooltip, and
 * in the explanation. Findings are no trouble of Upright's own, so only a server that has stopped is an error here.
 */
export function describe({ server, folder, on }: Pick<View, 'server' | 'folder'> & { on: boolean }): Description {
  const quiet = { severity: vscode.LanguageStatusSeverity.Information, busy: false };
  if (!on) return { ...quiet, text: 'Upright is off', detail: 'by the setting upright.enable', command: undefined };
  if (server === 'starting') return { ...quiet, text: 'Upright is starting', detail: '', busy: true, command: undefined };
  if (server === 'stopped') {
    return { text: 'Upright has stopped', detail: 'no findings are shown', severity: vscode.LanguageStatusSeverity.Error, busy: false, command: { title: 'Restart', command: restartServer } };
  }
  if (folder === null) return { ...quiet, text: 'No migration', detail: '', command: explain('The file is in no folder of migrations that Upright knows.') };
  const { title, leftAlone, evidence, postgres } = folder;
  if (leftAlone !== null) return { ...quiet, text: 'Left alone', detail: title, command: explain(leftAlone) };
  const why = `${title}: ${evidence.join('; ')}. PostgreSQL: ${proofsOf(folder)}`;
  return { ...quiet, busy: postgres.state === 'running', text: problems(folder), detail: `${title}, ${postgres.state === 'ran' ? 'proved' : postgres.state === 'running' ? `proving ${postgres.done}/${postgres.of}` : 'not proved'}`, command: explain(why) };
}

function problems({ findings }: FolderStatus): string {
  const total = findings.error + findings.warning + findings.information + findings.hint;
  return total === 0 ? 'no problems' : total === 1 ? '1 problem' : `${total} problems`;
}

function proofsOf({ postgres, proved, migrations }: FolderStatus): string {
  if (postgres.state === 'off' || postgres.state === 'failed') return `nothing is proved, ${postgres.reason}`;
  return `of ${migrations} migrations ${proved.applies} apply, ${proved.twice} run twice, ${proved.reverses} are restored by their down`;
}
