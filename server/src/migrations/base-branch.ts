import type { Convention, FolderView, Listing } from './convention';

/** A migrations folder as a commit has it. */
export interface Snapshot {
  /** Relative to the folder, sorted. */
  readonly files: readonly string[];
  /** Text of one of them; undefined: it is not there, or says nothing of migrations. */
  read(relative: string): string | undefined;
}

/** The branch that this one's work will go into. */
export interface BaseBranch {
  /** As people call it: `main`. */
  readonly name: string;
  /** Where this branch left it, or took it in last: what databases have run. */
  readonly left: Snapshot;
  /** Its newest commit: what they will have run by the time this branch goes into it. */
  readonly tip: Snapshot;
}

/** The folder with a commit's files in the place of its own. */
export function viewAt(folder: FolderView, { files, read }: Snapshot): FolderView {
  return { path: folder.path, files, read, nearest: (name) => folder.nearest(name), programs: () => folder.programs(), around: (isWanted) => folder.around(isWanted) };
}

const listings = new WeakMap<Snapshot, { readonly convention: Convention; readonly listing: Listing }>();

/** What the tool saw in the folder at a commit. */
export function listingAt(convention: Convention, folder: FolderView, snapshot: Snapshot): Listing {
  const known = listings.get(snapshot);
  if (known?.convention === convention) return known.listing;
  const listing = convention.list(viewAt(folder, snapshot));
  listings.set(snapshot, { convention, listing });
  return listing;
}
