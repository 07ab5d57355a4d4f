import type { DiagnosticsFeed } from './diagnostics-feed';
import type { Session } from './session';

/** Milliseconds after the last change. */
const quietTime = 100;

/** For a client that does not ask: the diagnostics of every migration, open or not, whenever they have changed. */
export function pushDiagnostics(session: Session, feed: DiagnosticsFeed): void {
  const known = new Map<string, string>();
  /** Files with diagnostics: of the others the client need not hear that they have none. */
  const shown = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending: Promise<void> = Promise.resolve();
  const send = async () => {
    await session.ready;
    for await (const reports of feed.differences(known)) {
      for (const report of reports) {
        if (report.kind !== 'full' || (report.items.length === 0 && !shown.delete(report.uri))) continue;
        if (report.items.length > 0) shown.add(report.uri);
        await session.connection.sendDiagnostics({ uri: report.uri, version: report.version ?? undefined, diagnostics: report.items });
      }
    }
  };
  session.onChange(() => {
    clearTimeout(timer);
    timer = setTimeout(() => (sending = sending.then(send).catch((error: unknown) => session.failed('Sending diagnostics', error))), quietTime);
  });
}
