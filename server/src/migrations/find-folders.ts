import type { FolderView } from './convention';
import { detectFolder } from './detect';
import { baseName, folderView, parent, type ReadFile } from './folder-view';

/** Others' code, built output, and a tool's own test data, which is wrong on purpose. */
const SKIPPED = /\/(node_modules|vendor|target|dist|testdata|\.[^/]+)\//;

const NUMBERED = /^\d.*\.sql$/i;
const VERSIONED = /^[VURB][\d._]*__.*\.sql$|^V\d[\d._]*\.sql$/;
const MIGRATIONS_NAME = /^(db[-_]?)?(migrations?|migrate)$/i;
/** Files that make the folder they are in, or the one above it, a tool's whatever its other files are called. */
const SETTLING: Readonly<Record<string, 'here' | 'above'>> = { 'sqitch.plan': 'here', 'migration_lock.toml': 'here', 'atlas.sum': 'here', '_journal.json': 'above' };
/** Folders of a tool's layout, whose migrations folder is the one above. */
const LAYOUT = /^(committed|sqls)$/;
const NUMBERED_FOLDER = /^v?\d+([._-]|$)/i;

/**
 * The migrations folders below `root`, by their files; no file is in two of them.
 * `files`: absolute paths below it. `configured`: the folders that the person names; then these and no others.
 */
export function findFolders(files: readonly string[], root: string, read: ReadFile, configured: readonly string[] = []): FolderView[] {
  if (configured.length > 0) {
    const below = byFolder(files, () => true);
    return configured.map((path) => viewAt(path, root, below, read, files));
  }
  const below = byFolder(files, (file) => !SKIPPED.test(file.slice(root.length)));
  const candidates = [...candidateFolders(below, root)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const found: FolderView[] = [];
  const undetected: FolderView[] = [];
  for (const path of candidates) {
    if (found.some((outer) => path.startsWith(outer.path + '/') && claims(outer, path))) continue;
    const view = viewAt(path, root, below, read, files);
    if (detectFolder(view)) found.push(view);
    else undetected.push(view);
  }
  // The person may still say which tool's they are.
  const apart = undetected.filter((view) => found.every((other) => !view.path.startsWith(other.path + '/') && !other.path.startsWith(view.path + '/')));
  return [...found, ...apart];
}

/** Does the outer folder's tool run files of the inner one? */
function claims(outer: FolderView, inner: string): boolean {
  const detected = detectFolder(outer);
  if (!detected) return false;
  const { migrations, strays } = detected.convention.list(outer);
  return migrations.some(({ up, down }) => [up, down].some((section) => section?.file.startsWith(inner + '/'))) || strays.some((stray) => stray.file.startsWith(inner + '/'));
}

type Folders = ReadonlyMap<string, readonly string[]>;

/** Each folder's own files, absolute. */
function byFolder(files: readonly string[], keep: (file: string) => boolean): Folders {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = parent(file);
    const own = folders.get(folder);
    if (own) {
      if (keep(file)) own.push(file);
    } else if (keep(file)) folders.set(folder, [file]);
  }
  return folders;
}

function candidateFolders(folders: Folders, root: string): Set<string> {
  const candidates = new Set<string>();
  const versioned = new Map<string, string[]>();
  for (const [folder, files] of folders) {
    const names = files.map(baseName);
    const name = baseName(folder);
    const sql = names.filter((base) => /\.sql$/i.test(base));
    if (names.includes('up.sql') || names.includes('migration.sql')) candidates.add(parent(folder));
    else if (LAYOUT.test(name) && sql.length > 0) candidates.add(parent(folder));
    else if (sql.some((base) => NUMBERED.test(base)) || (sql.length > 0 && MIGRATIONS_NAME.test(name)) || /\.(up|down)\.sql$/.test(sql[0] ?? '')) candidates.add(folder);
    else if (sql.some((base) => VERSIONED.test(base))) {
      const outermost = versionedRoot(folder, root);
      versioned.set(outermost, [...(versioned.get(outermost) ?? []), folder]);
    }
    else if (sql.length > 0 && /\/(db[-_]?)?change-?(log|set)s?(\/|$)|\/liquibase(\/|$)/.test(folder)) candidates.add(folder);
    for (const base of names) {
      const place = SETTLING[base];
      if (place) candidates.add(place === 'here' ? folder : parent(folder));
    }
  }
  for (const [outermost, parts] of versioned) for (const path of locations(outermost, parts, folders)) candidates.add(path);
  for (const path of candidates) if (path.length < root.length) candidates.delete(path);
  return withoutPartsOfOne(candidates, folders);
}

/** Flyway reads folders below the one that it is given: the outermost that is called a migrations folder, if there is one. */
function versionedRoot(folder: string, root: string): string {
  let outermost = folder;
  for (let at = folder; at.length > root.length; at = parent(at)) if (MIGRATIONS_NAME.test(baseName(at))) outermost = at;
  return outermost;
}

/**
 * Flyway may be given several locations beside each other, a history each: then they count from the same version on. Else the
 * outermost is the one; but where a single folder has versions, and one beside it numbers its files in another way, that is
 * another tool's.
 */
function locations(outermost: string, parts: readonly string[], folders: Folders): readonly string[] {
  if (parts.includes(outermost)) return [outermost];
  const versions = new Map<string, Set<string>>();
  for (const part of parts) {
    const location = part.slice(0, `${part}/`.indexOf('/', outermost.length + 1));
    const own = versions.get(location) ?? new Set<string>();
    versions.set(location, own);
    for (const file of folders.get(part)!) {
      const version = /^V(\d[\d._]*?)(?:__|\.sql$)/.exec(baseName(file))?.[1];
      if (version !== undefined) own.add(version);
    }
  }
  const [only, ...others] = versions.keys();
  if (others.length === 0 && hasOtherNumbers(outermost, only!, folders)) return [only!];
  const all = [...versions.values()];
  const apart = all.some((own, i) => all.slice(i + 1).some((other) => {
    const common = [...own].filter((version) => other.has(version)).length;
    return common >= 2 || (common > 0 && common === Math.min(own.size, other.size));
  }));
  return apart ? [...versions.keys()] : [outermost];
}

/** In a folder beside `location`, which holds all versions below `outermost`. */
function hasOtherNumbers(outermost: string, location: string, folders: Folders): boolean {
  return [...folders].some(([folder, files]) => folder.startsWith(`${outermost}/`) && !`${folder}/`.startsWith(`${location}/`) && files.some((file) => NUMBERED.test(baseName(file))));
}

/**
 * Folders called 1, 2, 3 or 2024_a, 2025_b beside each other are the parts of one history: one of them alone is none, and
 * the tools that run them so are the project's own.
 */
function withoutPartsOfOne(candidates: Set<string>, folders: Folders): Set<string> {
  const parts = [...candidates].filter((path) => NUMBERED_FOLDER.test(baseName(path)) && folders.has(path));
  for (const path of parts) {
    const siblings = parts.filter((other) => parent(other) === parent(path));
    if (siblings.length > 1 && !candidates.has(parent(path))) candidates.delete(path);
  }
  return candidates;
}

function viewAt(path: string, root: string, folders: Folders, read: ReadFile, all: readonly string[]): FolderView {
  const files: string[] = [...(folders.get(parent(path)) ?? [])];
  for (const [folder, own] of folders) if (folder === path || folder.startsWith(path + '/')) files.push(...own);
  return folderView(path, root, files, read, all);
}
