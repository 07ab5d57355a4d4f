import { CodeLensRefreshRequest } from 'vscode-languageserver';
import { ChangedNotification } from './protocol';
import type { Session } from './session';

/** Milliseconds after the last change. */
const quietTime = 150;

/** Tells the client that what it shows may be old: after every change its status, after files were read anew everything. */
export function refreshClient(session: Session): void {
  const { connection, client } = session;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let everything = false;
  const quietly = (sent: Promise<unknown>) => void sent.catch((error: unknown) => session.failed('Refreshing', error));
  session.onChange((reread) => {
    everything ||= reread;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // Without parameters the library would send `[null]`, of which clients complain.
      quietly(connection.sendNotification(ChangedNotification.method, {}));
      if (everything && client.pullsDiagnostics && client.refreshesDiagnostics) quietly(connection.languages.diagnostics.refresh());
      if (everything && client.refreshesLenses) quietly(connection.sendRequest(CodeLensRefreshRequest.type));
      everything = false;
    }, quietTime);
  });
}
