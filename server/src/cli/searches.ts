import type { Machine } from '../audit/machine';
import { configurationFile } from '../audit/read-configuration';
import { isWithin, parent, upward } from './paths';
import type { Target } from './targets';

/** One way to look at a target: what is listed, and how far up something may be read. */
export interface Search {
  /** The engine's root: manifests are looked for up to here. */
  readonly root: string;
  /** The folder to list. */
  readonly listing: string;
  /** Configuration and .gitignore files are looked for up to here. */
  readonly top: string;
}

/**
 * How to look at a target, one way after another until a migrations folder is found. As an editor sees it that has the
 * repository open, but listing no more than needed: a folder as such; for a file the repository, since a migration may
 * be a folder of its own. At last the folder for itself, which finds what is passed over elsewhere, such as test data.
 */
export function searchesFor(machine: Machine, target: Target, current: string): readonly Search[] {
  const folder = target.kind === 'folder' ? target.path : parent(target.path);
  const alone = (top: string) => ({ root: folder, listing: folder, top });
  const repository = upward(folder).find((path) => machine.exists(`${path}/.git`));
  if (repository !== undefined) {
    const whole = { root: repository, listing: repository, top: repository };
    return target.kind === 'file' ? [whole, alone(repository)] : [{ ...whole, listing: folder }, whole, alone(repository)];
  }
  const configured = upward(folder).find((path) => machine.exists(`${path}/${configurationFile}`));
  const candidates = [parent(folder), configured, isWithin(current, folder) ? current : undefined];
  const root = candidates.reduce<string>((shortest, path) => (path !== undefined && path.length < shortest.length ? path : shortest), folder);
  // Above the current folder may be a home or a disk, in which there is no end of files. A plan lies up to three folders above its scripts.
  const listings = upward(folder).slice(0, target.kind === 'file' ? 4 : 2).filter((path, i) => i === 0 || isWithin(current, path));
  return [...listings.map((listing) => ({ root, listing, top: root })), alone(root)];
}
