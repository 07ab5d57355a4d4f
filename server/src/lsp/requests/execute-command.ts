import type { ExecuteCommandParams } from 'vscode-languageserver';
import type { Session } from '../session';

/** Opens a page of the documentation outside the editor; its argument is the address. */
export const openPage = 'upright.openRulePage';

export async function executeCommand(session: Session, { command, arguments: [page] = [] }: ExecuteCommandParams): Promise<null> {
  if (command === openPage && typeof page === 'string' && page.startsWith('https://')) await session.connection.window.showDocument({ uri: page, external: true });
  return null;
}
