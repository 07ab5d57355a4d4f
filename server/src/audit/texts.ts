import type { Disk } from './disk';

/** The texts of files: an open editor's where there is one, else the disk's, which is read once until it is said to be another. */
export class Texts {
  private readonly open = new Map<string, string>();
  private readonly read = new Map<string, string | undefined>();
  private readonly unreadable = new Map<string, string>();

  constructor(private readonly disk: Pick<Disk, 'read'>) {}

  /** Files that are open in an editor. */
  get opened(): Iterable<string> {
    return this.open.keys();
  }

  isOpen(path: string): boolean {
    return this.open.has(path);
  }

  of(path: string): string | undefined {
    const open = this.open.get(path);
    if (open !== undefined) return open;
    const known = this.read.get(path);
    if (known !== undefined || this.read.has(path)) return known;
    let text: string | undefined;
    try {
      text = this.disk.read(path);
    } catch (error) {
      this.unreadable.set(path, (error as Error).message);
    }
    this.read.set(path, text);
    return text;
  }

  /** Why a file cannot be read, after it was asked for. */
  whyUnreadable(path: string): string | undefined {
    return this.unreadable.get(path);
  }

  /** True: the text is another one now. */
  edit(path: string, text: string): boolean {
    if (this.open.get(path) === text) return false;
    this.open.set(path, text);
    return true;
  }

  close(path: string): void {
    this.open.delete(path);
  }

  /** What the disk has is another one. True: it had been read. */
  forget(path: string): boolean {
    this.unreadable.delete(path);
    return this.read.delete(path);
  }

  forgetAll(): void {
    this.unreadable.clear();
    this.read.clear();
  }
}
