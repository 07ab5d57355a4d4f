import { readdir, readFile } from 'node:fs/promises';
import { relative } from 'node:path/posix';
import ignore from 'ignore';
import { configurationFile } from '../audit/read-configuration';
import type { Disk } from '../audit/workspace';
import { isWithin, upward } from './paths';
import type { Search } from './searches';

/** What fixes write above a folder. */
const written = [configurationFile, '.gitattributes'];

/** What a workspace sees: the listed folders, and of those above them what says something about them. */
export async function listFiles(disk: Disk, searches: readonly Search[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const { listing, top } of searches) {
    const rules = await ignoreRulesAbove(top, listing);
    const listed = await disk.list(listing === '' ? '/' : listing);
    for (const file of listed) if (!rules.some(({ base, ignores }) => ignores(relative(base, file)))) files.push(file);
    const above = upward(listing).slice(1).filter((folder) => isWithin(top, folder));
    files.push(...above.flatMap((folder) => written.map((name) => `${folder}/${name}`)).filter((file) => isReadable(disk, file)));
    for (const folder of above) files.push(...(await filesBeside(folder)));
  }
  return [...new Set(files)];
}

/** Asked of the disk that is listed, which may hold what is not written yet. */
function isReadable(disk: Disk, file: string): boolean {
  try {
    return disk.read(file) !== undefined;
  } catch {
    return false;
  }
}

/** Files beside the listed folder and those around it, but for SQL: programs and settings there may say how it is run. */
async function filesBeside(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder === '' ? '/' : folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.sql')).map((entry) => `${folder}/${entry.name}`);
  } catch {
    return [];
  }
}

interface IgnoreRules {
  readonly base: string;
  readonly ignores: (path: string) => boolean;
}

/** The .gitignore files above a listed folder that hold for what is in it; one that ignores the folder itself was overruled by naming it. */
async function ignoreRulesAbove(top: string, listing: string): Promise<readonly IgnoreRules[]> {
  const rules: IgnoreRules[] = [];
  for (const base of upward(listing).slice(1).filter((folder) => isWithin(top, folder))) {
    const text = await readFile(`${base}/.gitignore`, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const matcher = ignore().add(text);
    if (!matcher.ignores(`${relative(base, listing)}/`)) rules.push({ base, ignores: (path) => matcher.ignores(path) });
  }
  return rules;
}
