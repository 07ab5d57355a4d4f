import type { Range } from '../text/range';
import type { Convention, FolderView, Listing, NewMigration } from './convention';
import { baseOf, numberIn, pairFiles, parseName, type Direction, type FileName, type NamePattern, type Pair } from './file-names';
import { atOneLook, baseName, relativeTo, wholeFile } from './folder-view';
import type { Migration, Section, Stray, TransactionMode } from './migration';
import { fileWords, likeOthers, refuseFileName } from './new-migration';
import { nextVersion, styleOf, type VersionStyle } from './versions';

/** Where a file's two directions are, in one that holds both. */
export interface Split {
  readonly up: Range | undefined;
  readonly down: Range | undefined;
}

/** The facts about a tool whose files are `version` + `name` + `suffix`, one file or two a migration. */
export interface NumberedFiles extends NamePattern {
  /** The name of the other direction's file; absent: `up` and `down` change places in the suffix. */
  partner?(name: FileName): FileName;
  /** Of the files that the pattern matches, those that the tool takes; absent: all. */
  select?(names: readonly FileName[]): readonly FileName[];
  /** Migrations that are programs, with a group `version`: they take a version, and what they do is unknown. A group `direction`: each is up or down only. */
  readonly programs?: RegExp;
  /** Such programs in other folders, by their base names. */
  programsElsewhere?(folder: FolderView): readonly FileName[];
  /** Is a file in a sub-folder the tool's too? */
  readonly recursive?: boolean;
  /** Equal for what is one version to the tool. */
  versionKey(version: string): string;
  compare(a: FileName, b: FileName): number;
  /** The sections of a file of both directions; absent: it is all up. */
  split?(text: string): Split;
  /** How a section is sent. `text` is the whole file's. */
  transaction(text: string, direction: 'up' | 'down', name: FileName, folder: FolderView): TransactionMode;
  /** What becomes of a file that the tool does not take, by its base name; undefined: nothing worth a word. */
  stray(base: string, folder: FolderView): Stray | undefined;
  readonly firstVersion: VersionStyle;
  readonly firstNumber?: number;
  /** Suffixes of the files of a new migration, with their text; the caret goes to `|` of the first. */
  newFiles(listing: Listing, folder: FolderView): readonly { readonly suffix: string; readonly direction: Direction; readonly template: string }[];
  /** Between version and name of a new migration, beside these. */
  readonly newMiddle: string | ((names: readonly FileName[]) => string);
  readonly newPrefix?: string;
  /** The words of a name as the tool writes them in a file name; absent: `_` for blanks. */
  fileWords?(name: string): string;
}

/** By the list of a folder's files, which is another one when files come or go. */
const named = new WeakMap<readonly string[], Map<NumberedFiles, readonly FileName[]>>();

/** The folder's files that the tool takes, in no order. */
export function namedFiles(facts: NumberedFiles, folder: FolderView): readonly FileName[] {
  let known = named.get(folder.files);
  if (!known) named.set(folder.files, (known = new Map()));
  let names = known.get(facts);
  if (!names) known.set(facts, (names = readNames(facts, folder)));
  return names;
}

function readNames(facts: NumberedFiles, folder: FolderView): readonly FileName[] {
  const names = folder.files.flatMap((file) => (file.includes('/') && !facts.recursive ? [] : (parseName(facts, file) ?? [])));
  return facts.select?.(names) ?? names;
}

const paired = new WeakMap<readonly FileName[], readonly Pair[]>();

/** The pairs of `namedFiles` in the tool's order. */
function pairsOf(facts: NumberedFiles, names: readonly FileName[]): readonly Pair[] {
  let pairs = paired.get(names);
  if (!pairs) paired.set(names, (pairs = pairFiles(names, facts.versionKey).sort((a, b) => facts.compare((a.up ?? a.down)!, (b.up ?? b.down)!))));
  return pairs;
}

function listNumbered(facts: NumberedFiles, folder: FolderView): Listing {
  const names = namedFiles(facts, folder);
  const taken = new Set(names.map((name) => name.file));
  const strays: Stray[] = [];
  for (const file of folder.files) {
    if (taken.has(file) || (file.includes('/') && !facts.recursive) || facts.programs?.test(file)) continue;
    const base = baseName(file);
    const stray = facts.stray(base, folder);
    if (stray) strays.push({ ...stray, file: `${folder.path}/${file}` });
  }
  const pairs = pairsOf(facts, names);
  const allPrograms = programsOf(facts, folder);
  const partners = new Map(pairs.flatMap((pair) => {
    const version = facts.versionKey((pair.up ?? pair.down)!.version);
    const partner = allPrograms.find(({ direction, ...program }) => direction !== 'both' && pair[direction] === undefined && facts.versionKey(program.version) === version);
    return partner ? [[pair, partner] as const] : [];
  }));
  const other = new Set(partners.values());
  const programs = allPrograms.filter((program) => program.direction !== 'down' && !other.has(program));
  const seen = atOneLook(folder);
  let next = 0;
  const migrations = pairs.map((pair) => {
    let after: string | undefined;
    while (next < programs.length && facts.compare(programs[next]!, (pair.up ?? pair.down)!) < 0) after = programs[next++]!.file;
    const partner = partners.get(pair);
    if (partner?.direction === 'up') after = partner.file;
    return { ...migrationOf(facts, pair, seen), ...(after === undefined ? {} : { afterProgram: after }), ...(partner ? { program: partner.file } : {}) };
  });
  return { migrations, strays };
}

function programsOf(facts: NumberedFiles, folder: FolderView): FileName[] {
  const { programs } = facts;
  const names = (programs ? folder.files : []).flatMap((file): FileName[] => {
    const { version, direction = 'both' } = (file.includes('/') && !facts.recursive ? undefined : programs!.exec(baseName(file)))?.groups ?? {};
    return version === undefined ? [] : [{ file, prefix: '', version, middle: '', name: '', suffix: '', direction: direction as Direction }];
  });
  return [...names, ...(facts.programsElsewhere?.(folder) ?? [])].sort(facts.compare);
}

function migrationOf(facts: NumberedFiles, { up, down }: Pair, folder: FolderView): Migration {
  const first = (up ?? down)!;
  const upText = up && (folder.read(up.file) ?? '');
  const downText = down === up ? upText : down && (folder.read(down.file) ?? '');
  let sections: { up: Section | undefined; down: Section | undefined };
  if (first.direction === 'both') {
    const file = `${folder.path}/${first.file}`;
    const split: Split = facts.split?.(upText!) ?? { up: { start: 0, end: upText!.length }, down: undefined };
    sections = { up: split.up && { file, range: split.up }, down: split.down && { file, range: split.down } };
  } else sections = { up: up && wholeFile(folder, up.file), down: down && wholeFile(folder, down.file) };
  const transaction = facts.transaction(upText ?? downText!, up ? 'up' : 'down', first, folder);
  const downTransaction = sections.down && facts.transaction(downText!, 'down', down!, folder);
  const differs = downTransaction && (downTransaction.mode !== transaction.mode || downTransaction.because !== transaction.because);
  return { version: first.version, name: first.name, ...sections, transaction, ...(differs ? { downTransaction } : {}) };
}

/** The files of a migration, relative to the folder, each once. */
export function filesOf(migration: Migration, folder: FolderView): string[] {
  const files = [migration.up, migration.down].flatMap((section) => (section ? [relativeTo(folder, section.file)] : []));
  return [...new Set(files)];
}

function otherDirection(suffix: string): string {
  return suffix.replace(/up|down/, (word) => (word === 'up' ? 'down' : 'up'));
}

/** The members of a convention that follow from its file names; `facts` may depend on the folder. */
export function numberedFiles(
  facts: (folder: FolderView) => NumberedFiles,
): Pick<Convention, 'list' | 'partnerFile' | 'renamed' | 'nextVersion' | 'create' | 'refuseName'> {
  return {
    list: (folder) => listNumbered(facts(folder), folder),
    partnerFile(migration, direction, folder) {
      const there = migration[direction] ?? migration.up ?? migration.down;
      const file = there && relativeTo(folder, there.file);
      const name = file === undefined ? undefined : parseName(facts(folder), file);
      if (!name || name.direction === direction) return file;
      if (name.direction === 'both') return facts(folder).split ? file : undefined;
      const partner = facts(folder).partner?.(name) ?? { ...name, suffix: otherDirection(name.suffix) };
      return file!.slice(0, file!.length - baseName(file!).length) + baseOf(partner);
    },
    renamed(migration, to, folder) {
      const renames = new Map<string, string>();
      for (const file of filesOf(migration, folder)) {
        const name = parseName(facts(folder), file);
        if (!name) continue;
        const base = baseOf({ ...name, version: to.version });
        const renamed = file.slice(0, file.length - baseName(file).length) + base;
        if (renamed !== file) renames.set(file, renamed);
      }
      return renames;
    },
    nextVersion(folder, listing, now) {
      const { firstVersion, firstNumber } = facts(folder);
      const versions = [...listing.migrations, ...programsOf(facts(folder), folder)].map(({ version }) => numberIn(version));
      return nextVersion(versions, now, firstVersion, firstNumber);
    },
    create(name, version, folder, listing): NewMigration {
      const { newPrefix = '', newMiddle, newFiles } = facts(folder);
      const words = likeOthers((facts(folder).fileWords ?? fileWords)(name), listing);
      const templates = newFiles(listing, folder);
      const middle = typeof newMiddle === 'string' ? newMiddle : newMiddle(namedFiles(facts(folder), folder));
      const files = templates.map(({ suffix, direction, template }) => ({
        file: newPrefix + version + middle + words + suffix,
        text: template.replace('|', ''),
        direction,
      }));
      return { files, caret: Math.max(0, templates[0]?.template.indexOf('|') ?? 0) };
    },
    refuseName: refuseFileName,
  };
}

/**
 * The number after the folder's greatest, where it counts its migrations; undefined where its versions are times.
 */
export function nextInSequence(facts: NumberedFiles, folder: FolderView): string | undefined {
  const numbers = namedFiles(facts, folder).map((name) => numberIn(name.version)).filter((version) => version !== '');
  const next = nextVersion(numbers, () => new Date(0), { kind: 'sequence', digits: 3 });
  return styleOf(next).kind === 'sequence' ? next : undefined;
}

/** Do the folder's migrations go without downs? Of an empty folder nothing is known: no. */
export function goesWithoutDowns(listing: Listing): boolean {
  return listing.migrations.length >= 2 && listing.migrations.every((migration) => migration.down === undefined);
}
