import type { MigrationFolder } from '../migrations/convention';
import type { Known } from '../schema/known';
import { namesUsed } from '../schema/names-used';
import type { ObjectKind } from '../syntax/effects';
import { parseScript } from '../syntax/parse-script';
import type { Script } from '../syntax/statement';

/** Bare names of what a folder's files make. */
export type Made = ReadonlyMap<string, ObjectKind>;

export function madeIn(folder: MigrationFolder): Made {
  if (folder.leftAlone !== undefined) return new Map();
  const scripts = folder.migrations.flatMap(({ up }) => (up ? [parseScript(folder.view.read(up.file.slice(folder.path.length + 1)) ?? '', up.range)] : []));
  return new Map(scripts.flatMap((script) => [...namesUsed(script).makes].map(([name, { kind }]) => [name, kind] as const)));
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
