import { printSnapshot } from '../../postgres/snapshot';
import type { Session } from '../session';

export async function schemas(session: Session, file: string): Promise<{ before: string; after: string; afterDown: string | null } | { why: string }> {
  try {
    const found = await session.workspace.schemas(file);
    if (!found) return { why: 'PostgreSQL has no part in the audit of this file' };
    const { before, after, afterDown } = found;
    return { before: printSnapshot(before), after: printSnapshot(after), afterDown: afterDown ? printSnapshot(afterDown) : null };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  } finally {
    session.proving.soon();
  }
}
