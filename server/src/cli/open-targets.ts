import type { FolderAudit } from '../audit/conclude-audit';
import { Git } from '../audit/git';
import type { Machine } from '../audit/machine';
import type { PostgresState, Proofs } from '../audit/proofs';
import { Workspace } from '../audit/workspace';
import type { Finding } from '../rules/finding';
import { activity } from './activity';
import { reportFailure } from './failures';
import { listFiles } from './list-files';
import { absolutePath, isWithin, shownPath } from './paths';
import { searchesFor, type Search } from './searches';
import { concerns, covers, type Target } from './targets';
import { UserError } from './user-error';

/** A workspace in which the migrations folders that have to do with the targets are found. */
export async function openTargets(targets: readonly Target[], machine: Machine, postgres?: Proofs | string): Promise<Workspace> {
  activity('Looking for migrations');
  const tries = targets.map((target) => ({ target, searches: [...searchesFor(machine, target, absolutePath('.'))] }));
  const now = () => tries.map(({ searches }) => searches[0]!);
  const roots = () => [...new Set(now().map((search) => search.root))];
  const list = (root: string) => listFiles(machine, distinct(now().filter((search) => search.root === root)));
  const workspace = new Workspace({ list, read: (path) => machine.read(path) }, [], reportFailure, new Git(machine), machine);
  if (postgres !== undefined) workspace.postgres = postgres;
  for (;;) {
    await workspace.load(roots());
    // A folder that reaches beyond what is listed is seen in part only.
    const whole = workspace.folders().filter((folder) => now().some((search) => isWithin(search.listing, folder)));
    const lost = tries.filter(({ target, searches }) => searches.length > 1 && !whole.some((folder) => concerns(target, folder)));
    if (lost.length === 0) break;
    for (const { searches } of lost) searches.shift();
  }
  activity('Asking git what is on the base branch');
  await workspace.readPast();
  return workspace;
}

/** Each listing once: many files of one repository are one search. */
function distinct(searches: readonly Search[]): readonly Search[] {
  return searches.filter((search, i) => searches.findIndex((other) => other.listing === search.listing) === i);
}

/** What the audit says of the targets, as they are now. */
export interface CheckResult {
  readonly folders: readonly FolderAudit[];
  /** Folder by folder in the order of their paths, the configuration's own first. */
  readonly findings: readonly Finding[];
  readonly text: (file: string) => string | undefined;
  readonly postgres: (folder: FolderAudit) => PostgresState;
}

/** Lets PostgreSQL prove the folders of the targets, so that the next audit holds what it says. */
export async function proveTargets(workspace: Workspace, targets: readonly Target[]): Promise<void> {
  for (const path of foldersOf(workspace, targets)) {
    const audit = workspace.auditOf(`${path}/`);
    if (!audit) continue;
    activity(`Starting PostgreSQL for ${shownPath(path)}`);
    await workspace.prove(`${path}/`, {
      onProof: () => {
        const now = workspace.postgresOf(audit);
        if (now.state === 'running') activity(`Proving ${shownPath(path)}: ${now.done} of ${now.of}`);
      },
    });
  }
}

function foldersOf(workspace: Workspace, targets: readonly Target[]): readonly string[] {
  return workspace.folders().filter((folder) => targets.some((target) => concerns(target, folder))).sort();
}

/** @throws UserError for a target that no migrations folder has to do with, or that is left out of one. */
export function checkTargets(workspace: Workspace, targets: readonly Target[]): CheckResult {
  const folders = foldersOf(workspace, targets).flatMap((path) => {
    activity(`Auditing ${shownPath(path)}`);
    return workspace.auditOf(`${path}/`) ?? [];
  });
  for (const target of targets) requireAudited(target, folders, workspace);
  const about = (audit: FolderAudit, finding: Finding) =>
    targets.some((target) => (target.kind === 'folder' && isWithin(target.path, audit.folder.path)) || covers(target, finding.file));
  const findings = [
    ...configurationsOf(workspace, folders, targets).flatMap((file) => workspace.findings(file)),
    ...folders.flatMap((audit) => audit.findings.filter((finding) => about(audit, finding))),
  ];
  return { folders, findings, text: (file) => workspace.text(file), postgres: (audit) => workspace.postgresOf(audit) };
}

function requireAudited(target: Target, folders: readonly FolderAudit[], workspace: Workspace): void {
  const around = folders.map((audit) => audit.folder).filter((folder) => concerns(target, folder.path));
  if (target.kind === 'folder' && around.length === 0)
    throw new UserError([target.typed === '.' ? 'there are no migrations in or below the current folder' : `${target.typed}: holds no migrations`, ...faultsOf(workspace)].join('\n'));
  if (target.kind === 'folder') return;
  if (around.length === 0) throw new UserError(`${target.typed}: is in no migrations folder`);
  const isSeen = around.some(({ path, view }) => view.files.includes(target.path.slice(path.length + 1)));
  if (!isSeen) throw new UserError(`${target.typed}: is left out by a .gitignore or an upright.json`);
}

/** Where nothing is found, the configuration's own faults may be why. */
function faultsOf(workspace: Workspace): string[] {
  return workspace.configurationFiles().flatMap((file) => workspace.findings(file).map(({ message }) => `${shownPath(file)}: ${message}`));
}

/** Of a folder its faults count too, those of the configuration in force and of the ones below; of a file only its own. */
function configurationsOf(workspace: Workspace, folders: readonly FolderAudit[], targets: readonly Target[]): string[] {
  const inForce = new Set(folders.filter((audit) => targets.some((target) => target.kind === 'folder' && concerns(target, audit.folder.path))).map((audit) => audit.configuration.file));
  return workspace.configurationFiles().filter((file) => inForce.has(file) || targets.some((target) => covers(target, file)));
}
