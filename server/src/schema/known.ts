import type { QualifiedName } from '../syntax/effects';

/** What exists without any file of the folder saying so: `known` of upright.json, and the tool's tracking table. */
export interface Known {
  readonly roles: readonly string[];
  /** They need not be told to the schema: one that no file creates may hold anything as it is. */
  readonly schemas: readonly string[];
  /** `name` or `schema.name`. */
  readonly objects: readonly string[];
}

/** What holds for a folder as a whole, at every point of its history. */
export interface Surroundings {
  readonly roles: ReadonlySet<string>;
  readonly objects: ReadonlySet<string>;
  /**
   * Bare names of what the files of the folder make, when there are signs that its baseline lies elsewhere: anything else may
   * come from there. Undefined: the files make everything.
   */
  readonly madeHere: ReadonlySet<string> | undefined;
}

export function surroundingsOf(known: Known, madeHere: ReadonlySet<string> | undefined): Surroundings {
  return { roles: new Set(known.roles), objects: new Set(known.objects), madeHere };
}

export function isKnown(surroundings: Surroundings, name: QualifiedName): boolean {
  return surroundings.objects.has(name.name) || (name.schema !== undefined && surroundings.objects.has(`${name.schema}.${name.name}`));
}
