// Carries out on the page what the suite, which runs in the extension host, asks for by files (see ../page.ts).
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

const actions = {
  press: (page, keys) => page.keyboard.press(keys),
  type: (page, text) => page.keyboard.type(text, { delay: 20 }),
  see: (page, selector) => page.locator(selector).first().waitFor({ timeout: 10_000 }),
  click: (page, selector) => page.locator(selector).first().click({ timeout: 10_000 }),
};

export async function answerPageRequests(page, folder, signal) {
  while (!signal.aborted) {
    for (const file of await readdir(folder)) {
      if (file.endsWith('.request')) await answer(page, folder, file.slice(0, -'.request'.length));
    }
    await sleep(50);
  }
}

async function answer(page, folder, name) {
  const request = join(folder, `${name}.request`);
  let failure = '';
  try {
    const { steps = [], screenshot } = JSON.parse(await readFile(request, 'utf8'));
    for (const step of steps) {
      for (const [action, argument] of Object.entries(step)) await actions[action](page, argument);
    }
    if (screenshot) await page.screenshot({ path: join(folder, `${name}.png`) });
  } catch (error) {
    failure = stripVTControlCharacters(error.message);
  }
  await rm(request);
  const answered = join(folder, `${name}.answer`);
  await writeFile(`${answered}.part`, JSON.stringify({ failure }));
  await rename(`${answered}.part`, answered);
}
