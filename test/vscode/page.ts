import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A key (`Control+Shift+P`), a text, an element to wait for or to click (CSS selectors of the workbench). */
export type Step = { press: string } | { type: string } | { see: string } | { click: string };

/** Set by the stand-in, which carries out on VS Code's page what is written to this folder. */
const folder = process.env.UPRIGHT_PAGE;

/** True where `ask` is answered; false in VS Code with a window of its own. */
export const hasPage = folder !== undefined;

export async function ask(name: string, request: { steps?: Step[]; screenshot?: boolean }): Promise<void> {
  if (folder === undefined) return;
  const file = join(folder, `${name}.request`);
  await writeFile(`${file}.part`, JSON.stringify(request));
  await rename(`${file}.part`, file);

  const answer = join(folder, `${name}.answer`);
  while (!existsSync(answer)) await sleep(50);
  const { failure } = JSON.parse(await readFile(answer, 'utf8')) as { failure: string };
  await rm(answer);
  if (failure) throw new Error(failure);
}
