import type { CancellationToken } from 'vscode-languageserver';
import { provedInWords } from '../../service/proof';
import { pathOf } from '../paths';
import type { Session } from '../session';

export async function prove(session: Session, { uri }: { uri?: string }, token: CancellationToken): Promise<{ message: string }> {
  const file = pathOf(uri);
  const watched = token.onCancellationRequested(() => session.workspace.cancelProofs());
  await session.proving.prove(file);
  watched.dispose();
  return { message: token.isCancellationRequested ? 'Cancelled: what was proved before stays' : provedInWords(session.workspace, file) };
}
