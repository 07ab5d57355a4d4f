import { resolve } from 'node:path';
import { inspect } from 'node:util';
import type { FolderHistory } from '../../server/src/audit/history-to-prove';
import { nodeDisk } from '../../server/src/audit/node-disk';
import type { Disk } from '../../server/src/audit/disk';
import { Workspace } from '../../server/src/audit/workspace';
import { createProver, type Prover } from '../../server/src/postgres/replay';
import { embedded } from '../../test/postgres/databases';

/** A folder of migrations with what PostgreSQL is to run of it. */
export interface FolderToProve extends FolderHistory {
  readonly path: string;
}

/** The migrations folders below a path, as they are on the disk. */
export async function foldersIn(path: string, disk: Disk = nodeDisk): Promise<readonly FolderToProve[]> {
  const workspace = new Workspace(disk, [resolve(path).replaceAll('\\', '/')], (what, error) => console.error(`${what}: ${inspect(error)}`));
  await workspace.load();
  return workspace.audits().flatMap(({ folder, text: { toProve } }) => (toProve ? [{ path: folder.path, ...toProve() }] : []));
}

export function embeddedProver(): Prover {
  const database = embedded();
  return createProver({ open: () => database.open(60_000), idleMs: 600_000 });
}
