import type { Cluster } from './cluster';

/*
 * PGlite's files live in Emscripten's memory file system; nothing of the machine's own is mounted in it. This file says
 * the little of that file system that we use.
 */

interface Node {
  readonly mode: number;
  contents: Uint8Array | Record<string, Node>;
  /** Of a file: how much of `contents` is the file. */
  usedBytes: number;
}

interface Stream {
  readonly node: Node;
  position: number;
}

interface Lookup {
  readonly path: string;
  /** Undefined: there is none, which was allowed. */
  readonly node: Node | undefined;
}

export interface MemoryFiles {
  open(path: string, flags: number | string, mode?: number): Stream;
  write(stream: Stream, buffer: ArrayBufferView, offset: number, length: number, position?: number, canOwn?: boolean): number;
  writeFile(path: string, data: Uint8Array, options?: { canOwn?: boolean }): void;
  mkdirTree(path: string, mode?: number): void;
  analyzePath(path: string): { readonly exists: boolean };
  lookupPath(path: string, options?: { readonly parent?: boolean; readonly noent_okay?: boolean }): Lookup;
  rmdir(path: string): void;
  rename(from: string, to: string): void;
  cwd(): string;
  isDir(mode: number): boolean;
  isLink(mode: number): boolean;
  /** By file descriptor. */
  readonly streams: readonly (Stream | null | undefined)[];
  nextfd(): number;
  closeStream(fd: number): void;
  ErrnoError: new (errno: number) => Error;
}

/** Where PGlite keeps everything. */
const root = '/pglite/';
const dataDirectory = `${root}data`;

export function writeCluster(files: MemoryFiles, cluster: Cluster): void {
  files.mkdirTree(dataDirectory, 0o700);
  for (const [path, bytes] of cluster) {
    const directory = root + path.slice(0, path.lastIndexOf('/'));
    if (!files.analyzePath(directory).exists) files.mkdirTree(directory);
    // What is never written to need not be copied.
    if (!path.endsWith('/')) files.writeFile(root + path, bytes, { canOwn: !path.startsWith('data/') });
  }
}

/** The data directory's files; one that is as in `previous` is not copied but taken from it. */
export function readDataDirectory(files: MemoryFiles, previous: Cluster): Cluster {
  const found = new Map<string, Uint8Array>();
  const walk = (node: Node, path: string) => {
    const entries = Object.entries(node.contents as Record<string, Node>);
    if (entries.length === 0) found.set(path, new Uint8Array(0));
    for (const [name, child] of entries) {
      if (files.isDir(child.mode)) walk(child, `${path}${name}/`);
      else if (name !== 'postmaster.pid') found.set(path + name, fileBytes(child, previous.get(path + name)));
    }
  };
  walk(files.lookupPath(dataDirectory).node!, 'data/');
  return found;
}

function fileBytes(node: Node, old: Uint8Array | undefined): Uint8Array {
  const all = node.contents as Uint8Array | undefined;
  if (!all) return new Uint8Array(0);
  const now = new Uint8Array(all.buffer, all.byteOffset, node.usedBytes);
  return old && Buffer.compare(old, now) === 0 ? old : now.slice();
}

const O_ACCMODE = 3;
const O_TRUNC = 0o1000;
const EACCES = 2;
const ENOENT = 44;
const ENOSPC = 51;

/** What PostgreSQL itself opens anew for writing: its caches, settings, statistics and spill files. */
const ownWrites = /^\/pglite\/data\/(?:.*\/)?(?:pg_internal\.init(?:\.\d+)?|pgsql_tmp[^/]*|[^/]+\.tmp|postgresql\.auto\.conf|backup_label.*|PG_VERSION|pg_filenode\.map|\d+)$/;
const tableFiles = /^\/pglite\/data\/(?:base\/\d+|global)\/\d+$/;

/**
 * Refuses what only COPY ... TO a file and lo_export do, opening a file for writing and emptying it, outside PostgreSQL's
 * own files, as it could break the cluster; and limits how much is stored, so that a table that is filled without end
 * meets "No space left on device" before the machine's memory does.
 *
 * The superuser stays one: migrations make roles, extensions, event triggers and publications, and switch
 * session_replication_role; every one of those would be refused, a false alarm, to a lesser role.
 */
export function guardFiles(files: MemoryFiles, budgetBytes: number): Grown {
  const { open, write } = files;
  files.open = (path, flags, mode) => {
    if (typeof flags === 'number' && (flags & O_ACCMODE) !== 0 && (flags & O_TRUNC) !== 0 && (!ownWrites.test(path) || tableFiles.test(path))) throw new files.ErrnoError(EACCES);
    return open(path, flags, mode);
  };
  const grown: Grown = { bytes: 0 };
  let stored = storedBytes(files);
  files.write = (stream, buffer, offset, length, position, canOwn) => {
    const growth = (position ?? stream.position) + length - (stream.node.usedBytes ?? 0);
    if (growth > 0) {
      grown.bytes += growth;
      stored += growth;
      // What was removed meanwhile is only looked for when it matters.
      if (stored > budgetBytes) stored = storedBytes(files) + growth;
      if (stored > budgetBytes) throw new files.ErrnoError(ENOSPC);
    }
    return write(stream, buffer, offset, length, position, canOwn);
  };
  return grown;
}

/**
 * Finds files in the data directory without walking to them, and a free file descriptor without asking for each: PostgreSQL
 * asks for several paths for each table and index, and keeps up to a thousand files open, so that both take a tenth of the time of a proof.
 */
export function findQuickly(files: MemoryFiles): void {
  const { lookupPath, rmdir, rename, closeStream } = files;
  let free = 0;
  files.nextfd = () => {
    while (files.streams[free]) free++;
    return free;
  };
  files.closeStream = (fd) => {
    free = Math.min(free, fd);
    closeStream(fd);
  };
  const directories = new Map<string, Node>();
  const directoryAt = (path: string): Node | undefined => {
    let node = directories.get(path);
    if (!node) {
      const found = lookupPath(path, { noent_okay: true });
      // A link's path is another one.
      if (!found.node || found.path !== path) return undefined;
      node = found.node;
      directories.set(path, node);
    }
    return node;
  };
  files.lookupPath = (given, options = {}) => {
    const path = given.startsWith('/') ? given : `${files.cwd()}/${given}`;
    const cut = path.lastIndexOf('/');
    const name = path.slice(cut + 1);
    const parent = path.startsWith(`${dataDirectory}/`) && name !== '' && !/\/[./]/.test(path) ? directoryAt(path.slice(0, cut)) : undefined;
    if (!parent) return lookupPath(given, options);
    if (options.parent) return { path: path.slice(0, cut), node: parent };
    const entries = parent.contents as Record<string, Node>;
    const node = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (node && files.isLink(node.mode)) return lookupPath(given, options);
    if (!node && !options.noent_okay) throw new files.ErrnoError(ENOENT);
    return { path, node };
  };
  files.rmdir = (path) => {
    directories.clear();
    rmdir(path);
  };
  files.rename = (from, to) => {
    directories.clear();
    rename(from, to);
  };
}

/** How much all files together have grown since the caller last set it to zero. */
export interface Grown {
  bytes: number;
}

function storedBytes(files: MemoryFiles): number {
  const size = (node: Node): number =>
    files.isDir(node.mode) ? Object.values(node.contents as Record<string, Node>).reduce((sum, child) => sum + size(child), 0) : (node.usedBytes ?? 0);
  return size(files.lookupPath(dataDirectory).node!);
}
