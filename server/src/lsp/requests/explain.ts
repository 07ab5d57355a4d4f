import { explain as say } from '../../service/explain';
import type { Session } from '../session';

export function explain(session: Session, file: string): { markdown: string } {
  return { markdown: say(session.workspace, file) };
}
