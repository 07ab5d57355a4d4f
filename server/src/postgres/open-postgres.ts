import { join } from 'node:path';
import { openEmbedded } from './embedded';
import type { Session } from './session';

/**
 * PostgreSQL as a configuration asks for it. `folder`: where `npm run build` has put the embedded one; `from`: a state of that one to
 * start with.
 *
 * @throws SessionLost when it cannot be had.
 */
export function openPostgres(folder: string): (settings: { readonly url: string | undefined; readonly timeoutMs: number }, from?: Uint8Array) => Promise<Session> {
  return async ({ url, timeoutMs }, from) => {
    if (url === undefined) return openEmbedded({ worker: join(folder, 'postgres.mjs'), assets: join(folder, 'postgres'), timeoutMs, from });
    // Only here, since `pg` takes 40 ms to load.
    const { openServer } = await import('./server');
    return openServer({ url, timeoutMs });
  };
}
