import { CodeLensRefreshRequest } from 'vscode-languageserver';
import { ChangedNotification } from './protocol';
import type { Session } from './session';

/** Milliseconds after the last change. */
const quietTime = 150;
/** Milliseconds in which what PostgreSQL says is gathered: it answers for one migration after the other. */
const gatherTime = 60;

/** Tells the client that what it shows may be old: after an edit its status, after anything else everything. */
export function refreshClient(session: Session): void {
  const { connection, client } = session;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let everything = false;
  const quietly = (sent: Promise<unknown>) => void sent.catch((error: unknown) => session.failed('Refreshing', error));
  const tell = () => {
    timer = undefined;
    // Without parameters the library would send `[null]`, of which clients complain.
    quietly(connection.sendNotification(ChangedNotification.method, {}));
    if (everything && client.pullsDiagnostics && client.refreshesDiagnostics) quietly(connection.languages.diagnostics.refresh());
    if (everything && client.refreshesLenses) quietly(connection.sendRequest(CodeLensRefreshRequest.type));
    everything = false;
  };
  session.onChange((what) => {
    everything ||= what !== 'edit';
    if (what === 'proof') {
      timer ??= setTimeout(tell, gatherTime);
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(tell, quietTime);
  });
}
