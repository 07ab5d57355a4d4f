import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';

export const standIn = join(import.meta.dirname, 'stand-in', 'vscode-stand-in.mjs');

/** The VS Code to test in: the one of `UPRIGHT_VSCODE`, else a downloaded one, else the stand-in. */
export async function findVSCode(extensionDevelopmentPath: string): Promise<string> {
  const executable = await choose(extensionDevelopmentPath);
  if (executable !== standIn) runAgainWithDisplay(executable);
  console.log(`VS Code: ${executable}`);
  return executable;
}

async function choose(extensionDevelopmentPath: string): Promise<string> {
  if (process.env.UPRIGHT_VSCODE) return resolve(process.env.UPRIGHT_VSCODE);
  try {
    return await downloadAndUnzipVSCode({ extensionDevelopmentPath, timeout: 10_000 });
  } catch (error) {
    console.log(`VS Code could not be downloaded (${error instanceof Error ? error.message : error}): using the stand-in`);
    return standIn;
  }
}

function runAgainWithDisplay(executable: string): void {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return;
  const run = spawnSync('xvfb-run', ['--auto-servernum', process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    env: { ...process.env, UPRIGHT_VSCODE: executable },
    stdio: 'inherit',
  });
  if (run.error) throw new Error('VS Code needs a display: set DISPLAY or install xvfb', { cause: run.error });
  process.exit(run.status ?? 1);
}
