import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';

/**
 * Files of a cluster: a data directory after a clean shutdown (paths `data/...`), and the contributed extensions
 * (`share/...`, `lib/...`), so that CREATE EXTENSION finds them without PGlite compiling each at its start.
 * A path that ends in a slash is an empty directory.
 */
export type Cluster = ReadonlyMap<string, Uint8Array>;

/** gzip of: length of the directory (4 bytes), the directory as JSON, the contents one behind the other. */
export function packCluster(cluster: Cluster): Uint8Array {
  const directory = Buffer.from(JSON.stringify([...cluster].map(([path, bytes]) => [path, bytes.length])));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(directory.length);
  return gzipSync(Buffer.concat([length, directory, ...cluster.values()]), { level: 9 });
}

/** Beside whatever else is going on. */
export async function unpackCluster(packed: Buffer): Promise<Cluster> {
  // A gzip file ends in the length of what it holds (RFC 1952, 2.3.1): in one piece it need not be put together.
  const all = await promisify(gunzip)(packed, { chunkSize: packed.readUInt32LE(packed.length - 4) });
  // Not a Buffer: its slice() shares memory, and the memory file system takes slice() for a copy.
  const bytes = new Uint8Array(all.buffer, all.byteOffset, all.length);
  const start = 4 + all.readUInt32BE(0);
  const directory = JSON.parse(all.subarray(4, start).toString()) as [string, number][];
  const files = new Map<string, Uint8Array>();
  let at = start;
  for (const [path, length] of directory) {
    files.set(path, bytes.subarray(at, at + length));
    at += length;
  }
  return files;
}
