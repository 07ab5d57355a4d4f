import type { Position } from 'vscode-languageserver';
import { partner as find } from '../../service/partner';
import type { Session } from '../session';

export function partner(session: Session, file: string): { uri: string; position: Position } | null {
  const found = find(session.workspace, file);
  return found ? { uri: session.uri(found.file), position: session.lines(found.file).position(found.offset) } : null;
}
