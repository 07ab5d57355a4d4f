import { join } from 'node:path';
import { openEmbedded } from './embedded';
import type { Session } from './session';

/**
 * PostgreSQL as a configuration asks for it. `folder`: where `npm run build` has put the embedded one.
 *
 * @throws SessionLost when it cannot be had.
 */
export function openPostgres(folder: string): (settings: { readonly url: string | undefined; readonly timeoutMs: number }) => Promise<Session> {
  return async ({ url, timeoutMs }) => {
    if (url === undefined) return openEmbedded({ worker: join(folder, 'postgres.mjs'), assets: join(folder, 'postgres'), timeoutMs });
    // Only here, since `pg` takes 40 ms to load.
    const { openServer } = await import('./server');
    return openServer({ url, timeoutMs });
  };
}
