import type { Server } from '../server';

export const id = 'upright.restartServer';

export async function run(server: Server): Promise<void> {
  await server.restart();
}
