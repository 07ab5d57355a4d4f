import { chmodSync, closeSync, existsSync, fsyncSync, lstatSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path/posix';
import { shownPath } from '../paths';
import { UserError } from '../user-error';
import type { Draft, DraftFile } from './draft';

/**
 * Writes the draft: renames, then texts, then deletions. Nothing is overwritten but the files that were read, and each
 * of them at once or not at all.
 * @throws UserError before anything is written when a file is another than it was; later when the disk refuses.
 */
export function writeDraft(draft: Draft): void {
  const files = draft.files();
  for (const { origin } of files)
    if (origin?.text !== undefined && readFileSync(origin.path, 'utf8') !== origin.text) throw new UserError(`${shownPath(origin.path)}: was changed meanwhile; nothing is written`);
  renameAll(files.filter((file) => file.origin !== undefined && file.origin.path !== file.path));
  for (const { path, text, origin } of files) {
    if (text === undefined) continue;
    attempt(path, () => (origin ? replaceText(path, text) : makeFile(path, text)));
  }
  for (const { path } of draft.deleted()) attempt(path, () => rmSync(path));
}

/** Each as soon as its new name is free: one may wait for another to go. */
function renameAll(files: readonly DraftFile[]): void {
  let waiting = files;
  while (waiting.length > 0) {
    const free = waiting.filter((file) => !lstatSync(file.path, { throwIfNoEntry: false }));
    if (free.length === 0) throw new UserError(`${shownPath(waiting[0]!.path)}: is there already`);
    for (const { path, origin } of free) attempt(path, () => renameSync(origin!.path, path));
    waiting = waiting.filter((file) => !free.includes(file));
  }
}

function makeFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
}

/** Beside the file and then in its place, with its mode; of a link the file that it leads to. */
function replaceText(path: string, text: string): void {
  const file = realpathSync(path);
  const beside = `${dirname(file)}/.${basename(file)}.upright-${process.pid}`;
  try {
    const descriptor = openSync(beside, 'wx', 0o600);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    chmodSync(beside, statSync(file).mode & 0o7777);
    renameSync(beside, file);
  } finally {
    if (existsSync(beside)) rmSync(beside);
  }
}

function attempt(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new UserError(`${shownPath(path)}: cannot be written: ${(error as Error).message}`);
  }
}
