import { createHash } from 'node:crypto';
import { watch, type FSWatcher } from 'node:fs';
import { dirname, resolve } from 'node:path/posix';
import type { BaseBranch, Snapshot } from '../migrations/base-branch';
import type { Machine } from './machine';
import type { FolderPast, VersionControl } from './version-control';

/** Milliseconds without an event in a repository before it is looked at again: a rebase brings hundreds. */
const quietTime = 300;
/** Files hashed in one go, between which others have their turn. */
const atOnce = 200;

/** Files whose texts say something of migrations; of others the names are enough. */
const TELLING = /\.(sql|pgsql|psql|plan|sum|toml|conf)$|(^|\/)_journal\.json$/i;
/** Where the base branch is looked for, the likeliest first; the first may point to another. */
const BASES = ['refs/remotes/origin/HEAD', 'refs/remotes/origin/main', 'refs/heads/main', 'refs/remotes/origin/master', 'refs/heads/master'];

type Asked = Pick<Machine, 'exists' | 'git'>;

/** A branch or commit that a folder is read at. */
interface Commits {
  readonly base: { readonly name: string; readonly left: string; readonly tip: string } | undefined;
  readonly references: ReadonlyMap<string, string>;
}

/** What the `git` program says of the past of migrations folders. Without git, or where it does not answer, there is no past. */
export class Git implements VersionControl {
  private texts = new Map<string, string>();
  private snapshots = new Map<string, Snapshot>();
  private pasts = new Map<string, { readonly key: string; readonly past: FolderPast }>();
  private watchers = new Map<string, FSWatcher>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange told when the past may be another one: a commit, a checkout, a fetch. Absent: nothing is watched. */
  constructor(
    private readonly machine: Asked,
    private readonly onChange?: () => void,
  ) {}

  async read(folders: ReadonlyMap<string, readonly string[]>, text: (path: string) => string | undefined): Promise<ReadonlyMap<string, FolderPast>> {
    const byRepository = new Map<string, string[]>();
    for (const folder of folders.keys()) {
      const root = repositoryOf(this.machine, folder);
      if (root !== undefined) byRepository.set(root, [...(byRepository.get(root) ?? []), folder]);
    }
    const used = { texts: new Map<string, string>(), snapshots: new Map<string, Snapshot>(), pasts: new Map<string, { key: string; past: FolderPast }>() };
    const directories: string[] = [];
    for (const [root, inside] of byRepository) {
      const references = [...new Set(inside.flatMap((folder) => folders.get(folder) ?? []))];
      const found = await this.commitsOf(root, references);
      if (!found) continue;
      directories.push(...found.directories);
      await this.readCommits(root, inside, found.commits, text, used);
      for (const folder of inside) {
        const wanted = folders.get(folder) ?? [];
        const key = JSON.stringify([found.commits.base, wanted.map((reference) => found.commits.references.get(reference))]);
        const known = this.pasts.get(folder);
        used.pasts.set(folder, known?.key === key ? known : { key, past: pastOf(root, folder, wanted, found.commits, used.snapshots) });
      }
    }
    ({ texts: this.texts, snapshots: this.snapshots, pasts: this.pasts } = used);
    this.watch(new Set(directories));
    return new Map([...used.pasts].map(([folder, { past }]) => [folder, past]));
  }

  /** Ends watching. */
  close(): void {
    clearTimeout(this.timer);
    this.watch(new Set());
  }

  private async commitsOf(root: string, references: readonly string[]): Promise<{ readonly commits: Commits; readonly directories: readonly string[] } | undefined> {
    const [head, refs, ...named] = await Promise.all([
      this.machine.git(root, ['rev-parse', '--absolute-git-dir', '--git-common-dir', 'HEAD', '--symbolic-full-name', 'HEAD']),
      this.machine.git(root, ['for-each-ref', '--format=%(refname) %(objectname) %(symref)', ...BASES]),
      ...references.map((reference) => this.machine.git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`])),
    ]);
    if (!head || !refs) return undefined;
    const [own = '', shared = '', commit = '', branch = ''] = lines(head);
    const common = resolve(root, shared);
    const commits: Commits = {
      base: await baseOf(this.machine, root, commit, branch, lines(refs)),
      references: new Map(references.flatMap((reference, i) => (named[i] ? [[reference, lines(named[i])[0]!] as const] : []))),
    };
    return { commits, directories: [own, common, `${common}/refs/heads`, `${common}/refs/remotes/origin`] };
  }

  /** Reads the folders at every commit: the names by one look a commit, and those texts that are not the present ones. */
  private async readCommits(root: string, folders: readonly string[], commits: Commits, text: (path: string) => string | undefined, used: { readonly texts: Map<string, string>; readonly snapshots: Map<string, Snapshot> }): Promise<void> {
    const wanted = new Set([...(commits.base ? [commits.base.left, commits.base.tip] : []), ...commits.references.values()]);
    const blobs = new Map<string, ReadonlyMap<string, string>>();
    const missing = new Set<string>();
    for (const commit of wanted) {
      const known = folders.map((folder) => this.snapshots.get(`${commit}:${folder}`));
      if (known.every((snapshot) => snapshot !== undefined)) {
        folders.forEach((folder, i) => used.snapshots.set(`${commit}:${folder}`, known[i]!));
        for (const [id, content] of this.texts) used.texts.set(id, content);
        continue;
      }
      const tree = await this.machine.git(root, ['ls-tree', '-r', '-z', commit, '--', ...folders.map((folder) => (folder === root ? '.' : folder.slice(root.length + 1)))]);
      if (!tree) continue;
      const files = blobsIn(tree.toString('utf8'));
      blobs.set(commit, files);
      let count = 0;
      for (const [file, id] of files) {
        if (!TELLING.test(file) || used.texts.has(id) || missing.has(id)) continue;
        if (++count % atOnce === 0) await new Promise((resolve) => setImmediate(resolve));
        const now = this.texts.get(id) ?? sameAs(id, text(`${root}/${file}`));
        if (now === undefined) missing.add(id);
        else used.texts.set(id, now);
      }
    }
    for (const [id, content] of await contents(this.machine, root, [...missing])) used.texts.set(id, content);
    for (const [commit, files] of blobs) for (const folder of folders) used.snapshots.set(`${commit}:${folder}`, snapshotOf(folder.slice(root.length + 1), files, used.texts));
  }

  private watch(directories: ReadonlySet<string>): void {
    if (!this.onChange) return;
    for (const [directory, watcher] of this.watchers) {
      if (directories.has(directory)) continue;
      watcher.close();
      this.watchers.delete(directory);
    }
    for (const directory of directories) {
      if (this.watchers.has(directory) || !this.machine.exists(directory)) continue;
      const watcher = watch(directory, { persistent: false }, () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.onChange!(), quietTime);
      });
      // A repository that is deleted has no past to be told of.
      watcher.on('error', () => watcher.close());
      this.watchers.set(directory, watcher);
    }
  }
}

/** The folder itself or one around it that has a `.git`: a directory, or a file in a linked work tree or a submodule. */
function repositoryOf(machine: Asked, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (machine.exists(`${at}/.git`)) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** @param refs `name commit [what it points to]`, of those among `BASES` that there are. */
async function baseOf(machine: Asked, root: string, head: string, branch: string, refs: readonly string[]): Promise<Commits['base']> {
  const known = new Map(refs.map((line) => line.split(' ')).map(([name = '', commit = '', target = '']) => [name, { commit, target }]));
  const found = BASES.find((name) => known.get(name)?.commit);
  if (found === undefined) return undefined;
  const { commit: tip, target } = known.get(found)!;
  const name = (target || found).replace(/^refs\/(heads|remotes\/origin)\//, '');
  if (branch === `refs/heads/${name}` || head === tip) return undefined;
  const left = await machine.git(root, ['merge-base', head, tip]);
  return left && { name, left: lines(left)[0]!, tip };
}

function pastOf(root: string, folder: string, references: readonly string[], commits: Commits, snapshots: ReadonlyMap<string, Snapshot>): FolderPast {
  const at = (commit: string) => snapshots.get(`${commit}:${folder}`);
  const left = commits.base && at(commits.base.left);
  const tip = commits.base && at(commits.base.tip);
  const base: BaseBranch | undefined = left && tip && { name: commits.base!.name, left, tip };
  const found = references.flatMap((reference) => {
    const commit = commits.references.get(reference);
    const snapshot = commit === undefined ? undefined : at(commit);
    return snapshot ? [[reference, snapshot] as const] : [];
  });
  return { root, base, references: new Map(found) };
}

/** Path to id, of regular files: `mode type id<tab>path<nul>`. */
function blobsIn(tree: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of tree.split('\0')) {
    const parts = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(entry);
    if (parts) files.set(parts[2]!, parts[1]!);
  }
  return files;
}

/** @param folder from the repository's root; empty: the root. */
function snapshotOf(folder: string, blobs: ReadonlyMap<string, string>, texts: ReadonlyMap<string, string>): Snapshot {
  const inside = folder === '' ? '' : `${folder}/`;
  const files = [...blobs.keys()].filter((file) => file.startsWith(inside)).map((file) => file.slice(inside.length)).sort();
  const own = new Map(files.map((file) => [file, texts.get(blobs.get(inside + file)!)]));
  return { files, read: (relative) => own.get(relative) };
}

/** The text, if it is the one that git knows by the id. */
function sameAs(id: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'utf8');
  return createHash(id.length === 40 ? 'sha1' : 'sha256').update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === id ? text : undefined;
}

async function contents(machine: Asked, root: string, ids: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const output = ids.length === 0 ? undefined : await machine.git(root, ['cat-file', '--batch'], `${ids.join('\n')}\n`);
  // `id blob size`, a line break, the bytes, a line break; or `id missing`.
  for (let at = 0; output && at < output.length; ) {
    const end = output.indexOf(10, at);
    const [id = '', type, size] = output.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob') continue;
    found.set(id, output.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}

function lines(output: Buffer): string[] {
  return output.toString('utf8').split('\n').filter((line) => line !== '');
}
