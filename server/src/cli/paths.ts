import { relative, resolve } from 'node:path';

/** Absolute, with forward slashes, as the engine wants paths; the root of a file system is ''. */
export function absolutePath(path: string): string {
  return forwardSlashes(resolve(path)).replace(/\/$/, '');
}

/** From the current folder, with forward slashes; the current folder itself is `.`. */
export function shownPath(path: string): string {
  let known = shown.get(path);
  if (known === undefined) shown.set(path, (known = forwardSlashes(relative(process.cwd(), path === '' ? '/' : path)) || '.'));
  return known;
}

/** A run stays in its folder, and says the same paths with every finding. */
const shown = new Map<string, string>();

/** Is the path the folder or below it? */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

export function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The path and the folders above it, up to the root of the file system, which is ''. */
export function upward(path: string): string[] {
  return path === '' ? [''] : [path, ...upward(parent(path))];
}

function forwardSlashes(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}
