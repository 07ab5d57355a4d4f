import type { CodeLens, CodeLensParams } from 'vscode-languageserver';
import { lens } from '../../service/lens';
import type { Session } from '../session';

/** Commands that the client has; they take the file's URI. */
const commands = { partner: 'upright.openPartner', 'new down': 'upright.createMissingDown', explanation: 'upright.explainFile', 'what the down leaves': 'upright.compareDown' } as const;

export function codeLens(session: Session, file: string, { textDocument }: CodeLensParams): CodeLens[] {
  return lens(session.workspace, file).map(({ at, title, leadsTo }) => {
    const { line } = session.lines(file).position(at);
    const start = { line, character: 0 };
    return { range: { start, end: start }, command: { title, command: commands[leadsTo], arguments: [textDocument.uri] } };
  });
}
