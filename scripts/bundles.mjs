/**
 * How everything is bundled that Node loads.
 *
 * @type {import('esbuild').BuildOptions}
 */
export const forNode = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // jsonc-parser's CommonJS build loads its parts in a way that cannot be bundled.
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.cjs' },
  // Node's import() reads a file of this size through once more before it loads it.
  supported: { 'dynamic-import': false },
};

/** What a file loads from others beside it at the first need, since most runs do without. `files`: by what the import says. */
export const apart = (files) => ({
  name: 'apart',
  setup: (build) => build.onResolve({ filter: /./ }, ({ path, kind }) => (kind === 'entry-point' || !(path in files) ? undefined : { path: files[path], external: true })),
});

/** A run that finds its answer kept needs the first alone. */
export const commandLine = { upright: 'server/src/cli/main.ts', program: 'server/src/cli/program.ts' };
export const commandLineParts = { './program': './program.cjs' };
