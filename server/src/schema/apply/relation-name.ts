import type { Effect, ObjectName } from '../../syntax/effects';
import { clip } from '../choose-name';
import type { Origin } from '../objects';
import type { Schema } from '../schema';
import { keyOf, type FullName } from '../schema-state';
import { certain, duplicate, guardOf, isExcused, refuse, refuseUnguarded, type Run } from './run';

export interface Claim {
  readonly name: FullName;
  /** False: something of that name may have been there, and IF NOT EXISTS left it as it was. */
  readonly certain: boolean;
}

/**
 * The full name for a new relation; undefined where the name is taken, which is complained of unless a guard makes it nothing.
 * `makesType`: tables, views and composites make a type of their name, too; sequences only may not have a type's name.
 */
export function claimRelation(run: Run, effect: Effect, object: ObjectName, schema: string | undefined, makesType = true): Claim | undefined {
  const name: FullName = { schema: schema ?? object.schema ?? run.schema.creationSchema(), name: clip(object.name) };
  if (complainOfSchema(run, effect, object)) return undefined;
  const entry = run.schema.state.relations.get(keyOf(name.schema, name.name));
  const taken = certain(run, entry, name.name);
  if (taken) {
    refuseUnguarded(run, effect, duplicate(object, `relation "${name.name}" already exists`, taken.origin));
    return undefined;
  }
  const guarded = guardOf(effect) !== 'none' || isExcused(effect);
  if (entry?.is === 'here' && guarded) return undefined;
  if (makesType) {
    const type = takenType(run, name);
    if (type) {
      refuse(run, effect, duplicate(object, `type "${name.name}" already exists`, type));
      return undefined;
    }
  }
  const unsure = entry === undefined ? run.schema.relation(name) === 'unknown' : entry.is !== 'gone';
  return { name, certain: !(guarded && unsure) };
}

export function takenType(run: Run, name: FullName): Origin | undefined {
  return certain(run, run.schema.state.types.get(keyOf(name.schema, name.name)), name.name)?.origin;
}

/** A schema that a file has dropped is certainly not there; one that no file makes may come from elsewhere. */
export function complainOfSchema(run: Run, effect: Effect, object: ObjectName): boolean {
  if (object.schema === undefined || !schemaIsGone(run.schema, object.schema)) return false;
  const dropped = run.schema.dropped('schema', { name: object.schema });
  refuse(run, effect, {
    kind: 'missing', object: { kind: 'schema', name: object.schema, range: object.range }, range: object.range, reason: `schema "${object.schema}" does not exist`,
    ...(dropped ? { related: { origin: dropped, is: 'dropped here' as const } } : {}), candidates: [],
  });
  return true;
}

export function schemaIsGone(schema: Schema, name: string): boolean {
  return schema.object('schema', { name }) === undefined;
}
