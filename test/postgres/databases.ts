import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../server/src/postgres/embedded';
import { openServer } from '../../server/src/postgres/server';
import type { Session } from '../../server/src/postgres/session';

export interface Database {
  readonly name: string;
  open(timeoutMs?: number, from?: Uint8Array): Promise<Session>;
  stop(): void;
}

const root = join(__dirname, '../..');
const sources = ['cluster', 'embedded-database', 'memory-files'].map((file) => join(root, `server/src/postgres/${file}.ts`));

/** What the embedded database boots from, built once for a state of what it is built of. */
export function embeddedAssets(): string {
  const hash = createHash('sha1');
  for (const file of [...sources, join(root, 'scripts/build-cluster.ts'), join(root, 'node_modules/@electric-sql/pglite/package.json')]) hash.update(readFileSync(file));
  const folder = join(root, 'node_modules/.cache/upright', `postgres-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(join(root, 'node_modules/.cache/upright'), { recursive: true });
  const made = mkdtempSync(`${folder}-`);
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build-cluster.ts', made], { cwd: root, stdio: 'inherit' });
  try {
    renameSync(made, folder);
  } catch {
    // Another test file was first.
    rmSync(made, { recursive: true });
  }
  return folder;
}

export function embedded(): Database {
  const assets = embeddedAssets();
  const worker = join(root, 'server/src/postgres/embedded-worker.ts');
  return { name: 'embedded', open: (timeoutMs = 10_000, from) => openEmbedded({ worker, assets, timeoutMs, from }), stop: () => {} };
}

/** A PostgreSQL of this machine (Debian: package postgresql), started for the test; undefined where there is none. */
export async function realServer(): Promise<Database | undefined> {
  const bin = binaries();
  if (bin === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'upright-server-'));
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? { uid: userId('-u'), gid: userId('-g') } : {};
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid!);
  const data = join(folder, 'data');
  const run = (program: string, ...args: string[]) => {
    const done = spawnSync(join(bin, program), args, { ...user, cwd: folder, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    if (done.status !== 0) throw new Error(`${program}: ${done.stderr}`);
  };
  run('initdb', '-D', data, '-U', 'upright', '-A', 'trust', '-E', 'UTF8', '--no-sync');
  const port = await freePort();
  run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`, 'start');
  const url = `postgres://upright@127.0.0.1:${port}/postgres`;
  return {
    name: `a real server (${bin})`,
    open: (timeoutMs = 10_000) => openServer({ url, timeoutMs }),
    stop: () => {
      run('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
      rmSync(folder, { recursive: true });
    },
  };
}

function binaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin')) : [];
  return [...versions, ...(process.env.PATH ?? '').split(':')].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')));
}

function userId(flag: '-u' | '-g'): number {
  const found = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
  return found.status === 0 ? Number(found.stdout) : 65534;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
