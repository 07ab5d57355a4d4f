import type { Server } from '../server';
import { compare } from './compare-schemas';

export const id = 'upright.compareDown';

/** The schema before the migration beside the one that its up and its down leave, in the diff editor. */
export async function run(server: Server, argument: unknown): Promise<void> {
  await compare(server, argument, 'afterDown');
}
