import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const version = '2.66.0';

/**
 * squawk as npm installs it, with its program for this platform. It is no dependency: its platform packages cannot be
 * pinned by a lock file that holds on every platform.
 */
export function installSquawk(): string {
  const folder = resolve('node_modules/.cache/bench');
  const program = resolve(folder, 'node_modules/.bin/squawk');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const { status } = spawnSync('npm', ['install', '--prefix', folder, '--no-save', '--no-package-lock', `squawk-cli@${version}`], { stdio: 'inherit', shell: process.platform === 'win32' });
    if (status !== 0) throw new Error('squawk could not be installed');
  }
  return program;
}
