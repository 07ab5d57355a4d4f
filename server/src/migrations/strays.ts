import type { Stray } from './migration';

/** What a file's name was probably meant to say. */
export interface Meant {
  /** Undefined: it has none. */
  readonly version: string | undefined;
  readonly name: string;
  /** Undefined: it does not say. */
  readonly direction: 'up' | 'down' | undefined;
}

const COPY = /(\.(bak|backup|orig|old|swp|swo|tmp|rej|save|disabled|skip|txt|\d+)|~)+$/i;
const DIRECTION = /[\s._-]+(up|upp|u|do|down|dn|d|undo|rollback|revert)$/i;
const NO_MIGRATION = /^(seed|schema|structure|dump|fixture)/i;
const DOWN = /^(down|dn|d|undo|rollback|revert)$/i;

/** Reads a name as a migration's, loosely; undefined: it is not meant to be one (README, seeds, schema dumps, copies, hidden). */
export function meantBy(base: string): Meant | undefined {
  if (base.startsWith('.') || !/\.sql\s*$/i.test(base)) return undefined;
  let stem = base.replace(/\.sql\s*$/i, '');
  const suffix = DIRECTION.exec(stem);
  const version = /^[vV]?(\d+(?:[a-zA-Z](?=[\s._-]))?)(?!\.\d)/.exec(stem);
  if (suffix) stem = stem.slice(0, suffix.index);
  if (version) {
    const name = stem.slice(version[0].length).replace(/^[\s._-]+/, '');
    return { version: version[1]!, name, direction: suffix ? (DOWN.test(suffix[1]!) ? 'down' : 'up') : undefined };
  }
  // Without a number only the full suffix of a pair shows what it was meant to be.
  if (suffix && /\.(up|down)$/i.test(suffix[0])) return { version: undefined, name: stem, direction: DOWN.test(suffix[1]!) ? 'down' : 'up' };
  return undefined;
}

export function isCopy(base: string): boolean {
  return COPY.test(base) && /\.sql/i.test(base);
}

/** `NNN_name.sql` for what was meant; `next` gives the version of a name without one. */
export function plainName({ version, name }: Meant, next: () => string | undefined): string[] {
  const number = version ?? next();
  return number !== undefined && /^\d+$/.test(number) && name !== '' ? [`${number}_${name}.sql`] : [];
}

/** Names of a pair of files for what was meant, without those that are taken; `next` gives the version of a name without one. */
export function pairNames(meant: Meant, taken: readonly string[], next: () => string | undefined): string[] {
  const version = meant.version ?? next();
  if (version === undefined || !/^\d+$/.test(version) || meant.name === '') return [];
  const directions = meant.direction ? [meant.direction] : ['up', 'down'];
  const free = directions.map((direction) => `${version}_${meant.name}.${direction}.sql`).filter((name) => !taken.includes(name));
  // Of a name that does not say, the first direction that is free.
  return free.slice(0, 1);
}

export interface NameRule {
  /** The tool, as the sentence names it. */
  readonly tool: string;
  /** The names that it takes: `NNN_name.up.sql or NNN_name.down.sql`. */
  readonly takes: string;
  /** What it does with another file that ends in .sql: nothing, or stop with these words. */
  readonly refusal?: string;
  /** Names for what was meant, best first. */
  better(meant: Meant): readonly string[];
}

/** A file that the tool's pattern does not match. */
export function strayOf(base: string, rule: NameRule): Stray {
  const stops = rule.refusal !== undefined && /\.sql$/.test(base) && !base.startsWith('.');
  const meant = meantBy(base) ?? (stops && !NO_MIGRATION.test(base) ? { version: undefined, name: base.slice(0, -4), direction: undefined } : undefined);
  const better = meant ? rule.better(meant).filter((name) => name !== base) : [];
  const version = meant?.version === undefined ? {} : { version: meant.version };
  if (stops) return { file: base, fate: 'refused', why: `stops ${rule.tool}: ${rule.refusal}`, better, ...version };
  if (!meant) return { file: base, fate: 'other', why: isCopy(base) ? `not run: to ${rule.tool} a copy is no migration` : `not run: its name is not a migration's`, better: [] };
  return { file: base, fate: 'ignored', why: `never runs: ${rule.tool} takes only files named ${rule.takes}`, better, ...version };
}
