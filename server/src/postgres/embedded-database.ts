import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { unpackCluster, type Cluster } from './cluster';
import type { Connection, Reply } from './connection';
import { guardFiles, readDataDirectory, storedBytes, writeCluster, type MemoryFiles } from './memory-files';
import type { Saved } from './session';
import { queryMessage, replyReader } from './wire';

/**
 * PGlite's own parameters, without search_path=public, which no server has. Writing ahead is for crashes; here a crash
 * starts over. Locks of many tables in one transaction need room.
 */
export const startParameters = [
  '--single', '-F', '-O', '-j',
  ...Object.entries({
    exit_on_error: 'false', log_checkpoints: 'false', io_method: 'sync',
    max_worker_processes: '0', max_parallel_workers: '0', max_parallel_workers_per_gather: '0', max_parallel_maintenance_workers: '0',
    shared_buffers: '16MB', max_connections: '5', max_locks_per_transaction: '2000',
    wal_level: 'minimal', max_wal_senders: '0', full_page_writes: 'off', wal_recycle: 'off', wal_init_zero: 'off', min_wal_size: '2MB',
    autovacuum: 'off', jit: 'off',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

/** PGlite's memory when it starts; its WebAssembly module asks for no less. */
const initialMemoryBytes = 128 * 1024 * 1024;
const wasmPage = 64 * 1024;
/** Nobody but us makes PostgreSQL write its log to the tables' files; that is due once so much has come together. */
const checkpointEveryBytes = 48 * 1024 * 1024;

export interface EmbeddedDatabase extends Connection {
  save(): Promise<Saved>;
  restore(saved: Saved | undefined): Promise<void>;
}

export async function openEmbeddedDatabase(assets: string, limits: { readonly storageBytes: number; readonly memoryBytes: number }): Promise<EmbeddedDatabase> {
  const [wasm, data, cluster] = await Promise.all([
    readFile(join(assets, 'pglite.wasm')).then((bytes) => WebAssembly.compile(bytes)),
    readFile(join(assets, 'pglite.data')).then((bytes) => new Blob([bytes])),
    readFile(join(assets, 'cluster.gz')).then(unpackCluster),
  ]);
  const saved: Cluster[] = [];
  let pg = await boot(cluster);

  async function boot(from: Cluster): Promise<PGlite> {
    let files: MemoryFiles;
    const made: PGlite = await PGlite.create({
      // Only its memory file system is used: a file system in which PGlite finds a cluster is taken as it is.
      fs: {
        init: async (_: PGlite, emscriptenOpts: object) => ({ emscriptenOpts }),
        initialSyncFs: async () => {
          files = memoryFiles(made$());
          writeCluster(files, from);
        },
        syncToFs: async () => {},
        closeFs: async () => {},
        dumpTar: () => Promise.reject(new Error('not asked for')),
      } as never,
      pgliteWasmModule: wasm,
      initdbWasmModule: wasm,
      fsBundle: data,
      initialMemory: initialMemoryBytes,
      startParams: startParameters,
    });
    return made;
  }
  throw new Error(String(pg) + saved + storedBytes + guardFiles + readDataDirectory + queryMessage + replyReader + wasmPage + checkpointEveryBytes + limits);
}
declare function made$(): PGlite;
declare function memoryFiles(pg: PGlite): MemoryFiles;
