import { TextDocuments, type Connection } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Git } from '../audit/git';
import { nodeMachine } from '../audit/node-machine';
import { configurationFile } from '../audit/read-configuration';
import type { VersionControl } from '../audit/version-control';
import type { Disk } from '../audit/disk';
import { Workspace } from '../audit/workspace';
import { Lines } from '../text/lines';
import { Proving } from './proving';
import { clientAbilities, type ClientAbilities } from './client-abilities';
import type { EditedFiles } from './workspace-edit';
import { pathOf, uriOf } from './paths';

/** Milliseconds without a file event before the folders are listed anew: a checkout brings hundreds. */
const quietTime = 100;

/** A text in an editor, files that were read anew, or what PostgreSQL says of them. */
export type Change = 'edit' | 'files' | 'proof';

/** One client's workspace: the open documents, the engine, and who wants to know when something changed. */
export class Session implements EditedFiles {
  client: ClientAbilities = clientAbilities({ capabilities: {} });
  /** Settled when the folders are known for the first time; requests wait for it, and not when they are read again. */
  ready: Promise<void> = Promise.resolve();
  readonly workspace: Workspace;
  readonly documents = new TextDocuments(TextDocument);
  private readonly open = new Map<string, TextDocument>();
  private readonly known = new Map<string, { readonly text: string; readonly lines: Lines }>();
  private readonly listeners: ((what: Change) => void)[] = [];
  /** The file in which something was typed last. */
  edited: string | undefined;
  readonly proving: Proving;
  /** Is anything run, git say, because of what is in the workspace? */
  trusted = false;
  private readonly git = new Git(nodeMachine, () => void this.readPast());
  private roots: string[] = [];
  private loading: Promise<void> = Promise.resolve();
  private reload: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly connection: Connection,
    disk: Disk,
  ) {
    const { git } = this;
    const versionControl: VersionControl = { read: async (folders, text) => (this.trusted ? git.read(folders, text) : new Map()) };
    this.workspace = new Workspace(disk, [], (what, error) => this.failed(what, error), versionControl);
    this.proving = new Proving(this);
    this.documents.onDidChangeContent(({ document }) => this.guard('an edit', () => this.textChanged(document)));
    this.documents.onDidClose(({ document }) => this.guard('a closed file', () => this.closed(document)));
  }

  /** @param listener is told what is another now. */
  onChange(listener: (what: Change) => void): void {
    this.listeners.push(listener);
  }

  /** Lists the folders below the roots; without argument below the same as before. */
  load(roots: readonly string[] = this.roots): Promise<void> {
    this.roots = [...roots];
    clearTimeout(this.reload);
    this.reload = undefined;
    this.loading = this.loading.then(async () => {
      const started = performance.now();
      try {
        await this.workspace.load(this.roots);
        this.connection.console.info(`Read ${this.roots.join(', ') || 'no folder'} in ${Math.round(performance.now() - started)} ms`);
      } catch (error) {
        this.failed('Reading the folders', error);
      }
      this.known.clear();
      this.changed('files');
      // Nobody waits for it.
      void this.readPast();
    });
    return this.loading;
  }

  /** Asks git anew what is history, and tells of it where that is another than before. */
  async readPast(): Promise<void> {
    try {
      const started = performance.now();
      if (!(await this.workspace.readPast())) return;
      this.connection.console.info(`Read what is on the base branch in ${Math.round(performance.now() - started)} ms`);
      this.changed('files');
    } catch (error) {
      this.failed('Asking git', error);
    }
  }

  /** The client goes away. */
  close(): void {
    clearTimeout(this.reload);
    this.git.close();
    this.proving.stop();
    if (typeof this.workspace.postgres === 'object') void this.workspace.postgres.close();
  }

  changeRoots(added: readonly string[], removed: readonly string[]): Promise<void> {
    return this.load([...this.roots.filter((root) => !removed.includes(root)), ...added.filter((root) => !this.roots.includes(root))]);
  }

  /** Files on disk are others than they were. */
  filesChanged(paths: readonly string[], cameOrWent: boolean): void {
    for (const path of paths) this.workspace.changed(path);
    // Another content of what is no migration may mean other folders or another tool.
    if (cameOrWent || paths.some((path) => !path.endsWith('.sql'))) this.reloadSoon();
    else if (paths.length > 0) this.changed('files');
  }

  /** The workspace folder that a file is in, the innermost if there are several. */
  rootOf(path: string | undefined): string | undefined {
    const around = path === undefined ? this.roots : this.roots.filter((root) => path === root || path.startsWith(`${root}/`));
    return [...around].sort((a, b) => b.length - a.length)[0];
  }

  lines(file: string): Lines {
    const text = this.workspace.text(file) ?? '';
    const known = this.known.get(file);
    if (known?.text === text) return known.lines;
    const lines = new Lines(text);
    this.known.set(file, { text, lines });
    return lines;
  }

  uri(file: string): string {
    return this.open.get(file)?.uri ?? uriOf(file);
  }

  version(file: string): number | undefined {
    return this.open.get(file)?.version;
  }

  /** Our own failure, not the author's: it goes to the log and to nobody's Problems. */
  failed(what: string, error: unknown): void {
    this.connection.console.error(`${what} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  /** PostgreSQL has answered. */
  proved(): void {
    this.changed('proof');
  }

  private textChanged(document: TextDocument): void {
    const file = pathOf(document.uri);
    if (file === undefined) return;
    this.edited = file;
    const isNew = !this.open.has(file) && this.workspace.text(file) === undefined;
    this.open.set(file, document);
    this.workspace.setDocument(file, document.getText());
    if (isNew || file.endsWith(`/${configurationFile}`)) this.reloadSoon();
    else this.changed('edit');
  }

  private closed(document: TextDocument): void {
    const file = pathOf(document.uri);
    if (file === undefined) return;
    this.open.delete(file);
    this.workspace.closeDocument(file);
    if (this.workspace.text(file) === undefined) this.reloadSoon();
    else this.changed('edit');
  }

  /** Lists the folders anew when nothing more has happened for a moment. */
  reloadSoon(): void {
    clearTimeout(this.reload);
    this.reload = setTimeout(() => void this.load(), quietTime);
    this.changed('edit');
  }

  private changed(what: Change): void {
    for (const listener of this.listeners) this.guard('telling of a change', () => listener(what));
  }

  private guard(what: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.failed(what, error);
    }
  }
}
