import { spawnSync } from 'node:child_process';
import { globSync } from 'tinyglobby';

/** `npm run test:unit [-- PATTERN]`: every test file outside VS Code, or those whose path holds PATTERN. */
const wanted = process.argv[2] ?? '';
const files = globSync(['test/**/*.test.ts'], { ignore: ['test/vscode/**'] }).filter((file) => file.includes(wanted)).sort();
if (files.length === 0) throw new Error(`no test file has ${wanted} in its path`);
const result = spawnSync(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...files], { stdio: 'inherit' });
process.exit(result.status ?? 1);
