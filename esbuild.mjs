import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { context } from 'esbuild';
import { writeBuildId } from './scripts/build-id.mjs';
import { apart, commandLine, commandLineParts, forNode } from './scripts/bundles.mjs';
import { postgresProcess } from './scripts/postgres-process.mjs';

const watch = process.argv.includes('--watch');

const shared = {
  ...forNode,
  outdir: 'dist',
  sourcemap: watch,
  minify: !watch,
  logLevel: 'info',
};

const libraries = { pg: './pg.cjs', 'pgsql-ast-parser': './pgsql-ast-parser.cjs' };

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
// The grammar looks for its WebAssembly file beside the script that it is bundled into.
await copyFile('node_modules/libpg-query/wasm/libpg-query.wasm', 'dist/libpg-query.wasm');

execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build-cluster.ts', 'dist/postgres'], { stdio: 'inherit' });

const builds = await Promise.all([
  context({ ...shared, entryPoints: { extension: 'client/src/extension.ts' }, external: ['vscode'] }),
  context({ ...shared, entryPoints: { server: 'server/src/lsp/main.ts' }, plugins: [apart(libraries)] }),
  context({ ...shared, entryPoints: commandLine, plugins: [apart({ ...libraries, ...commandLineParts, '../../lsp/main': './server.cjs' })], banner: { js: '#!/usr/bin/env node' } }),
  context({ ...shared, entryPoints: { pg: 'pg', 'pgsql-ast-parser': 'pgsql-ast-parser' } }),
  context({ ...shared, ...postgresProcess }),
]);
for (const build of builds) {
  if (watch) await build.watch();
  else {
    await build.rebuild();
    await build.dispose();
  }
}
// Last, and not while things change as one works: without it nothing is kept between runs.
if (!watch) writeBuildId('dist');
