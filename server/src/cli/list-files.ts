import { relative } from 'node:path/posix';
import ignore from 'ignore';
import type { Machine } from '../audit/machine';
import { configurationFile } from '../audit/read-configuration';
import { isWithin, upward } from './paths';
import type { Search } from './searches';

/** What fixes write above a folder. */
const written = [configurationFile, '.gitattributes'];

/** What a workspace sees: the listed folders, and of those above them what says something about them. */
export async function listFiles(machine: Machine, searches: readonly Search[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const { listing, top } of searches) {
    const rules = ignoreRulesAbove(machine, top, listing);
    const listed = await machine.list(listing === '' ? '/' : listing);
    for (const file of listed) if (!rules.some(({ base, ignores }) => ignores(relative(base, file)))) files.push(file);
    const above = upward(listing).slice(1).filter((folder) => isWithin(top, folder));
    files.push(...above.flatMap((folder) => written.map((name) => `${folder}/${name}`)).filter((file) => textIn(machine, file) !== undefined));
    for (const folder of above) files.push(...filesBeside(machine, folder));
  }
  return [...new Set(files)];
}

function textIn(machine: Machine, file: string): string | undefined {
  try {
    return machine.read(file);
  } catch {
    return undefined;
  }
}

/** Files beside the listed folder and those around it, but for SQL: programs and settings there may say how it is run. */
function filesBeside(machine: Machine, folder: string): string[] {
  return machine.filesIn(folder).filter((file) => !file.endsWith('.sql'));
}

interface IgnoreRules {
  readonly base: string;
  readonly ignores: (path: string) => boolean;
}

/** The .gitignore files above a listed folder that hold for what is in it; one that ignores the folder itself was overruled by naming it. */
function ignoreRulesAbove(machine: Machine, top: string, listing: string): readonly IgnoreRules[] {
  const rules: IgnoreRules[] = [];
  for (const base of upward(listing).slice(1).filter((folder) => isWithin(top, folder))) {
    const text = textIn(machine, `${base}/.gitignore`);
    if (text === undefined) continue;
    const matcher = ignore().add(text);
    if (!matcher.ignores(`${relative(base, listing)}/`)) rules.push({ base, ignores: (path) => matcher.ignores(path) });
  }
  return rules;
}
