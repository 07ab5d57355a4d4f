import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { packCluster, type Cluster } from '../server/src/postgres/cluster';
import { startParameters } from '../server/src/postgres/embedded-database';
import { readDataDirectory, type MemoryFiles } from '../server/src/postgres/memory-files';

/**
 * `tsx scripts/build-cluster.ts [FOLDER]`: makes FOLDER (dist/postgres) with all that the embedded PostgreSQL boots from:
 * PGlite's WebAssembly and file bundle, and a cluster stored after a clean shutdown, with the contributed extensions.
 */
async function buildCluster(folder: string): Promise<void> {
  const pglite = dirname(createRequire(join(process.cwd(), 'package.json')).resolve('@electric-sql/pglite'));
  await mkdir(folder, { recursive: true });
  const cluster = new Map([...(await freshCluster()), ...(await contributedExtensions(pglite))]);
  await writeFile(join(folder, 'cluster.gz'), await packCluster(cluster));
  for (const file of ['pglite.wasm', 'pglite.data']) await copyFile(join(pglite, file), join(folder, file));
}

async function freshCluster(): Promise<Cluster> {
  const pg = await PGlite.create({ startParams: startParameters, initDbStartParams: ['--wal-segsize=1', '--encoding=UTF8', '--locale-provider=libc', '--auth=trust', '--no-sync'] });
  // Nobody creates a database from them; they would be two thirds of the cluster.
  await pg.exec('update pg_catalog.pg_database set datistemplate = false');
  await pg.exec('drop database template0');
  await pg.exec('drop database template1');
  // Rewritten without gaps and with statistics, for small files and good plans of catalog queries.
  await pg.exec('vacuum full');
  await pg.exec('vacuum (freeze, analyze)');
  await pg.exec('checkpoint');
  let stored: Cluster | undefined;
  const files = pg.Module.FS as unknown as MemoryFiles;
  pg.fs!.closeFs = async () => {
    stored = readDataDirectory(files, new Map());
  };
  await pg.close();
  return stored!;
}

/** The bundles are tar archives of `share/...` and `lib/...`. */
async function contributedExtensions(pglite: string): Promise<Cluster> {
  const found = new Map<string, Uint8Array>();
  for (const bundle of (await readdir(pglite)).filter((file) => file.endsWith('.tar.gz')).sort()) {
    const tar = gunzipSync(await readFile(join(pglite, bundle)));
    for (let at = 0; at < tar.length && tar[at] !== 0; ) {
      const field = (start: number, length: number) => tar.subarray(at + start, at + start + length).toString().replace(/\0.*$/s, '');
      const path = join(field(345, 155), field(0, 100));
      const size = Number.parseInt(field(124, 12), 8);
      const type = field(156, 1);
      if ((type === '0' || type === '') && /^(?:share|lib)\//.test(path)) found.set(path, new Uint8Array(tar.subarray(at + 512, at + 512 + size)));
      at += 512 + Math.ceil(size / 512) * 512;
    }
  }
  return found;
}

void buildCluster(process.argv[2] ?? 'dist/postgres');
