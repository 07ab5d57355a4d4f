import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleSuite } from './bundle';
import { findVSCode } from './executable';
import { followResults } from './results';

export const repository = resolve(import.meta.dirname, '..', '..');
const fixture = join(repository, 'test', 'fixtures', 'redflag');
const output = join(repository, 'dist', 'test', 'vscode');

const userSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  // As on the desktop: in a page VS Code saves by itself, also what a test takes back.
  'files.autoSave': 'off',
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

export type Profile = { extensionsFolder: string; userFolder: string };

export type Suite = {
  /** The folder of the `*.test.ts`, below this one. */
  folder: string;
  /** Is given the VS Code to test in and its empty profile, and returns the extension to load from its source folder. */
  prepare(executable: string, profile: Profile, temporary: string): Promise<string>;
};

/** Runs a suite in VS Code on a copy of the founding case's folder, and ends the process with its result. */
export async function launch({ folder, prepare }: Suite): Promise<void> {
  // @vscode/test-electron ends VS Code on SIGINT only.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => process.emit('SIGINT') || process.exit(1));
  const executable = await findVSCode(repository);
  const suite = join(repository, 'dist', 'test', `${folder}.cjs`);
  await bundleSuite(join(import.meta.dirname, folder), suite);

  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  const temporary = await realpath(await mkdtemp(join(tmpdir(), 'upright-')));
  const finishResults = followResults(join(output, 'results.jsonl'));
  const profile = await makeProfile(temporary);
  let succeeded = false;
  try {
    const workspace = join(temporary, 'redflag');
    await cp(fixture, workspace, { recursive: true });
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: await prepare(executable, profile, temporary),
      extensionTestsPath: suite,
      // Where no proof is known from a former run.
      extensionTestsEnv: { UPRIGHT_TEST_OUTPUT: output, XDG_CACHE_HOME: join(temporary, 'cache') },
      launchArgs: [workspace, `--extensions-dir=${profile.extensionsFolder}`, `--user-data-dir=${profile.userFolder}`],
    });
    succeeded = true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  } finally {
    await keepLogs(profile);
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  }

  const { passed, failed, ended } = finishResults();
  if (!ended) await printLog();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = succeeded && ended && passed > 0 && failed === 0 ? 0 : 1;
}

async function makeProfile(temporary: string): Promise<Profile> {
  const profile = { extensionsFolder: join(temporary, 'extensions'), userFolder: join(temporary, 'user') };
  await mkdir(profile.extensionsFolder);
  await mkdir(join(profile.userFolder, 'User'), { recursive: true });
  await writeFile(join(profile.userFolder, 'User', 'settings.json'), JSON.stringify(userSettings));
  return profile;
}

/** The logs of VS Code and its output channels, that of the language server among them. */
async function keepLogs({ userFolder }: Profile): Promise<void> {
  const logs = join(userFolder, 'logs');
  if (existsSync(logs)) await cp(logs, join(output, 'logs'), { recursive: true });
}

async function printLog(): Promise<void> {
  console.error('The suite did not run to its end');
  const log = join(output, 'vscode.log');
  if (existsSync(log)) console.error(`The end of ${log}:\n${(await readFile(log, 'utf8')).split('\n').slice(-40).join('\n')}`);
}
