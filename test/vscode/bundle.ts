import { globSync } from 'tinyglobby';
import { build } from 'esbuild';

/** Bundles the `*.test.ts` of a folder, with the `run` that VS Code calls, in one file. */
export async function bundleSuite(folder: string, outfile: string): Promise<void> {
  const tests = globSync('*.test.ts', { cwd: folder }).sort();
  await build({
    stdin: {
      resolveDir: folder,
      contents: `
        import { runMocha } from ${JSON.stringify(`${import.meta.dirname}/suite/index.ts`)};
        export const run = () => runMocha(() => { ${tests.map((file) => `require('./${file}');`).join(' ')} });
      `,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}
