/**
 * How the program of the embedded PostgreSQL's process is bundled, into `postgres.mjs`. PGlite is an
 * ECMAScript module that looks for its files by import.meta.url, and asks for Node's modules by require.
 *
 * @type {import('esbuild').BuildOptions}
 */
export const postgresProcess = {
  entryPoints: { postgres: 'server/src/postgres/embedded-worker.ts' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outExtension: { '.js': '.mjs' },
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
};
