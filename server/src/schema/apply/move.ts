import type { EffectOf } from '../../syntax/effects';
import type { Relation } from '../objects';
import { isTable } from '../schema';
import { isSame, keyOf, type FullName } from '../schema-state';
import { calls } from './dependents';
import { routinesMeant } from './drop';
import { complainOfSchema } from './relation-name';
import { certain, duplicate, entryOf, goneEntry, missing, putRelation, refuse, refuseUnguarded, setRelation, setRoutines, setType, spelled, stored, type Run } from './run';
import { changeTable } from './tables';

/** ALTER ... SET SCHEMA: a table takes its indexes and its own sequences along. */
export function move(run: Run, effect: EffectOf<'move'>): void {
  const { object, toSchema } = effect;
  const goneSchema = () => complainOfSchema(run, effect, { ...object, schema: toSchema });
  switch (object.kind) {
    case 'table': case 'view': case 'materialized view': case 'foreign table': case 'sequence': {
      const found = run.schema.relation(object);
      if (found === 'unknown') return;
      if (found === undefined) return refuseUnguarded(run, effect, missing(run, object));
      if (goneSchema() || found.schema === toSchema) return;
      const taken = certain(run, run.schema.state.relations.get(keyOf(toSchema, found.name)), found.name);
      if (taken) return refuse(run, effect, duplicate(object, `relation "${found.name}" already exists in schema "${toSchema}"`, taken.origin));
      const relation = stored(run, found) ?? found;
      const along = run.schema.relations().filter((r) => (r.kind === 'index' && isSame(r.table, relation)) || (r.kind === 'sequence' && r.ownedBy && isSame(r.ownedBy, relation)));
      for (const other of along) moveRelation(run, stored(run, other) ?? other, { schema: toSchema, name: other.name }, effect);
      return moveRelation(run, stored(run, relation) ?? relation, { schema: toSchema, name: relation.name }, effect);
    }
    case 'type': case 'domain': {
      const found = run.schema.type(object);
      if (found === 'unknown') return;
      if (found === undefined) return refuseUnguarded(run, effect, missing(run, object, `type "${spelled(object)}" does not exist`));
      if (goneSchema()) return;
      if ('columns' in found) return isTable(found) ? undefined : moveRelation(run, found, { schema: toSchema, name: found.name }, effect);
      if (found.schema === undefined) return;
      setType(run, { schema: found.schema, name: found.name }, goneEntry(run, object.range));
      return setType(run, { schema: toSchema, name: found.name }, entryOf(run, { ...found, schema: toSchema }));
    }
    case 'function': case 'procedure': case 'aggregate': case 'routine': {
      const meant = routinesMeant(run, effect);
      const first = meant?.[0];
      if (!meant || !first || first.schema === undefined || goneSchema()) return;
      setRoutines(run, { schema: first.schema, name: first.name }, goneEntry(run, object.range));
      setRoutines(run, { schema: toSchema, name: first.name }, entryOf(run, meant.map((routine) => ({ ...routine, schema: toSchema }))));
      return followRoutine(run, { schema: first.schema, name: first.name }, { schema: toSchema, name: first.name });
    }
    default:
      return;
  }
}

/** The relation under another full name; what refers to it follows. */
export function moveRelation(run: Run, relation: Relation, to: FullName, effect: EffectOf<'rename'> | EffectOf<'move'>): void {
  const entry = run.schema.state.relations.get(keyOf(relation.schema, relation.name));
  const renamed = { ...relation, ...to } as Relation;
  setRelation(run, relation, goneEntry(run, effect.object.range));
  setRelation(run, to, entry?.is === 'here' ? { ...entry, object: renamed } : entryOf(run, renamed));
  const here = (name: FullName) => isSame(name, relation);
  const follow = <T extends FullName>(name: T): T => (here(name) ? { ...name, ...to } : name);
  for (const other of run.schema.relations()) {
    const now = stored(run, other);
    if (now?.kind === 'index' && here(now.table)) setRelation(run, now, entryOf(run, { ...now, table: to }));
    if (now?.kind === 'sequence' && now.ownedBy && here(now.ownedBy)) setRelation(run, now, entryOf(run, { ...now, ownedBy: follow(now.ownedBy) }));
    if (!now || !isTable(now)) continue;
    if (now.parents.some(here) || now.children.some(here) || now.reads.some(here) || now.constraints.some((c) => c.references && here(c.references)))
      putRelation(run, {
        ...now, parents: now.parents.map(follow), children: now.children.map(follow), reads: now.reads.map(follow),
        constraints: now.constraints.map((c) => (c.references && here(c.references) ? { ...c, references: follow(c.references) } : c)),
      });
  }
  const rows = run.schema.state.rows.get(keyOf(relation.schema, relation.name));
  if (rows) run.schema = run.schema.with({ rows: run.schema.state.rows.without(keyOf(relation.schema, relation.name)).with(keyOf(to.schema, to.name), rows) });
}

/** Triggers go on calling a function under its new name. */
export function followRoutine(run: Run, from: FullName, to: FullName): void {
  for (const table of run.schema.tables())
    if ([...table.triggers.values()].some((trigger) => calls(trigger, from)))
      changeTable(run, table, (now) => ({ triggers: new Map([...now.triggers].map(([name, trigger]) => [name, calls(trigger, from) ? { ...trigger, function: to } : trigger])) }));
}
