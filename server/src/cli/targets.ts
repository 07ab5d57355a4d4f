import { accessSync, constants, lstatSync, statSync, type Stats } from 'node:fs';
import { absolutePath, isWithin } from './paths';
import { UserError } from './user-error';

/** A PATH of the command line. */
export interface Target {
  /** As it was typed, for messages. */
  readonly typed: string;
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/**
 * The PATHs, or the current folder where there are none.
 * @param orCommand a word that is no path may be meant for a command.
 * @throws UserError for one that is not there or cannot be read.
 */
export function readTargets(paths: readonly string[], orCommand = false): readonly Target[] {
  return (paths.length === 0 ? ['.'] : paths).map((typed) => {
    const stat = look(typed, orCommand);
    if (!stat.isFile() && !stat.isDirectory()) throw new UserError(`${typed}: neither a file nor a folder`);
    return { typed, path: absolutePath(typed), kind: stat.isFile() ? 'file' : 'folder' };
  });
}

function look(typed: string, orCommand: boolean): Stats {
  try {
    const stat = statSync(typed);
    accessSync(typed, stat.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
    return stat;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && lstatSync(typed, { throwIfNoEntry: false })) throw new UserError(`${typed}: a link to something that is not there`);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UserError(`${typed}: there is no such file or folder${orCommand ? ', nor such a command' : ''}`);
    if (code === 'EACCES' || code === 'EPERM') throw new UserError(`${typed}: cannot be read: permission denied`);
    throw new UserError(`${typed}: cannot be read: ${(error as Error).message}`);
  }
}

/** Has the migrations folder to do with the target: is it in it, or around it? */
export function concerns(target: Target, folder: string): boolean {
  return target.kind === 'file' ? isWithin(folder, target.path) : isWithin(target.path, folder) || isWithin(folder, target.path);
}

/** Is the target about this file? */
export function covers(target: Target, file: string): boolean {
  return target.kind === 'file' ? file === target.path : isWithin(target.path, file);
}
