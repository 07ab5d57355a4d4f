import type { Look, Machine } from '../audit/machine';
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
export function readTargets(machine: Machine, paths: readonly string[], orCommand = false): readonly Target[] {
  return (paths.length === 0 ? ['.'] : paths).map((typed) => {
    const kind = look(machine, typed);
    if (kind === 'file' || kind === 'folder') return { typed, path: absolutePath(typed), kind };
    throw new UserError(`${typed}: ${complaints[kind]}${kind === 'nothing' && orCommand ? ', nor such a command' : ''}`);
  });
}

const complaints: Readonly<Record<Exclude<Look, Target['kind']>, string>> = {
  'something else': 'neither a file nor a folder',
  nothing: 'there is no such file or folder',
  'broken link': 'a link to something that is not there',
  forbidden: 'cannot be read: permission denied',
};

function look(machine: Machine, typed: string): Look {
  try {
    return machine.look(typed);
  } catch (error) {
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
