import { dirname } from 'node:path/posix';
import { applyChanges } from '../fixes/apply-changes';
import { keepIntegrity } from '../fixes/keep-integrity';
import { findFolders } from '../migrations/find-folders';
import type { FolderView } from '../migrations/convention';
import { listFolder, recognise, type Recognition } from '../migrations/open-folder';
import { writeDown, type WrittenDown } from '../fixes/write-down';
import { Superseded, type Schemas } from '../postgres/replay';
import { SessionLost } from '../postgres/session';
import type { Clock, MigrationContext } from '../rules/rule';
import type { Finding, Fix } from '../rules/finding';
import { loadGrammar } from '../syntax/grammar';
import type { Change } from '../text/edits';
import { auditText, type Surroundings, type TextAudit } from './audit-text';
import { concludeAudit, type FolderAudit } from './conclude-audit';
import type { Configuration } from './configuration';
import { baselineFaults, pathFaults } from './configuration-faults';
import { Configurations, isConfiguration } from './configurations';
import type { Disk } from './disk';
import { partOf, type FolderHistory } from './history-to-prove';
import type { PostgresState, Proofs, ProveOptions } from './proofs';
import { keepsPromise } from './keeps-promise';
import { MadeInFolders, sameMade, type Made } from './made-beside';
import { configurationFile } from './read-configuration';
import { systemClock } from './system-clock';
import { Texts } from './texts';
import type { FolderPast, VersionControl } from './version-control';

/**
 * Every migrations folder below some roots, audited. The one door of the engine: hosts tell it what changed and ask
 * for audits; each is worked out when asked for and kept until something that it rests on changes.
 */
export class Workspace {
  private readonly texts: Texts;
  private readonly configurations: Configurations;
  private files: readonly string[] = [];
  private views: readonly FolderView[] = [];
  private readonly read = new Map<string, TextAudit>();
  private readonly cached = new Map<string, FolderAudit>();
  /** Open files that were on the disk: the tab of one that is deleted there, by a checkout for one, outlives it. */
  private readonly openedFromDisk = new Set<string>();
  private readonly stale = new Set<string>();
  private readonly made = new Map<string, Made>();
  private readonly madeInFolders = new MadeInFolders();
  private pasts: ReadonlyMap<string, FolderPast> = new Map();
  private readonly recognitions = new Map<string, { readonly configuration: Configuration; readonly recognition: Recognition | undefined }>();

  /** What proves migrations, or why nothing is run. */
  postgres: Proofs | string = 'it was not asked';

  constructor(
    private readonly disk: Disk,
    private roots: readonly string[],
    /** Told of a rule or another part of the engine that failed; the rest goes on. */
    private readonly onFailure: (what: string, error: unknown) => void = () => {},
    /** Absent: nothing is history. */
    private readonly versionControl?: VersionControl,
    private readonly clock: Clock = systemClock,
  ) {
    this.texts = new Texts(disk);
    this.configurations = new Configurations((path) => this.texts.of(path));
  }

  /** Loads the grammar, lists the files and finds the folders; call it again when files came or went, or the roots are others. */
  async load(roots: readonly string[] = this.roots): Promise<void> {
    this.roots = roots;
    const lists = await Promise.all(roots.map((root) => this.disk.list(root)));
    const listed = new Set(lists.flat());
    const opened = [...this.texts.opened];
    for (const path of opened) if (listed.has(path)) this.openedFromDisk.add(path);
    this.files = [...listed, ...opened.filter((path) => !listed.has(path) && !this.openedFromDisk.has(path))].sort();
    this.recognitions.clear();
    this.texts.forgetAll();
    this.configurations.load(this.files);
    const sql = this.configurations.files.length === 0 ? this.files : this.files.filter((file) => !this.configurations.excludes(file));
    const views = roots.flatMap((root) => this.folderViews(root, sql));
    // It has been compiled beside all that, which does without it; an audit does not.
    await loadGrammar();
    this.views = views.filter((view, i) => views.findIndex((other) => other.path === view.path) === i);
    this.made.clear();
    const paths = new Set(this.views.map((view) => view.path));
    for (const path of this.read.keys()) if (!paths.has(path)) this.drop(path);
    for (const path of paths) this.stale.add(path);
  }

  /** Asks version control what of the folders is history. True: something is another than before. */
  async readPast(): Promise<boolean> {
    if (!this.versionControl) return false;
    const folders = new Map(this.views.map(({ path }) => [path, [this.configurationOf(`${path}/x`).since].filter((since) => since !== undefined)]));
    const pasts = await this.versionControl.read(folders, (path) => this.text(path));
    const changed = [...folders.keys()].filter((path) => pasts.get(path) !== this.pasts.get(path));
    this.pasts = pasts;
    for (const path of changed) this.stale.add(path);
    return changed.length > 0;
  }

  /** The text of an open editor wins over the disk's until it is closed. */
  setDocument(path: string, text: string): void {
    if (!this.texts.isOpen(path) && this.files.includes(path)) this.openedFromDisk.add(path);
    if (this.texts.edit(path, text)) this.touch(path);
  }

  closeDocument(path: string): void {
    this.texts.close(path);
    this.openedFromDisk.delete(path);
    this.changed(path);
  }

  /** The file's content on disk is another one; whether files came or went is `load`'s to find out. */
  changed(path: string): void {
    const wasRead = this.texts.forget(path);
    this.touch(path);
    // Settings around a folder.
    if (wasRead && !this.viewOf(path)) for (const view of this.views) this.stale.add(view.path);
  }

  text(path: string): string | undefined {
    return this.texts.of(path);
  }

  /** Why a file cannot be read, after it was asked for. */
  whyUnreadable(path: string): string | undefined {
    return this.texts.whyUnreadable(path);
  }

  /** Paths of the folders that may hold migrations, without auditing them. */
  folders(): readonly string[] {
    return this.views.map((view) => view.path);
  }

  audits(): readonly FolderAudit[] {
    return this.views.flatMap((view) => this.auditAt(view) ?? []);
  }

  auditOf(path: string): FolderAudit | undefined {
    const view = this.viewOf(path);
    return view && this.auditAt(view);
  }

  /** What PostgreSQL's part in a folder's audit is. */
  postgresOf({ folder: { path, leftAlone }, configuration, text }: FolderAudit): PostgresState {
    const proofs = this.proofsFor(configuration);
    if (typeof proofs === 'string') return { state: 'off', reason: proofs };
    return leftAlone === undefined ? proofs.state(path, text.toProve?.()) : { state: 'off', reason: leftAlone };
  }

  /**
   * Lets PostgreSQL prove what is not known yet of the folder of a path; the next audits hold what it says. Resolves to false when
   * a newer call took over.
   */
  async prove(path: string, options: Pick<ProveOptions, 'onProof'> & { readonly focus?: string } = {}): Promise<boolean> {
    const view = this.viewOf(path);
    const audit = view && this.auditAt(view);
    const proofs = audit && this.proofsFor(audit.configuration);
    if (!view || typeof proofs !== 'object' || !audit?.text.toProve) return true;
    const toProve = audit.text.toProve();
    const focus = options.focus === undefined ? undefined : toProve.proved.find(({ up, down }) => up?.file === options.focus || down?.file === options.focus);
    const onProof = () => {
      this.cached.delete(view.path);
      options.onProof?.();
    };
    const done = await proofs.prove(view.path, toProve, audit.configuration, { focus, onProof });
    this.cached.delete(view.path);
    return done;
  }

  /** Ends what is being proved. */
  cancelProofs(): void {
    if (typeof this.postgres === 'object') this.postgres.cancel();
  }

  /**
   * The schema before the migration of a file, after it, and after its down. Undefined: it is no migration, or nothing is run.
   * @throws SessionLost when there is no PostgreSQL to be had, Superseded when something newer is being proved.
   */
  async schemas(file: string): Promise<Schemas | undefined> {
    const found = this.provable(file);
    return found?.proofs.schemas(found.toProve, found.configuration, found.migration);
  }

  /** The down of the migration of a file, as PostgreSQL has tried it. Undefined: it is no migration, or PostgreSQL is not to be had. */
  async writtenDown(file: string): Promise<WrittenDown | undefined> {
    const found = this.provable(file);
    if (!found) return undefined;
    const { migration, folder } = found.migration;
    const { convention } = folder.folder;
    const mode = migration.downTransaction ?? migration.transaction;
    try {
      return await writeDown(found.migration, (down) => found.proofs.tryDown(found.toProve, found.configuration, found.migration, partOf(down, mode, convention)));
    } catch (error) {
      if (error instanceof SessionLost || error instanceof Superseded) return undefined;
      throw error;
    }
  }

  private provable(file: string): { proofs: Proofs; toProve: FolderHistory; configuration: Configuration; migration: MigrationContext } | undefined {
    const audit = this.auditOf(file);
    const toProve = audit?.text.toProve?.();
    const migration = toProve?.proved.find(({ up, down }) => up?.file === file || down?.file === file);
    const proofs = audit && this.proofsFor(audit.configuration);
    return toProve && migration && typeof proofs === 'object' ? { proofs, toProve, configuration: audit!.configuration, migration } : undefined;
  }

  /** Of a migration, or of an `upright.json`. */
  findings(path: string): readonly Finding[] {
    if (isConfiguration(path)) return this.files.includes(path) || this.texts.isOpen(path) ? this.configurationFindings(path) : [];
    return this.auditOf(path)?.findings.filter((finding) => finding.file === path) ?? [];
  }

  /** The `upright.json` files, whose own faults are findings too. */
  configurationFiles(): readonly string[] {
    return this.configurations.files;
  }

  configurationOf(path: string): Configuration {
    return this.configurations.of(path);
  }

  /**
   * The changes of a fix if they keep what a fix promises, undefined otherwise: the result parses, the finding is
   * gone, and nothing as grave or graver appears.
   */
  checkedChanges(finding: Finding, fix: Fix): readonly Change[] | undefined {
    const changes = fix.changes();
    if (!changes) return undefined;
    const audit = this.auditOf(finding.file);
    if (!audit) return changes;
    return this.keepsPromise(audit, finding, fix, changes) ? keepIntegrity(audit.folder, changes) : undefined;
  }

  /** Changes of several fixes with what they ask of the sums, hashes and journals of their folders. */
  inStep(changes: readonly Change[]): readonly Change[] {
    const folders = new Set(changes.flatMap(({ file }) => this.auditOf(file) ?? []));
    return [...folders].reduce((sum, { folder }) => keepIntegrity(folder, sum), changes);
  }

  /** The folder's audit as it would be after the changes, which are made nowhere; undefined when they cannot be applied. */
  auditAfter(audit: FolderAudit, changes: readonly Change[]): FolderAudit | undefined {
    const view = applyChanges(audit.folder.view, keepIntegrity(audit.folder, changes));
    if (!view) return undefined;
    const around = this.surroundings(view, audit.configuration);
    return this.concluded(auditText(listFolder(view, audit.folder), around, audit.text), around);
  }

  private keepsPromise(audit: FolderAudit, finding: Finding, fix: Fix, changes: readonly Change[]): boolean {
    if (!audit.context || changes.every((change) => change.kind !== 'rename' && isConfiguration(change.file))) return true;
    const after = this.auditAfter(audit, changes);
    return after !== undefined && keepsPromise(audit, after, finding, fix);
  }

  private folderViews(root: string, files: readonly string[]): FolderView[] {
    const inRoot = files.filter((file) => file.startsWith(`${root}/`));
    return findFolders(inRoot, root, (path) => this.text(path), this.configurations.folders(root));
  }

  private configurationFindings(path: string): readonly Finding[] {
    const reading = this.configurations.at(path);
    const { configuration } = reading;
    const proofs = this.proofsFor(configuration);
    const folders = this.views.filter((view) => this.read.get(view.path)?.configuration === configuration);
    return [...reading.findings, ...pathFaults(path, reading, this.files, (file) => this.text(file)), ...(typeof proofs === 'string' ? [] : folders.flatMap((view) => baselineFaults(path, reading, this.baselineOf(configuration)?.text, proofs.setupFailures(view.path))))];
  }

  private auditAt(view: FolderView): FolderAudit | undefined {
    const known = this.cached.get(view.path);
    const isStale = this.stale.has(view.path);
    if (known && !isStale) return known;
    const configuration = this.configurationOf(`${view.path}/x`);
    const recognition = this.recognised(view, configuration);
    if (!recognition) {
      this.drop(view.path);
      return undefined;
    }
    const around = this.surroundings(view, configuration);
    const old = this.read.get(view.path);
    const text = old && !isStale ? old : auditText(listFolder(view, recognition), around, old);
    const audit = this.concluded(text, around);
    this.read.set(view.path, text);
    this.cached.set(view.path, audit);
    this.stale.delete(view.path);
    return audit;
  }

  private concluded(text: TextAudit, around: Surroundings): FolderAudit {
    const proofs = this.proofsFor(text.configuration);
    const known = text.toProve && typeof proofs === 'object' ? proofs.known(text.folder.path, text.toProve(), text.configuration) : [];
    return concludeAudit(text, known, around);
  }

  /** What proves the folders of a configuration, or why nothing does. */
  private proofsFor({ postgres }: Configuration): Proofs | string {
    return typeof this.postgres === 'object' && !postgres.enabled ? 'upright.json says so' : this.postgres;
  }

  private baselineOf({ baseline }: Configuration): { readonly file: string; readonly text: string } | undefined {
    const text = baseline === undefined ? undefined : this.text(baseline);
    return baseline === undefined || text === undefined ? undefined : { file: baseline, text };
  }

  private drop(path: string): void {
    this.read.delete(path);
    this.cached.delete(path);
  }

  private surroundings(view: FolderView, configuration: Configuration): Surroundings {
    const root = this.roots.filter((candidate) => `${view.path}/`.startsWith(`${candidate}/`)).sort((a, b) => b.length - a.length)[0] ?? view.path;
    const file = configuration.file ?? `${root}/${configurationFile}`;
    const past = this.pasts.get(view.path);
    return {
      configuration,
      configurationText: { file, text: configuration.file === undefined ? undefined : this.text(file) },
      past,
      repository: past && `${past.root}/`.startsWith(`${root}/`) ? past.root : undefined,
      baseline: this.baselineOf(configuration),
      beside: this.viewsBeside(view).map((other) => this.madeIn(other)),
      clock: this.clock,
      whyUnreadable: (path) => this.whyUnreadable(path),
      onFailure: this.onFailure,
    };
  }

  /** Folders of one parent may be the parts of one database, and those in a folder of parts beside them. */
  private viewsBeside(view: FolderView): readonly FolderView[] {
    const isBelow = (a: string, b: string) => dirname(dirname(a)) === dirname(b) && !this.roots.includes(dirname(b));
    return this.views.filter(({ path }) => path !== view.path && (dirname(path) === dirname(view.path) || isBelow(path, view.path) || isBelow(view.path, path)));
  }

  private madeIn(view: FolderView): Made {
    let made = this.made.get(view.path);
    if (!made) {
      const recognition = this.recognised(view, this.configurationOf(`${view.path}/x`));
      made = recognition ? this.madeInFolders.of(listFolder(view, recognition)) : new Map();
      this.made.set(view.path, made);
    }
    return made;
  }

  /** What a text says can change whose folder it is only when files come or go, or the configuration is another one. */
  private recognised(view: FolderView, configuration: Configuration): Recognition | undefined {
    if (configuration.tool === 'none') return undefined;
    const known = this.recognitions.get(view.path);
    if (known && known.configuration === configuration) return known.recognition;
    const { tool, pattern } = configuration;
    const recognition = recognise(view, pattern && (tool === undefined || tool === 'custom') ? pattern : tool);
    this.recognitions.set(view.path, { configuration, recognition });
    return recognition;
  }

  private viewOf(path: string): FolderView | undefined {
    return this.views.filter((view) => path.startsWith(`${view.path}/`)).sort((a, b) => b.path.length - a.path.length)[0];
  }

  private touch(path: string): void {
    if (isConfiguration(path)) {
      this.configurations.forget(path);
      for (const view of this.views) this.stale.add(view.path);
    }
    const view = this.viewOf(path);
    if (view) {
      this.stale.add(view.path);
      const before = this.made.get(view.path);
      this.made.delete(view.path);
      if (before && !sameMade(before, this.madeIn(view))) for (const other of this.viewsBeside(view)) this.stale.add(other.path);
    }
    for (const other of this.views) if (this.read.get(other.path)?.configuration.baseline === path) this.stale.add(other.path);
  }
}
