import { remark } from './print';

const told = new Set<string>();

/** Says in one line that a part of Upright failed, once for each part; the rest goes on. */
export function reportFailure(what: string, error: unknown): void {
  if (told.has(what)) return;
  told.add(what);
  const message = error instanceof Error ? error.message : String(error);
  remark(`upright: internal error (${what}): ${message.split('\n', 1)[0]}`);
}

/** Did anything fail, so that the answer is not whole? */
export function hasFailed(): boolean {
  return told.size > 0;
}
