import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/**
 * Files of a cluster: a data directory after a clean shutdown (paths `data/...`), and the contributed extensions
 * (`share/...`, `lib/...`), so that CREATE EXTENSION finds them without PGlite compiling each at its start.
 * A path that ends in a slash is an empty directory.
 */
export type Cluster = ReadonlyMap<string, Uint8Array>;
/** Files that are other ones, or undefined: gone. */
type Changes = ReadonlyMap<string, Uint8Array | undefined>;

export function packCluster(cluster: Cluster): Promise<Uint8Array> {
  return pack(cluster, 9);
}

export async function unpackCluster(packed: Uint8Array): Promise<Cluster> {
  return (await unpack(packed)) as Cluster;
}

/** What makes another cluster of one; undefined where that is more than so many bytes. */
export async function packChanges(from: Cluster, to: Cluster, mostBytes: number): Promise<Uint8Array | undefined> {
  const isAsBefore = (path: string, bytes: Uint8Array) => from.get(path) === bytes || (from.has(path) && Buffer.compare(from.get(path)!, bytes) === 0);
  const changed = [...to].filter(([path, bytes]) => !isAsBefore(path, bytes));
  if (changed.reduce((sum, [, bytes]) => sum + bytes.length, 0) > mostBytes) return undefined;
  const gone = [...from.keys()].filter((path) => !to.has(path));
  return pack(new Map([...changed, ...gone.map((path) => [path, undefined] as const)]), 1);
}

export async function withChanges(from: Cluster, packed: Uint8Array): Promise<Cluster> {
  const files = new Map([...from, ...(await unpack(packed))]);
  return new Map([...files].flatMap(([path, bytes]) => (bytes ? [[path, bytes]] : [])));
}

/** gzip of: length of the directory (4 bytes), the directory as JSON, the contents one behind the other. Beside whatever else is going on, as is the other way. */
function pack(changes: Changes, level: number): Promise<Uint8Array> {
  const directory = Buffer.from(JSON.stringify([...changes].map(([path, bytes]) => [path, bytes?.length ?? null])));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(directory.length);
  return promisify(gzip)(Buffer.concat([length, directory, ...[...changes.values()].flatMap((bytes) => bytes ?? [])]), { level });
}

async function unpack({ buffer, byteOffset, length: packedLength }: Uint8Array): Promise<Changes> {
  const packed = Buffer.from(buffer, byteOffset, packedLength);
  // A gzip file ends in the length of what it holds (RFC 1952, 2.3.1): in one piece it need not be put together.
  const all = await promisify(gunzip)(packed, { chunkSize: packed.readUInt32LE(packed.length - 4) });
  // Not a Buffer: its slice() shares memory, and the memory file system takes slice() for a copy.
  const bytes = new Uint8Array(all.buffer, all.byteOffset, all.length);
  const start = 4 + all.readUInt32BE(0);
  const directory = JSON.parse(all.subarray(4, start).toString()) as [string, number | null][];
  const files = new Map<string, Uint8Array | undefined>();
  let at = start;
  for (const [path, length] of directory) {
    files.set(path, length === null ? undefined : bytes.subarray(at, at + length));
    at += length ?? 0;
  }
  return files;
}
