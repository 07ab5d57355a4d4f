import type { MigrationFolder } from '../migrations/convention';
import type { Known } from '../schema/known';
import { namesUsed } from '../schema/names-used';
import type { ObjectKind } from '../syntax/effects';
import { parseScript } from '../syntax/parse-script';
import type { Script } from '../syntax/statement';

/** Bare names of what a folder's files make. */
export type Made = ReadonlyMap<string, ObjectKind>;

interface MadeByFile {
  readonly text: string;
  readonly made: Made;
}

/** What folders make; of one that was asked for before, only the files that are others now are read. */
export class MadeInFolders {
  private readonly folders = new Map<string, ReadonlyMap<string, MadeByFile>>();

  of({ path, view, leftAlone, migrations }: MigrationFolder): Made {
    const before = this.folders.get(path);
    const files = new Map<string, MadeByFile>();
    for (const { up } of leftAlone === undefined ? migrations : []) {
      if (!up) continue;
      const text = view.read(up.file.slice(path.length + 1))?.slice(up.range.start, up.range.end) ?? '';
      // A file may hold several migrations.
      const key = `${up.file}:${up.range.start}`;
      const known = before?.get(key);
      files.set(key, known?.text === text ? known : { text, made: namesMade(parseScript(text)) });
    }
    this.folders.set(path, files);
    return new Map([...files.values()].flatMap(({ made }) => [...made]));
  }
}

function namesMade(script: Script): Made {
  return new Map([...namesUsed(script).makes].map(([name, { kind }]) => [name, kind]));
}

export function sameMade(a: Made, b: Made): boolean {
  return a.size === b.size && [...a].every(([name, kind]) => b.get(name) === kind);
}

/** Names that the scripts make before they need them. */
function madeFirst(scripts: readonly Script[]): ReadonlySet<string> {
  const made = new Set<string>();
  const needed = new Set<string>();
  for (const { needsTables, makes } of scripts.map(namesUsed)) {
    for (const name of needsTables) if (!made.has(name)) needed.add(name);
    for (const name of makes.keys()) if (!needed.has(name)) made.add(name);
  }
  return made;
}

/**
 * What is known, with what folders beside this one make and its own files need: the parts of one database (types, tables, views)
 * are often a folder each.
 */
export function withMadeBeside(known: Known, beside: readonly Made[], own: readonly Script[]): Known {
  if (beside.length === 0) return known;
  const made = madeFirst(own);
  const others = beside.flatMap((names) => [...names]).filter(([name]) => !made.has(name));
  const of = (isWanted: (kind: ObjectKind) => boolean) => others.flatMap(([name, kind]) => (isWanted(kind) ? [name] : []));
  return {
    roles: [...known.roles, ...of((kind) => kind === 'role')],
    schemas: [...known.schemas, ...of((kind) => kind === 'schema')],
    objects: [...known.objects, ...of((kind) => kind !== 'role' && kind !== 'schema')],
  };
}
