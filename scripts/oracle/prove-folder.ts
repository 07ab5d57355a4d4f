import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { nodeDisk } from '../../server/src/audit/node-disk';
import { Workspace, type Disk } from '../../server/src/audit/workspace';
import type { TransactionMode } from '../../server/src/migrations/migration';
import type { HistoryToProve } from '../../server/src/postgres/chain';
import type { Part } from '../../server/src/postgres/proof';
import { createProver, type Prover } from '../../server/src/postgres/replay';
import type { FolderContext, MigrationContext, SectionScript } from '../../server/src/rules/rule';
import { outsideTransactions } from '../../server/src/syntax/transactions';
import { embedded } from '../../test/postgres/databases';

/** A folder of migrations with what PostgreSQL is to run of it. */
export interface FolderToProve {
  readonly path: string;
  readonly context: FolderContext;
  /** Those that have an up, as in `history.migrations`. */
  readonly migrations: readonly MigrationContext[];
  readonly history: HistoryToProve;
}

/** The migrations folders below a path, as they are on the disk. */
export async function foldersIn(path: string, disk: Disk = nodeDisk): Promise<readonly FolderToProve[]> {
  const workspace = new Workspace(disk, [resolve(path).replaceAll('\\', '/')], (what, error) => console.error(`${what}: ${inspect(error)}`));
  await workspace.load();
  return workspace.audits().flatMap(({ context }) => {
    if (!context) return [];
    const { convention, path: folder } = context.folder;
    const migrations = context.migrations.filter(({ up }) => up !== undefined);
    const inputs = migrations.map(({ migration, up, down }) => ({ up: partOf(up!, migration.transaction), down: down && partOf(down, downMode(migration)), record: convention.tracking.record(migration) }));
    return [{ path: folder, context, migrations, history: { setup: [convention.tracking.create], external: new Set(context.history.outside), tracking: convention.tracking, migrations: inputs } }];
  });
}

export const downMode = ({ downTransaction, transaction }: MigrationContext['migration']): TransactionMode => downTransaction ?? transaction;

/** A runner that nobody knows runs what its author wrote. */
export function partOf({ script: { statements } }: Pick<SectionScript, 'script'>, { mode, assumed }: TransactionMode): Part {
  return { statements, mode: assumed && statements.some((statement) => outsideTransactions(statement) !== undefined) ? 'none' : mode };
}

export function embeddedProver(): Prover {
  const database = embedded();
  return createProver({ open: () => database.open(60_000), idleMs: 600_000 });
}
