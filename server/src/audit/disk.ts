/** Access to files, given by the host. Paths are absolute with forward slashes. */
export interface Disk {
  /** All files below the folder that version control does not ignore, absolute. */
  list(root: string): Promise<readonly string[]>;
  /** The file's text; undefined when there is none. Throws an Error whose message says why it cannot be read. */
  read(path: string): string | undefined;
}
