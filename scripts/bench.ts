import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installSquawk } from './bench/rival';
import { largeFile, sampleFolder } from './bench/sample-folder';
import { ServerClient } from './bench/server-client';

/**
 * `npm run bench [-- FOLDER]`: our times beside squawk's, on the same files in the same run, the two taking turns; FOLDER is copied.
 * Every figure is a median; the ratio is ours to squawk's.
 */
const squawk = installSquawk();
const upright = resolve('dist/upright.cjs');

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function percentile95(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)]!;
}

function row(what: string, ours: number, theirs: number, unit = 'ms'): void {
  console.log(`${what.padEnd(58)} upright ${ours.toFixed(1).padStart(8)} ${unit}   squawk ${theirs.toFixed(1).padStart(8)} ${unit}   ratio ${(ours / theirs).toFixed(2)}`);
}

/** In which nothing is kept that was not kept here. */
const env = { ...process.env, XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'upright-bench-cache-')) };

function timed(command: string, args: readonly string[]): number {
  const start = performance.now();
  const result = spawnSync(command, args, { stdio: 'ignore', env });
  if (result.error) throw result.error;
  return performance.now() - start;
}

/** @param folder its newest migration is edited for each round. */
function wholeFolder(what: string, folder: string, rounds: number): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sql')).sort().map((file) => join(folder, file));
  const newest = files.findLast((file) => /\bup\b/.test(basename(file))) ?? files.at(-1)!;
  // A proof of hundreds of migrations takes seconds, so that one round tells enough.
  for (const [how, options, times] of [['text alone', ['--no-postgres'], rounds], ['proved by PostgreSQL', [], 1]] as const) {
    const taken = { fresh: [] as number[], edited: [] as number[], same: [] as number[], floor: [] as number[], theirs: [] as number[] };
    const check = (...more: readonly string[]) => timed(process.execPath, [upright, 'check', folder, ...options, '--format', 'json', '--fail-on', 'never', ...more]);
    check();
    for (let i = 0; i < times; i++) {
      appendFileSync(newest, `SELECT ${i};\n`);
      taken.fresh.push(check('--no-cache'));
      taken.edited.push(check());
      taken.same.push(check());
      taken.floor.push(timed(process.execPath, ['scripts/bench/grammar-alone.cjs', ...files]));
      taken.theirs.push(timed(squawk, ['--reporter', 'json', ...files]));
    }
    console.log(`${what}, ${files.length} files, whole process, ${how}`);
    row('  nothing kept from an earlier run', median(taken.fresh), median(taken.theirs));
    row('  the newest migration edited since the last run', median(taken.edited), median(taken.theirs));
    row('  nothing changed since the last run', median(taken.same), median(taken.theirs));
    row("  no check at all: Node and PostgreSQL's grammar alone", median(taken.floor), median(taken.theirs));
  }
}

/** Of a folder that is not ours to edit. */
function copyOf(folder: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'upright-bench-')), basename(resolve(folder)));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

async function editing(folder: string, bytes: number, rounds: number): Promise<void> {
  const file = join(folder, '000301_large.up.sql');
  const text = largeFile(bytes);
  writeFileSync(file, text);
  const uri = pathToFileURL(file).href;
  const clients = [await ServerClient.start(process.execPath, [resolve('dist/server.cjs'), '--stdio'], folder, { prove: false }), await ServerClient.start(squawk, ['server'], folder)];
  for (const client of clients) await client.open(uri, text);
  const lines = text.split('\n');
  const line = lines.findIndex((l, i) => i > lines.length / 2 && l.startsWith('    name text'));
  const times: number[][] = [[], []];
  // Typing and deleting one character in the middle of the file.
  for (let i = 0; i < rounds; i++)
    for (const [n, client] of clients.entries()) times[n]!.push(await client.edit(uri, line, 8, i % 2 === 0 ? 'x' : '', i % 2 === 0 ? 0 : 1));
  row(`edit to diagnostics, ${Math.round(text.length / 1000)} KB file, 300 migrations, median`, median(times[0]!), median(times[1]!));
  row('the same, 95 of 100 are quicker than', percentile95(times[0]!), percentile95(times[1]!));
  for (const client of clients) await client.close();
}

async function memory(migrations: number): Promise<void> {
  const folder = sampleFolder(migrations);
  const client = await ServerClient.start(process.execPath, [resolve('dist/server.cjs'), '--stdio'], folder, { prove: false });
  const file = join(folder, `${String(migrations).padStart(6, '0')}_add_part_${migrations}.up.sql`);
  await client.open(pathToFileURL(file).href, 'SELECT 1;\n');
  console.log(`${`memory of the server, ${migrations} migrations audited`.padEnd(58)} upright ${client.memory().toFixed(0).padStart(8)} MB`);
  await client.close();
}

async function main(): Promise<void> {
  const folder = sampleFolder(300);
  wholeFolder('whole folder, made for this', folder, 7);
  for (const given of process.argv.slice(2)) wholeFolder(given, copyOf(given), 7);
  await editing(folder, 33_000, 120);
  await memory(1000);
}

void main();
