import { accessSync, constants, existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import type { Look, Machine } from './machine';
import { nodeDisk } from './node-disk';
import { runGit } from './run-git';
import { systemClock } from './system-clock';

export const nodeMachine: Machine = {
  ...nodeDisk,
  ...systemClock,
  look,
  exists: existsSync,
  filesIn(folder) {
    try {
      const inside = `${folder}/`;
      return readdirSync(inside, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [inside + entry.name] : []));
    } catch {
      return [];
    }
  },
  git: runGit,
};

function look(path: string): Look {
  try {
    const stat = statSync(path);
    accessSync(path, stat.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'something else';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false })) return 'broken link';
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'nothing';
    if (code === 'EACCES' || code === 'EPERM') return 'forbidden';
    throw error;
  }
}
