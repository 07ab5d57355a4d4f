import type { Server } from '../server';

export const id = 'upright.showLog';

export async function run(server: Server): Promise<void> {
  server.log.show();
}
