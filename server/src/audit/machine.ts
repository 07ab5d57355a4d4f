import type { Clock } from '../rules/rule';
import type { Disk } from './disk';

/** What a path of a command line leads to. */
export type Look = 'file' | 'folder' | 'something else' | 'nothing' | 'broken link' | 'forbidden';

/** All that an audit asks of the machine it runs on: where the answers are the same, the audit is. Paths are absolute but for `look`. */
export interface Machine extends Disk, Clock {
  /** @throws Error whose message says why it cannot be told. */
  look(path: string): Look;
  exists(path: string): boolean;
  /** Paths of the files in a folder, without those in folders below; none where it cannot be read. */
  filesIn(folder: string): readonly string[];
  /** What the `git` program writes to its standard output; undefined: there is no git, or it says no. */
  git(folder: string, args: readonly string[], input?: string): Promise<Buffer | undefined>;
}
