import { isUtf8 } from 'node:buffer';
import { lstatSync, readFileSync } from 'node:fs';
import type { Disk } from '../../audit/disk';
import { applyEdits, type Change } from '../../text/edits';
import { isWithin, shownPath } from '../paths';

/** A file as it is to be. */
export interface DraftFile {
  readonly path: string;
  /** Undefined: as it is on the disk. */
  readonly text: string | undefined;
  /** Where it is on the disk, and its text there where that is to change; undefined: it is new. */
  readonly origin: { readonly path: string; readonly text: string | undefined } | undefined;
}

type Files = ReadonlyMap<string, DraftFile | undefined>;

/** Changes to files that are not yet written: read as if they were. */
export interface Draft extends Disk {
  /** All of the changes or, where one cannot be made, none. Returns why one cannot. */
  apply(changes: readonly Change[]): string | undefined;
  /** What `apply` would return, without changing anything. */
  refusal(changes: readonly Change[]): string | undefined;
  /** The state to go back to, and the way back. */
  state(): Files;
  restore(state: Files): void;
  /** Where a file of the disk is now; undefined: it is deleted. */
  whereabouts(path: string): string | undefined;
  /** Files that are to be other than they are on the disk, sorted by path. */
  files(): readonly DraftFile[];
  /** Files of the disk that are to go. */
  deleted(): readonly { readonly path: string; readonly text: string }[];
}

export function makeDraft(disk: Disk): Draft {
  let files = new Map<string, DraftFile | undefined>();

  const read = (path: string): string | undefined => {
    if (!files.has(path)) return disk.read(path);
    const file = files.get(path);
    return file && (file.text ?? disk.read(file.origin!.path));
  };
  const exists = (path: string): boolean => (files.has(path) ? files.get(path) !== undefined : onDisk(path));
  const current = (path: string): DraftFile => files.get(path) ?? { path, text: undefined, origin: { path, text: undefined } };

  const applyOne = (change: Change): string | undefined => {
    if (change.kind === 'create') {
      if (exists(change.file)) return 'is there already';
      files.set(change.file, { path: change.file, text: change.text, origin: undefined });
      return undefined;
    }
    if (!exists(change.file)) return 'is not there';
    const file = current(change.file);
    if (change.kind === 'edit') {
      const before = read(change.file);
      if (before === undefined) return 'cannot be read';
      // What could not be decoded would be written back as something else.
      if (file.origin && !isUtf8(readFileSync(file.origin.path))) return 'is not UTF-8 throughout, so that no edit can keep the rest of it as it is';
      files.set(change.file, { ...file, text: applyEdits(before, change.edits), origin: file.origin && { path: file.origin.path, text: file.origin.text ?? before } });
    } else {
      if (change.kind === 'rename') {
        if (exists(change.to)) return `cannot become ${shownPath(change.to)}, which is there already`;
        files.set(change.to, { ...file, path: change.to });
      }
      files.set(change.file, undefined);
    }
    return undefined;
  };

  const present = (): DraftFile[] => [...files.values()].filter((file) => file !== undefined);

  const apply = (changes: readonly Change[]): string | undefined => {
    const before = files;
    files = new Map(files);
    for (const change of changes) {
      const refusal = applyOne(change);
      if (refusal === undefined) continue;
      files = before;
      return `${shownPath(change.file)}: ${refusal}`;
    }
    return undefined;
  };

  return {
    read,
    async list(root) {
      const listed = (await disk.list(root)).filter((file) => !files.has(file));
      return [...listed, ...present().map((file) => file.path).filter((file) => isWithin(root, file))].sort();
    },
    apply,
    refusal(changes) {
      const before = files;
      const refusal = apply(changes);
      files = before;
      return refusal;
    },
    state: () => files,
    restore(state) {
      files = new Map(state);
    },
    whereabouts: (path) => (exists(path) && current(path).origin?.path === path ? path : present().find((file) => file.origin?.path === path)?.path),
    files: () =>
      present()
        .filter((file) => file.origin?.path !== file.path || (file.text !== undefined && file.text !== file.origin.text))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    deleted: () =>
      [...files.keys()]
        .filter((path) => !files.get(path) && !present().some((file) => file.origin?.path === path) && onDisk(path))
        .sort()
        .map((path) => ({ path, text: disk.read(path) ?? '' })),
  };
}

function onDisk(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
