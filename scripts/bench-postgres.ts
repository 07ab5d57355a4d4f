import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeDisk } from '../server/src/audit/node-disk';
import type { FolderHistory } from '../server/src/audit/history-to-prove';
import { Workspace } from '../server/src/audit/workspace';
import type { FolderStatus } from '../server/src/lsp/protocol';
import type { HistoryToProve } from '../server/src/postgres/chain';
import { openPostgres } from '../server/src/postgres/open-postgres';
import type { Part, Proof } from '../server/src/postgres/proof';
import { createProver } from '../server/src/postgres/replay';
import { parseScript } from '../server/src/syntax/parse-script';
import { sampleFolder } from './bench/sample-folder';
import { ServerClient } from './bench/server-client';

/**
 * `npm run bench:postgres [-- FOLDER]`: boots the embedded PostgreSQL, beside PGlite as it comes; proves a folder's whole history
 * (up, up again, down, up), beside PGlite as it comes running the same and asking nothing; then types in the newest and in the
 * tenth migration, and in the newest through the language server, pause included. Times in milliseconds,
 * memory in MB. Without a folder: two made for this, of 150 and of 350 migrations.
 */
async function main(): Promise<void> {
  // PostgreSQL's process inherits them: what runs this script is no part of the extension.
  process.execArgv = [];
  const given = process.argv.slice(2).map((folder) => resolve(folder));
  for (const folder of given.length > 0 ? given : [sampleFolder(150), sampleFolder(350)]) {
    const { history, proved } = await historyOf(folder);
    await bench(history);
    await typing(folder, proved.at(-1)!.up!.file);
  }
}

async function historyOf(folder: string): Promise<FolderHistory> {
  const workspace = new Workspace(nodeDisk, [folder]);
  await workspace.load();
  const toProve = workspace.auditOf(`${folder}/`)?.text.toProve?.();
  if (!toProve) throw new Error(`no migrations of a known tool in ${folder}`);
  return toProve;
}

/** PGlite as it comes: until it answers, and until it has run what a proof runs. */
function plain({ migrations, setup }: HistoryToProve): { readonly boot: number; readonly runs: number } {
  const textsOf = (part: Part | undefined) => (part?.statements ?? []).map(({ text }) => text);
  const input = JSON.stringify({ setup, migrations: migrations.map(({ up, down }) => ({ up: textsOf(up), down: textsOf(down) })) });
  // V8 goes on optimising for seconds, which no other measurement should pay for.
  return JSON.parse(execFileSync(process.execPath, ['scripts/bench/plain-pglite.mjs'], { input, encoding: 'utf8' }));
}

async function bench(history: HistoryToProve): Promise<void> {
  const rival = plain(history);
  let booted = 0;
  const prover = createProver({
    idleMs: 60_000,
    open: async () => {
      const start = performance.now();
      const session = await openPostgres(resolve('dist'))({ url: undefined, timeoutMs: 10_000 });
      booted = performance.now() - start;
      return session;
    },
  });
  const start = performance.now();
  const proofs = await prover.prove(history);
  const proved = performance.now() - start - booted;
  console.log(`boot ${booted.toFixed(0)} ms, PGlite as it comes ${rival.boot.toFixed(0)} ms, ratio ${(booted / rival.boot).toFixed(2)}; process ${child().memory} MB, ${child().cpu} s of processor time`);
  console.log(`${proofs.length} migrations proved in ${proved.toFixed(0)} ms after it; the same runs in PGlite as it comes, asking nothing, ${rival.runs.toFixed(0)} ms, ratio ${(proved / rival.runs).toFixed(2)}`);
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

/** From an edit of a file to what PostgreSQL says of it, through the language server. */
async function typing(folder: string, file: string): Promise<void> {
  const client = await ServerClient.start(process.execPath, [resolve('dist/server.cjs'), '--stdio'], folder);
  const uri = pathToFileURL(file).href;
  const text = readFileSync(file, 'utf8');
  await client.open(uri, text);
  const proved = async () => {
    while ((await client.request<FolderStatus[]>('upright/folders', {}))[0]?.postgres.state !== 'ran') await new Promise((next) => setTimeout(next, 2));
  };
  await proved();
  const times: number[] = [];
  for (let i = 0; i < 40; i++) {
    const start = performance.now();
    await client.replace(uri, `${text}\ncreate table bench_${i} (id bigint primary key);\n`);
    await proved();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(`the same in the newest through the language server: median ${times[20]!.toFixed(0)} ms, p95 ${times[37]!.toFixed(0)} ms; server ${client.memory().toFixed(0)} MB, PostgreSQL's process ${child(client.pid).memory} MB`);
  await client.close();
}

function count(proofs: readonly Proof[], verdict: 'applies' | 'twice' | 'reverses', state: string): number {
  return proofs.filter((proof) => proof[verdict].state === state).length;
}

/** The embedded PostgreSQL's process: resident memory in MB, processor time in s. */
function child(parent = process.pid): { readonly memory: number; readonly cpu: number } {
  const lines = execFileSync('ps', ['-eo', 'ppid=,rss=,cputimes=,args='], { encoding: 'utf8' }).split('\n').map((line) => line.trim().split(/\s+/));
  const found = lines.find(([ppid, , , ...args]) => ppid === String(parent) && args.join(' ').includes('postgres.mjs'));
  return { memory: Math.round(Number(found?.[1] ?? 0) / 1024), cpu: Number(found?.[2] ?? 0) };
}

void main();
