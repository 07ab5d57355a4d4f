import type { Hover, HoverParams } from 'vscode-languageserver';
import { hover as explain } from '../../service/hover';
import { toHover } from '../conversions';
import type { Session } from '../session';

export function hover(session: Session, file: string, { position }: HoverParams): Hover | null {
  const answer = explain(session.workspace, file, session.lines(file).offset(position));
  return answer ? toHover(session, session.client, file, answer) : null;
}
