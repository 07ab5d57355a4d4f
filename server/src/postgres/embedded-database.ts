import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { packChanges, unpackCluster, withChanges, type Cluster } from './cluster';
import type { Connection, Reply } from './connection';
import { findQuickly, guardFiles, readDataDirectory, writeCluster, type Grown, type MemoryFiles } from './memory-files';
import type { Failure, Saved } from './session';
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
    // Nobody reads a log: whoever asked is told.
    log_min_messages: 'fatal',
    // Shared memory is made for as many connections as there may be workers, and cleared at the start.
    autovacuum_worker_slots: '1', autovacuum_max_workers: '1',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

/** Node has it; the types that we compile with have not. */
const { WebAssembly: engine } = globalThis as unknown as { WebAssembly: { compile(bytes: Uint8Array): Promise<NonNullable<PGliteOptions['pgliteWasmModule']>> } };
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

// V8 optimises PostgreSQL while it runs; with more threads than there are processors for them it takes its time from PostgreSQL itself.
setFlagsFromString(`--wasm-num-compilation-tasks=${Math.max(1, availableParallelism() - 1)}`);
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** PGlite's memory when it starts; its WebAssembly module asks for no less. */
const initialMemoryBytes = 128 * 1024 * 1024;
const wasmPage = 64 * 1024;
/**
 * No other process tidies up here: what was rolled back is given free (every proof leaves dead rows in the catalog) and the log
 * is dropped, when nobody waits and files have grown by so much, or whoever waits once they have grown by far more.
 */
const worthTidyingBytes = 8 * 1024 * 1024;
const mostGrownBytes = 48 * 1024 * 1024;

/** Hundreds of migrations change 20 MB of the cluster's files; what is more are rows, and would take longer to read than to write again. */
const mostPackedBytes = 48 * 1024 * 1024;

interface Running {
  readonly pg: PGlite;
  readonly files: MemoryFiles;
  readonly grown: Grown;
}

export interface EmbeddedDatabase extends Connection {
  /** To be called when nobody waits for an answer. */
  idle(): Promise<void>;
  save(): Promise<Saved>;
  /** For `openEmbeddedDatabase`; undefined where it is large. @throws Error when it is not saved any more. */
  pack(saved: Saved): Promise<Uint8Array | undefined>;
  forget(saved: Saved): void;
  restore(saved: Saved | undefined): Promise<void>;
}

/** @param from a state that was packed, to start with; absent: an empty database. */
export async function openEmbeddedDatabase(assets: string, limits: { readonly storageBytes: number; readonly memoryBytes: number }, from?: Uint8Array): Promise<EmbeddedDatabase> {
  const [wasm, data, cluster] = await Promise.all([
    readFile(join(assets, 'pglite.wasm')).then((bytes) => engine.compile(bytes)),
    readFile(join(assets, 'pglite.data')).then((bytes) => new Blob([bytes])),
    readFile(join(assets, 'cluster.gz')).then(unpackCluster),
  ]);
  const extensions: Cluster = new Map([...cluster].filter(([path]) => !path.startsWith('data/')));
  const saved = new Map<Saved, Cluster>();
  let last = from ? await withChanges(cluster, from) : cluster;
  let saves = 0;
  let running: Running | undefined = await boot(last);
  let isInTransaction = false;

  async function boot(from: Cluster): Promise<Running> {
    let made: PGlite | undefined;
    const filesOf = (pg: PGlite) => pg.Module.FS as unknown as MemoryFiles;
    const pg = await PGlite.create({
      // A file system in which PGlite finds a cluster is taken as it is.
      fs: {
        init: async (instance, emscriptenOpts) => {
          made = instance;
          return { emscriptenOpts };
        },
        initialSyncFs: async () => {
          findQuickly(filesOf(made!));
          writeCluster(filesOf(made!), from);
        },
        syncToFs: async () => {},
        closeFs: async () => {},
        dumpTar: () => Promise.reject(new Error('not asked for')),
      },
      pgliteWasmModule: wasm,
      initdbWasmModule: wasm,
      fsBundle: data,
      initialMemory: initialMemoryBytes,
      startParams: startParameters,
    });
    const files = filesOf(pg);
    // No program is run: a null stream is a failure to PostgreSQL.
    pg.handleExternalCmd = () => 0;
    limitMemory(pg.Module.wasmMemory as unknown as WasmMemory, limits.memoryBytes);
    return { pg, files, grown: guardFiles(files, limits.storageBytes) };
  }

  async function query(sql: string, keepRows: boolean): Promise<Reply> {
    const reader = replyReader(sql, keepRows);
    if (!running) throw new Error('the embedded PostgreSQL is being restored');
    await running.pg.execProtocolRawStream(queryMessage(sql), { syncToFs: false, onRawData: (bytes) => reader.add(bytes) });
    const reply = reader.reply();
    if (!reply) throw new Error('the embedded PostgreSQL has stopped');
    isInTransaction = reply.status !== 'I';
    if (!isInTransaction && running.grown.bytes > mostGrownBytes) await tidy();
    return reply.failure ? { ...reply, failure: plainly(reply.failure) } : reply;
  }

  function savedAs(one: Saved): Cluster {
    const found = saved.get(one);
    if (!found) throw new Error(`there is no saved state ${one}`);
    return found;
  }

  async function tidy(): Promise<void> {
    running!.grown.bytes = 0;
    await query('vacuum', false);
    await query('checkpoint', false);
  }

  return {
    query,
    async idle() {
      if (!running || isInTransaction || running.grown.bytes <= worthTidyingBytes) return;
      await tidy();
      // Files that have grown left their old memory behind.
      collectGarbage();
    },
    async save() {
      if (running!.grown.bytes > worthTidyingBytes) await tidy();
      else await query('checkpoint', false);
      last = new Map([...readDataDirectory(running!.files, last), ...extensions]);
      saved.set(++saves, last);
      return saves;
    },
    async pack(one) {
      return packChanges(cluster, savedAs(one), mostPackedBytes);
    },
    forget: (one) => void saved.delete(one),
    async restore(to) {
      const from = to === undefined ? cluster : savedAs(to);
      // Two at once would take twice the memory, and the old one's is not given back before much more has been used.
      await running?.pg.close().catch(() => {});
      running = undefined;
      collectGarbage();
      running = await boot(from);
      last = from;
    },
  };
}

/** PostgreSQL says "Success" where there is no program to run, as nothing set errno. */
function plainly(failure: Failure): Failure {
  const program = /^could not execute command ".*"/s.exec(failure.message);
  return program ? { ...failure, message: `${program[0]}: no programs are run here`, sqlstate: '42501' } : failure;
}

/** Beyond it PostgreSQL says "out of memory", and goes on. */
function limitMemory(memory: WasmMemory, bytes: number): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * wasmPage > bytes) throw new RangeError('the limit is reached');
    return grow(pages);
  };
}
