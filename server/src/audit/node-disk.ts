import fs, { lstatSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path/posix';
import { promisify } from 'node:util';
import ignore, { type Ignore } from 'ignore';
import type { Disk } from './disk';

// `node:fs/promises` loads much of Node with it, which takes as long as to audit a dozen files.
const readdir = promisify(fs.readdir);
const stat = promisify(fs.stat);

const neverListed = new Set(['.git', '.hg', '.svn', 'node_modules']);
/** A migration is never that large; a dump may be, and is not read. */
const largestFile = 16 * 1024 * 1024;

interface Rules {
  readonly base: string;
  readonly rules: Ignore;
}

/**
 * The file system, honouring .gitignore files from the root down. Git itself is not asked: its configuration may name
 * programs to run, and nothing in an untrusted workspace is executed. Links to folders are not followed.
 */
export const nodeDisk: Disk = {
  async list(root) {
    const files: string[] = [];
    await walk(root, [], files);
    return files;
  },
  read(path) {
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) {
      if (lstatSync(path, { throwIfNoEntry: false })) throw new Error('it is a link to a file that is not there');
      return undefined;
    }
    if (size > largestFile) throw new Error(`it is larger than ${largestFile / 1024 / 1024} MB`);
    return readFileSync(path, 'utf8');
  },
};

async function walk(folder: string, above: readonly Rules[], files: string[]): Promise<void> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    return;
  }
  const own = entries.some((entry) => entry.name === '.gitignore' && entry.isFile()) ? [{ base: folder, rules: ignore().add(readText(join(folder, '.gitignore'))) }] : [];
  const rules = [...above, ...own];
  const ignored = (path: string) => rules.some(({ base, rules: r }) => r.ignores(relative(base, path)));
  const inside = folder.endsWith('/') ? folder : `${folder}/`;
  await Promise.all(entries.map(async (entry) => {
    const path = inside + entry.name;
    if (entry.isDirectory()) {
      if (!neverListed.has(entry.name) && !ignored(`${path}/`)) await walk(path, rules, files);
    } else if ((entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) && !ignored(path)) files.push(path);
  }));
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // A dangling link is listed, so that it is said of it that it cannot be read.
    return true;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
