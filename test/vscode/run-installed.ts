// Tests what is shipped: `tsx test/vscode/run-installed.ts FILE.vsix`.
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { standIn } from './executable';
import { launch, type Profile } from './launch';

const [vsix] = process.argv.slice(2);
if (!vsix) throw new Error('Usage: tsx test/vscode/run-installed.ts FILE.vsix');

void launch({
  folder: 'installed',
  async prepare(executable, profile, temporary) {
    install(resolve(vsix), executable, profile);
    return makeEmptyExtension(join(temporary, 'empty-extension'));
  },
});

function install(vsix: string, executable: string, { extensionsFolder, userFolder }: Profile): void {
  const [command, ...flags] =
    executable === standIn ? [standIn] : resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
  const { status, error } = spawnSync(
    command!,
    [...flags, `--install-extension=${vsix}`, `--extensions-dir=${extensionsFolder}`, `--user-data-dir=${userFolder}`],
    { stdio: 'inherit', shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`${vsix} could not be installed`, { cause: error });
}

/** VS Code runs a suite only along with an extension under development. */
async function makeEmptyExtension(folder: string): Promise<string> {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'empty', publisher: 'upright-tests', version: '0.0.0', engines: { vscode: '*' } }));
  return folder;
}
