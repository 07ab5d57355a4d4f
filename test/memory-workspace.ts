import { Workspace, type Disk } from '../server/src/audit/workspace';
import { applyEdits, type Change } from '../server/src/text/edits';

/** Files by absolute path, held in memory. */
export class MemoryDisk implements Disk {
  constructor(readonly files: Map<string, string>) {}

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

/** A workspace over these files of one migrations folder; `go.mod` and the like belong to the project above it. */
export async function workspaceOf(files: Readonly<Record<string, string>>): Promise<{ workspace: Workspace; disk: MemoryDisk }> {
  const disk = new MemoryDisk(new Map(Object.entries(files).map(([name, text]) => [pathOf(name), text])));
  return { workspace: await opened(disk), disk };
}

/** A fresh look at the same disk. A failing rule fails the test. */
export async function opened(disk: MemoryDisk): Promise<Workspace> {
  const workspace = new Workspace(disk, ['/project'], (what, error) => {
    throw new Error(`${what} failed`, { cause: error });
  });
  await workspace.load();
  return workspace;
}

export function pathOf(name: string): string {
  return /^(?:go\.mod|Cargo\.toml|package\.json|upright\.json)$/.test(name) ? `/project/${name}` : `${folder}/${name}`;
}
