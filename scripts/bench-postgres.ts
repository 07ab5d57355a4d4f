import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { nodeDisk } from '../server/src/audit/node-disk';
import { folderView } from '../server/src/migrations/folder-view';
import { openFolder } from '../server/src/migrations/open-folder';
import type { MigrationFolder } from '../server/src/migrations/convention';
import type { Section, TransactionMode } from '../server/src/migrations/migration';
import type { HistoryToProve } from '../server/src/postgres/chain';
import { openEmbedded } from '../server/src/postgres/embedded';
import type { Part, Proof } from '../server/src/postgres/proof';
import { createProver } from '../server/src/postgres/replay';
import { loadGrammar } from '../server/src/syntax/grammar';
import { parseScript } from '../server/src/syntax/parse-script';

/**
 * `tsx scripts/bench-postgres.ts FOLDER [COUNT]`: boots the embedded PostgreSQL, proves a folder's whole history (up, up again,
 * down, up), then types in the newest and in the tenth migration; times in milliseconds, memory in MB.
 */
async function main(): Promise<void> {
  await loadGrammar();
  const folder = resolve(process.argv[2]!);
  const count = Number(process.argv[3] ?? Number.POSITIVE_INFINITY);
  const dist = mkdtempSync(join(tmpdir(), 'upright-bench-'));
  try {
    const worker = join(dist, 'postgres.mjs');
    await build({
      entryPoints: ['server/src/postgres/embedded-worker.ts'], outfile: worker, bundle: true, platform: 'node', format: 'esm', target: 'node20', minify: true, logLevel: 'error',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build-cluster.ts', dist]);
    await bench(await historyOf(folder, count), worker, dist);
  } finally {
    rmSync(dist, { recursive: true });
  }
}

async function historyOf(path: string, count: number): Promise<HistoryToProve> {
  const folder = await openMigrations(path);
  const { tracking } = folder.convention;
  const migrations = folder.migrations.filter(({ up }) => up).slice(0, count).map((migration) => ({
    up: part(migration.up!, migration.transaction),
    down: migration.down && part(migration.down, migration.downTransaction ?? migration.transaction),
    record: tracking.record(migration),
  }));
  return { setup: [tracking.create], external: new Set(), tracking, migrations };
}

async function openMigrations(path: string): Promise<MigrationFolder> {
  const folder = openFolder(folderView(path, path, await nodeDisk.list(path), (file) => nodeDisk.read(file)));
  if (!folder) throw new Error(`no migrations of a known tool in ${path}`);
  return folder;
}

function part({ file, range }: Section, { mode }: TransactionMode): Part {
  return { statements: parseScript(readFileSync(file, 'utf8'), range).statements, mode };
}

async function bench(history: HistoryToProve, worker: string, assets: string): Promise<void> {
  let booted = 0;
  const prover = createProver({
    idleMs: 60_000,
    open: async () => {
      const start = performance.now();
      const session = await openEmbedded({ worker, assets, timeoutMs: 10_000 });
      booted = performance.now() - start;
      return session;
    },
  });
  const start = performance.now();
  const proofs = await prover.prove(history);
  console.log(`boot ${booted.toFixed(0)} ms; ${proofs.length} migrations proved in ${(performance.now() - start - booted).toFixed(0)} ms after it; process ${child().memory} MB, ${child().cpu} s of processor time`);
  for (const verdict of ['applies', 'twice', 'reverses'] as const) console.log(`${verdict}: ${(['yes', 'no', 'unproved'] as const).map((state) => `${state} ${count(proofs, verdict, state)}`).join(', ')}`);
  for (const index of [history.migrations.length - 1, Math.min(9, history.migrations.length - 1)]) {
    const times: number[] = [];
    for (let i = 0; i < 40; i++) times.push(await edit(prover, history, index, i));
    const first = times.shift()!;
    times.sort((a, b) => a - b);
    console.log(`edit in migration ${index + 1}: first ${first.toFixed(0)} ms, then median ${times[20]!.toFixed(0)} ms, p95 ${times[37]!.toFixed(0)} ms; process ${child().memory} MB`);
  }
  await prover.close();
}

async function edit(prover: ReturnType<typeof createProver>, history: HistoryToProve, index: number, n: number): Promise<number> {
  const migrations = [...history.migrations];
  const old = migrations[index]!;
  migrations[index] = { ...old, up: { ...old.up, statements: [...old.up.statements, ...parseScript(`create table bench_${n} (id bigint primary key)`).statements] } };
  const start = performance.now();
  return new Promise((done, failed) => {
    prover.prove({ ...history, migrations }, { focus: index, onProof: (proved) => proved === index && (done(performance.now() - start), prover.cancel()) }).catch((error: Error) => error.name !== 'Superseded' && failed(error));
  });
}

function count(proofs: readonly Proof[], verdict: 'applies' | 'twice' | 'reverses', state: string): number {
  return proofs.filter((proof) => proof[verdict].state === state).length;
}

/** The embedded PostgreSQL's process: resident memory in MB, processor time in s. */
function child(): { readonly memory: number; readonly cpu: number } {
  const lines = execFileSync('ps', ['-eo', 'ppid=,rss=,cputimes=,args='], { encoding: 'utf8' }).split('\n').map((line) => line.trim().split(/\s+/));
  const found = lines.find(([ppid, , , ...args]) => ppid === String(process.pid) && args.join(' ').includes('postgres.mjs'));
  return { memory: Math.round(Number(found?.[1] ?? 0) / 1024), cpu: Number(found?.[2] ?? 0) };
}

void main();
