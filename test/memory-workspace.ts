import type { Proofs } from '../server/src/audit/proofs';
import type { Disk } from '../server/src/audit/disk';
import { Workspace } from '../server/src/audit/workspace';
import type { FolderPast, VersionControl } from '../server/src/audit/version-control';
import type { Clock } from '../server/src/rules/rule';
import { applyEdits, type Change } from '../server/src/text/edits';

/** Files by absolute path, held in memory; with a base branch `main` that holds others. */
export class MemoryDisk implements Disk {
  constructor(
    readonly files: Map<string, string>,
    private readonly base?: ReadonlyMap<string, string>,
  ) {}

  /** Undefined: this is the base branch. */
  get versionControl(): VersionControl | undefined {
    const { base } = this;
    return base && { read: async (folders) => new Map([...folders.keys()].map((path): [string, FolderPast] => [path, pastOf(path, base)])) };
  }

  async list(root: string): Promise<string[]> {
    return [...this.files.keys()].filter((file) => file.startsWith(`${root}/`));
  }

  read(path: string): string | undefined {
    return this.files.get(path);
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'edit') this.files.set(change.file, applyEdits(this.files.get(change.file)!, change.edits));
      if (change.kind === 'create') this.files.set(change.file, change.text);
      if (change.kind === 'delete') this.files.delete(change.file);
      if (change.kind === 'rename') {
        this.files.set(change.to, this.files.get(change.file)!);
        this.files.delete(change.file);
      }
    }
  }
}

export const folder = '/project/migrations';

const clock: Clock = { today: () => new Date('2026-06-15T00:00:00Z'), now: () => new Date('2026-06-15T12:00:00Z') };

function pastOf(path: string, base: ReadonlyMap<string, string>): FolderPast {
  const inside = new Map([...base].filter(([file]) => file.startsWith(`${path}/`)).map(([file, text]) => [file.slice(path.length + 1), text]));
  const snapshot = { files: [...inside.keys()].sort(), read: (file: string) => inside.get(file) };
  return { root: '/project', base: { name: 'main', left: snapshot, tip: snapshot }, references: new Map() };
}

const placed = (files: Readonly<Record<string, string>>) => new Map(Object.entries(files).map(([name, text]) => [pathOf(name), text]));

/**
 * A workspace over these files of one migrations folder; `go.mod` and the like belong to the project above it.
 * @param base the folder on the base branch; absent: this is the base branch.
 */
export async function workspaceOf(files: Readonly<Record<string, string>>, base?: Readonly<Record<string, string>>): Promise<{ workspace: Workspace; disk: MemoryDisk }> {
  const disk = diskOf(files, base);
  return { workspace: await opened(disk), disk };
}

export function diskOf(files: Readonly<Record<string, string>>, base?: Readonly<Record<string, string>>): MemoryDisk {
  return new MemoryDisk(placed(files), base && placed(base));
}

/** A fresh look at the same disk. A failing rule fails the test. */
export async function opened(disk: MemoryDisk, proofs?: Proofs): Promise<Workspace> {
  const fail = (what: string, error: unknown) => {
    throw new Error(`${what} failed`, { cause: error });
  };
  const workspace = new Workspace(disk, ['/project'], fail, disk.versionControl, clock);
  if (proofs) workspace.postgres = proofs;
  await workspace.load();
  await workspace.readPast();
  return workspace;
}

/** `../x` lies beside the folder, as `go.mod` and the like do. */
export function pathOf(name: string): string {
  if (name.startsWith('../')) return `/project/${name.slice(3)}`;
  return /^(?:go\.mod|Cargo\.toml|package\.json|sqlc\.yaml|upright\.json)$/.test(name) ? `/project/${name}` : `${folder}/${name}`;
}
