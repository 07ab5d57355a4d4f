import { baseName } from './folder-view';

/** A file's name in the parts that a tool reads; together they are the name. */
export interface FileName {
  /** Relative to the folder, with what sub-folder it has. */
  readonly file: string;
  readonly prefix: string;
  readonly version: string;
  readonly middle: string;
  readonly name: string;
  readonly suffix: string;
  readonly direction: Direction;
}

export type Direction = 'up' | 'down' | 'both';

export interface NamePattern {
  /** Of a base name; groups `version`, `suffix`, and where there are any `prefix`, `middle`, `name`. */
  readonly pattern: RegExp;
  /** Of a file by its name; absent: one file holds both. */
  direction?(name: Omit<FileName, 'direction'>): Direction;
}

export function parseName(facts: NamePattern, file: string): FileName | undefined {
  const base = baseName(file);
  const groups = facts.pattern.exec(base)?.groups;
  if (!groups) return undefined;
  const { prefix = '', version = '', middle = '', name = '', suffix = '' } = groups;
  const parts = { file, prefix, version, middle, name, suffix };
  return { direction: facts.direction?.(parts) ?? 'both', ...parts };
}

export function baseOf(name: FileName): string {
  return name.prefix + name.version + name.middle + name.name + name.suffix;
}

/** The number that a version starts with: 23 of 023a. */
export function numberIn(version: string): string {
  return /^\d+/.exec(version)?.[0] ?? '';
}

/** One migration's files. */
export interface Pair {
  readonly up: FileName | undefined;
  readonly down: FileName | undefined;
}

/** Ups with their downs: of one version and name; what is left of a version goes together if it is one of each. */
export function pairFiles(names: readonly FileName[], versionKey: (version: string) => string): Pair[] {
  const pairs: Pair[] = [];
  const versions = new Map<string, FileName[]>();
  for (const name of names) {
    const key = versionKey(name.version);
    const group = versions.get(key);
    if (group) group.push(name);
    else versions.set(key, [name]);
  }
  for (const group of versions.values()) {
    pairs.push(...group.filter((name) => name.direction === 'both').map((name) => ({ up: name, down: name })));
    let downs = group.filter((name) => name.direction === 'down');
    const alone: FileName[] = [];
    for (const up of group.filter((name) => name.direction === 'up')) {
      const down = downs.find((other) => other.name === up.name);
      if (down) {
        pairs.push({ up, down });
        downs = downs.filter((other) => other !== down);
      } else alone.push(up);
    }
    if (alone.length === 1 && downs.length === 1) pairs.push({ up: alone[0], down: downs[0] });
    else pairs.push(...alone.map((up) => ({ up, down: undefined })), ...downs.map((down) => ({ up: undefined, down })));
  }
  return pairs;
}
