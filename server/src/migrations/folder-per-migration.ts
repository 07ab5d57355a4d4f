import type { Convention, FolderView, Listing, NewMigration } from './convention';
import { relativeTo, wholeFile } from './folder-view';
import type { Migration, Stray, TransactionMode } from './migration';
import { fileWords, likeOthers, refuseFileName } from './new-migration';
import { nextVersion, type VersionStyle } from './versions';
import { numberIn } from './file-names';

/** The name of a migration's folder in its parts. */
export interface DirectoryName {
  readonly directory: string;
  readonly version: string;
  readonly name: string;
}

/** The facts about a tool that keeps each migration in a folder of its own. */
export interface FolderPerMigration {
  readonly upFile: string;
  /** Undefined: the tool has no downs. */
  readonly downFile: string | undefined;
  /** Undefined: no migration's folder. */
  parse(directory: string): DirectoryName | undefined;
  compare(a: DirectoryName, b: DirectoryName): number;
  transaction(text: string, name: DirectoryName, folder: FolderView): TransactionMode;
  /** What becomes of a file that is none of the two, relative to the folder; undefined: nothing worth a word. */
  stray(file: string, folder: FolderView): Omit<Stray, 'file'> | undefined;
  readonly firstVersion: VersionStyle;
  readonly templates: { readonly up: string; readonly down: string | undefined };
  /** The version of a new migration, where it is not the next number or time in the style of the others. */
  nextVersion?(listing: Listing, now: () => Date): string;
  directoryName(version: string, name: string): string;
  /** The words of a name as the tool writes them; absent: `_` for blanks. */
  directoryWords?(name: string): string;
}

/** The folder's sub-folders that hold a file of one of these names. */
export function directoriesWith(folder: FolderView, ...names: readonly string[]): string[] {
  const found = new Set<string>();
  for (const file of folder.files) {
    const slash = file.indexOf('/');
    if (slash > 0 && names.includes(file.slice(slash + 1))) found.add(file.slice(0, slash));
  }
  return [...found];
}

export function folderPerMigration(facts: FolderPerMigration): Pick<Convention, 'list' | 'partnerFile' | 'renamed' | 'nextVersion' | 'create' | 'refuseName'> {
  const words = facts.directoryWords ?? fileWords;
  const directoryOf = (migration: Migration, folder: FolderView): string => {
    const file = relativeTo(folder, (migration.up ?? migration.down)!.file);
    return file.slice(0, file.indexOf('/'));
  };
  return {
    list: (folder) => list(facts, folder),
    partnerFile: (migration, direction, folder) => {
      const file = direction === 'up' ? facts.upFile : facts.downFile;
      return file && `${directoryOf(migration, folder)}/${file}`;
    },
    renamed(migration, to, folder) {
      const directory = directoryOf(migration, folder);
      const renamed = facts.directoryName(to.version, migration.name);
      if (renamed === directory) return new Map();
      const files = folder.files.filter((file) => file.startsWith(directory + '/'));
      return new Map(files.map((file) => [file, renamed + file.slice(directory.length)]));
    },
    nextVersion: (_folder, listing, now) =>
      facts.nextVersion?.(listing, now) ?? nextVersion(listing.migrations.map((migration) => numberIn(migration.version)), now, facts.firstVersion),
    create(name, version, _folder, listing): NewMigration {
      const directory = facts.directoryName(version, likeOthers(words(name), listing));
      const { up, down } = facts.templates;
      const withoutDowns = listing.migrations.length >= 2 && listing.migrations.every((migration) => migration.down === undefined);
      return {
        files: [
          { file: `${directory}/${facts.upFile}`, text: up, direction: 'up' },
          ...(facts.downFile === undefined || down === undefined || withoutDowns ? [] : [{ file: `${directory}/${facts.downFile}`, text: down, direction: 'down' as const }]),
        ],
        caret: up.length,
      };
    },
    refuseName: refuseFileName,
  };
}

function list(facts: FolderPerMigration, folder: FolderView): Listing {
  const names = new Map<string, DirectoryName>();
  const strays: Stray[] = [];
  for (const file of folder.files) {
    const [directory, base, ...deeper] = file.split('/');
    const name = base === undefined || deeper.length > 0 ? undefined : facts.parse(directory!);
    if (name && (base === facts.upFile || base === facts.downFile)) {
      names.set(directory!, name);
      continue;
    }
    const stray = facts.stray(file, folder);
    if (stray) strays.push({ file: `${folder.path}/${file}`, ...stray });
  }
  const files = new Set(folder.files);
  const sorted = [...names.values()].sort(facts.compare);
  const section = (name: DirectoryName, base: string | undefined) => {
    const file = `${name.directory}/${base}`;
    return base !== undefined && files.has(file) ? wholeFile(folder, file) : undefined;
  };
  const migrations = sorted.map((name): Migration => {
    const text = folder.read(`${name.directory}/${facts.upFile}`) ?? '';
    return {
      version: name.version,
      name: name.name,
      up: section(name, facts.upFile),
      down: section(name, facts.downFile),
      transaction: facts.transaction(text, name, folder),
    };
  });
  return { migrations, strays };
}
