import type { FileText, FolderView } from './convention';
import type { Section } from './migration';

export type ReadFile = (path: string) => string | undefined;

const PROGRAM = /\.(go|rs|ts|mts|js|mjs|cjs|py|rb|java|kt|php|ex|cs|sh)$/;
const MOST_PROGRAMS = 40;

/**
 * A folder with what is below it and what is above it up to `root`.
 * `files`: absolute paths that hold at least those of the folder and of the one above it. `all`: those of the workspace.
 */
export function folderView(path: string, root: string, files: Iterable<string>, read: ReadFile, all: Iterable<string> = files): FolderView {
  const inside = path + '/';
  const above = parent(path) + '/';
  const below: string[] = [];
  const programs: string[] = [];
  for (const file of files) {
    if (file.startsWith(inside)) below.push(file.slice(inside.length));
    if (!PROGRAM.test(file) || programs.length === MOST_PROGRAMS) continue;
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    if (folder === inside || (folder === above && path !== root)) programs.push(file);
  }
  below.sort();
  const found = new Map<(path: string) => boolean, readonly string[]>();
  return {
    path,
    files: below,
    read: (relative) => read(inside + relative),
    nearest: (name) => findUpward(name, path, root, read),
    programs: () => texts(programs, read),
    around: (isWanted) => {
      const wanted = found.get(isWanted) ?? [...all].filter(isWanted);
      found.set(isWanted, wanted);
      return texts(wanted, read);
    },
  };
}

function texts(files: readonly string[], read: ReadFile): FileText[] {
  return files.flatMap((path) => {
    const text = read(path);
    return text === undefined ? [] : [{ path, text }];
  });
}

const looks = new WeakSet<FolderView>();

/** The folder for one look at it, in which neither it nor what lies around it changes: a question is asked once. */
export function atOneLook(folder: FolderView): FolderView {
  const found = new Map<string, FileText | undefined>();
  const around = new Map<(path: string) => boolean, readonly FileText[]>();
  const look: FolderView = {
    ...folder,
    nearest(name) {
      if (!found.has(name)) found.set(name, folder.nearest(name));
      return found.get(name);
    },
    around(isWanted) {
      const files = around.get(isWanted) ?? folder.around(isWanted);
      around.set(isWanted, files);
      return files;
    },
  };
  looks.add(look);
  return look;
}

/** What `learn` says of a folder, which is asked once a look. */
export function onceALook<T>(learn: (folder: FolderView) => T): (folder: FolderView) => T {
  const learned = new WeakMap<FolderView, { readonly is: T }>();
  return (folder) => {
    if (!looks.has(folder)) return learn(folder);
    let known = learned.get(folder);
    if (!known) learned.set(folder, (known = { is: learn(folder) }));
    return known.is;
  };
}

function findUpward(name: string, from: string, root: string, read: ReadFile): FileText | undefined {
  for (let folder = from; folder === root || folder.startsWith(root + '/'); folder = parent(folder)) {
    const path = `${folder}/${name}`;
    const text = read(path);
    if (text !== undefined) return { path, text };
    if (folder === root) break;
  }
  return undefined;
}

export function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A name in the folder in which another file is. */
export function beside(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name;
}

const own = new WeakMap<readonly string[], readonly string[]>();

/** Names of the files that lie in the folder itself. */
export function ownFiles({ files }: FolderView): readonly string[] {
  const known = own.get(files) ?? files.filter((file) => !file.includes('/'));
  own.set(files, known);
  return known;
}

/** A file's path from the folder, from its absolute one. */
export function relativeTo(folder: FolderView, file: string): string {
  return file.slice(folder.path.length + 1);
}

/** A whole file as one section. */
export function wholeFile(folder: FolderView, relative: string): Section {
  return { file: `${folder.path}/${relative}`, range: { start: 0, end: folder.read(relative)?.length ?? 0 } };
}
