import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before } from 'node:test';
import { build } from 'esbuild';
import { writeBuildId } from '../../scripts/build-id.mjs';
import { apart, commandLine, commandLineParts, forNode } from '../../scripts/bundles.mjs';
import { postgresProcess } from '../../scripts/postgres-process.mjs';
import { embeddedAssets } from '../postgres/databases';

const scratch = mkdtempSync(join(tmpdir(), 'upright-cli-'));
const programs = join(scratch, 'programs');
const program = join(programs, 'upright.cjs');

/** What every process of the program is started with: it keeps its answers here, and knows none of the user's. */
export const environment: NodeJS.ProcessEnv = { ...process.env, XDG_CACHE_HOME: join(scratch, 'cache') };

before(async () => {
  mkdirSync(programs);
  copyFileSync('node_modules/libpg-query/wasm/libpg-query.wasm', join(programs, 'libpg-query.wasm'));
  symlinkSync(embeddedAssets(), join(programs, 'postgres'));
  await build({ ...forNode, entryPoints: commandLine, outdir: programs, plugins: [apart(commandLineParts)], logLevel: 'error' });
  await build({ ...postgresProcess, outdir: programs, logLevel: 'error' });
  writeBuildId(programs);
});
after(() => rmSync(scratch, { recursive: true, force: true }));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program as a process in `folder`; what audits answers from the text alone. */
export function upright(folder: string, ...args: string[]): Run {
  return proving(folder, ...args, ...(['check', 'fix'].includes(args[0]!) && !args.includes('--no-postgres') ? ['--no-postgres'] : []));
}

/** The same with PostgreSQL's answer. */
export function proving(folder: string, ...args: string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28, timeout: 120_000, env: environment });
  return { code: status, stdout, stderr };
}

/** The program's file, for tests that talk with it while it runs. */
export const programFile = program;

let made = 0;

/** A folder of these files, removed after the tests. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = join(scratch, `folder${++made}`);
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Every file below a folder with its content, to compare before and after. */
export function contentsOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map((entry) => join(entry.parentPath, entry.name)).sort().map((path) => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]));
}

/** Two migrations in which nothing is wrong. */
export const clean: Readonly<Record<string, string>> = {
  'migrations/000001_create_users.up.sql': 'CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY);\n',
  'migrations/000001_create_users.down.sql': 'DROP TABLE IF EXISTS users;\n',
  'migrations/000002_add_name.up.sql': 'ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;\n',
  'migrations/000002_add_name.down.sql': 'ALTER TABLE users DROP COLUMN IF EXISTS name;\n',
};

/** The same and a third, which fails when it runs twice. */
export const twice: Readonly<Record<string, string>> = {
  ...clean,
  'migrations/000003_create_posts.up.sql': '-- What they write\nCREATE TABLE posts (id bigint PRIMARY KEY);\n',
  'migrations/000003_create_posts.down.sql': 'DROP TABLE IF EXISTS posts;\n',
};
