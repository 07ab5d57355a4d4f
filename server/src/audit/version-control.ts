import type { BaseBranch, Snapshot } from '../migrations/base-branch';

/** What version control knows of a migrations folder. */
export interface FolderPast {
  /** The repository's top folder, absolute. */
  readonly root: string;
  /** Undefined on the base branch itself. */
  readonly base: BaseBranch | undefined;
  /** The folder at the commits that were asked for, where there is such a commit. */
  readonly references: ReadonlyMap<string, Snapshot>;
}

/** Version control, given by the host where programs may be run. */
export interface VersionControl {
  /**
   * The past of each of the folders (absolute, forward slashes) that is in a repository; the same object as long as it is the same.
   * @param folders with the references to look at beside the base branch.
   * @param text of a file as it is now.
   */
  read(folders: ReadonlyMap<string, readonly string[]>, text: (path: string) => string | undefined): Promise<ReadonlyMap<string, FolderPast>>;
}
