import type { FolderView } from './convention';
import { sha1 } from './sha1';

/** What drizzle-kit writes of the schema beside each migration; `prevIds` since 1.0, where branches may come together. */
interface Snapshot {
  readonly id: string;
  readonly prevId?: string;
  readonly prevIds?: readonly string[];
}

/** drizzle-kit/src/dialects/postgres/snapshot.ts, drySnapshot. */
const EMPTY = { version: '8', dialect: 'postgres', id: '00000000-0000-0000-0000-000000000000', prevIds: [], ddl: [], renames: [] };

/**
 * The snapshot of a migration of one's own, of which drizzle-kit knows nothing: the last one, in the order of names, under another
 * id. Undefined where there is none to copy, or where two branches have not come together: drizzle-kit would merge them.
 * From drizzle-kit/src/dialects/postgres/serializer.ts, prepareSnapshot.
 */
export function nextSnapshot(files: readonly string[], tag: string, folder: FolderView): string | undefined {
  const snapshots: Snapshot[] = [];
  for (const file of files) {
    const snapshot = read(folder.read(file));
    if (!snapshot) return undefined;
    snapshots.push(snapshot);
  }
  const last = snapshots.at(-1);
  const parents = new Set(snapshots.flatMap(({ prevIds }) => prevIds ?? []));
  if (!last || (last.prevIds && snapshots.filter(({ id }) => !parents.has(id)).length > 1)) return undefined;
  return follow(last, tag);
}

/** The snapshot of a folder's first migration, in the layout of 1.0. */
export function firstSnapshot(tag: string): string {
  return follow(EMPTY, tag);
}

function follow({ id, prevId: _prevId, prevIds, ...rest }: Snapshot, tag: string): string {
  // Shaped as a random UUID is, and another for each migration.
  const hash = sha1(`${id} ${tag}`);
  const own = [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`, hash.slice(20, 32)].join('-');
  return JSON.stringify(prevIds ? { id: own, prevIds: [id], ...rest, renames: [] } : { id: own, prevId: id, ...rest }, null, 2);
}

function read(text: string | undefined): Snapshot | undefined {
  try {
    const { id, prevIds } = JSON.parse(text ?? '') as Partial<Snapshot>;
    return typeof id === 'string' && (prevIds === undefined || Array.isArray(prevIds)) ? (JSON.parse(text!) as Snapshot) : undefined;
  } catch {
    return undefined;
  }
}
