import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { context } from 'esbuild';
import { postgresProcess } from './scripts/postgres-process.mjs';

const watch = process.argv.includes('--watch');

const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // jsonc-parser's CommonJS build loads its parts in a way that cannot be bundled.
  mainFields: ['module', 'main'],
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  sourcemap: watch,
  minify: !watch,
  logLevel: 'info',
};

/** What most runs do not need is no part of their file: the library, or the language server, is loaded from its own at the first need. */
const apart = {
  name: 'apart',
  setup: (build) => build.onResolve({ filter: /^(pg|pgsql-ast-parser|\.\.\/\.\.\/lsp\/main)$/ }, ({ path, kind }) =>
    (kind === 'entry-point' ? undefined : { path: path.endsWith('/main') ? './server.cjs' : `./${path}.cjs`, external: true })),
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
// The grammar looks for its WebAssembly file beside the script that it is bundled into.
await copyFile('node_modules/libpg-query/wasm/libpg-query.wasm', 'dist/libpg-query.wasm');

execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build-cluster.ts', 'dist/postgres'], { stdio: 'inherit' });

const builds = await Promise.all([
  context({ ...shared, entryPoints: { extension: 'client/src/extension.ts' }, external: ['vscode'] }),
  context({ ...shared, entryPoints: { server: 'server/src/lsp/main.ts' }, plugins: [apart] }),
  context({ ...shared, entryPoints: { upright: 'server/src/cli/main.ts' }, plugins: [apart], banner: { js: '#!/usr/bin/env node' } }),
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
