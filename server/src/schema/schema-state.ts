import type { ObjectKind, QualifiedName } from '../syntax/effects';
import type { ImmutableMap } from './immutable-map';
import type { Surroundings } from './known';
import type { NamedObject, Origin, Relation } from './objects';

/**
 * What is known of one name. `taint`: how many unreadable statements had run when it was learnt; one that runs later
 * may have changed it.
 */
export type Entry<T> =
  | { readonly is: 'here'; readonly object: T; readonly taint: number }
  | { readonly is: 'gone'; readonly origin: Origin; readonly taint: number }
  | { readonly is: 'unknown' };

/** A schema and a name in it, both certain. */
export interface FullName {
  readonly schema: string;
  readonly name: string;
}

export interface SchemaState {
  readonly relations: ImmutableMap<Entry<Relation>>;
  /** Is there anything in pg_temp? */
  readonly hasTemporary: boolean;
  /** How many tables have a constraint of that name, by `keyOf`: the names that PostgreSQL chooses are unique in a schema. */
  readonly constraintNames: ImmutableMap<number>;
  /** By the `keyOf` of a relation, the keys of those that name it: `Schema.usersOf`. */
  readonly users: ImmutableMap<readonly string[]>;
  /** Enums, domains, ranges, shell types. Tables and composites make types, too: `Schema.type` looks there. */
  readonly types: ImmutableMap<Entry<NamedObject>>;
  /** All overloads of a name. */
  readonly routines: ImmutableMap<Entry<readonly NamedObject[]>>;
  /** Everything else by `otherKey`: schemas, roles, extensions, publications, ... */
  readonly others: ImmutableMap<Entry<NamedObject>>;
  /** Keys of rows that migrations have inserted as literals: `keyOf` in apply/insert-rows.ts. */
  readonly rows: ImmutableMap<ImmutableMap<Origin>>;
  /** Undefined: it cannot be told. */
  readonly path: readonly string[] | undefined;
  readonly taint: number;
  /**
   * A second run: what is known to be there, or gone, counts as such although something unreadable ran since. An
   * unreadable statement that undoes its own file's work is rarer than one that has nothing to do with it.
   */
  readonly trusting: boolean;
  /** Bare names of what a broken or failed statement might have made or changed. */
  readonly doubts: ImmutableMap<true>;
  /** An extension of which nothing is known has been created. */
  readonly openExtension: 'no' | 'types and routines' | 'anything';
  readonly surroundings: Surroundings;
}

export const isSame = (a: FullName, b: FullName): boolean => a.schema === b.schema && a.name === b.name;

export const defaultPath: readonly string[] = ['$user', 'public'];

export const keyOf = (schema: string, name: string): string => `${schema}\0${name}`;
const inSchema = new Set<ObjectKind>([
  'statistics', 'collation', 'conversion', 'operator', 'operator class', 'operator family',
  'text search configuration', 'text search dictionary', 'text search parser', 'text search template',
]);
export const otherKey = (kind: ObjectKind, name: QualifiedName): string => `${kind}\0${inSchema.has(kind) ? (name.schema ?? 'public') : ''}\0${name.name}`;
