import type { EffectOf } from '../../syntax/effects';
import { clip } from '../choose-name';
import type { Table } from '../objects';
import { isTable } from '../schema';
import { isSame, keyOf, type FullName } from '../schema-state';
import { sameSignature } from '../signature';
import { renameAttribute } from './attributes';
import { renameIndex, storedIndex } from './constraints';
import { missingMember, missingReason, routinesMeant } from './drop';
import { followRoutine, moveRelation } from './move';
import { complainOfSchema, takenType } from './relation-name';
import {
  certain, duplicate, entryOf, goneEntry, missing, missingColumn, refuse, refuseUnguarded, setOther, setRelation, setRoutines, setType, spelled, stored, storedTable, type Run,
} from './run';
import { changeTable, descendants, parentOf, tableFor, tableNow, withGone, withMember } from './tables';

type Rename = EffectOf<'rename'>;

export function rename(run: Run, effect: Rename): void {
  switch (effect.object.kind) {
    case 'table': case 'view': case 'materialized view': case 'foreign table': case 'index': case 'sequence':
      return renameRelation(run, effect);
    case 'column':
      return renameColumn(run, effect);
    case 'constraint':
      return renameConstraint(run, effect);
    case 'trigger': case 'policy': case 'rule':
      return renameMember(run, effect, effect.object.kind);
    case 'enum value':
      return renameEnumValue(run, effect);
    case 'type': case 'domain':
      return renameType(run, effect);
    case 'function': case 'procedure': case 'aggregate': case 'routine':
      return renameRoutine(run, effect);
    case 'schema':
      return renameSchema(run, effect);
    default:
      return renameOther(run, effect);
  }
}

function renameRelation(run: Run, effect: Rename): void {
  const { object } = effect;
  const to = clip(effect.to);
  let found = run.schema.relation(object);
  if (found === 'unknown' && object.kind === 'table') found = tableFor(run, effect, object, object.range);
  if (found === 'unknown' || (found === undefined && run.schema.relation(object) === 'unknown')) return;
  if (found === undefined) {
    if (effect.guard === 'none' && complainOfSchema(run, effect, object)) return;
    return refuseUnguarded(run, effect, missing(run, object));
  }
  const relation = stored(run, found) ?? found;
  // ALTER TABLE and ALTER INDEX rename any relation, the others only their own kind.
  const wrongKind = (object.kind === 'view' || object.kind === 'materialized view' || object.kind === 'sequence') && relation.kind !== object.kind;
  if (wrongKind) return refuse(run, effect, { ...missing(run, object, `"${object.name}" is not a ${object.kind}`), related: { origin: relation.origin, is: 'created here' } });
  const taken = certain(run, run.schema.state.relations.get(keyOf(relation.schema, to)), to);
  if (taken) return refuse(run, effect, duplicate({ ...object, name: to }, `relation "${to}" already exists`, taken.origin));
  const type = relation.kind === 'index' || relation.kind === 'sequence' ? undefined : takenType(run, { schema: relation.schema, name: to });
  if (type) return refuse(run, effect, duplicate({ ...object, name: to }, `type "${to}" already exists`, type));
  if (relation.kind === 'index') {
    const { constraint } = relation;
    renameIndex(run, relation, to, constraint === undefined ? undefined : to);
    setRelation(run, relation, goneEntry(run, object.range));
    if (constraint !== undefined) changeTable(run, relation.table, (now) => ({ constraints: now.constraints.map((c) => (c.name === constraint ? { ...c, name: to, nameKnown: true } : c)) }));
    return;
  }
  moveRelation(run, relation, { schema: relation.schema, name: to }, effect);
}

function renameColumn(run: Run, effect: Rename): void {
  const { object } = effect;
  const to = clip(effect.to);
  if (object.parent === undefined || renameAttribute(run, effect, to)) return;
  const table = parentOf(run, effect);
  if (!table) return;
  const now = run.schema.table(table);
  if (now === undefined || now === 'unknown') return;
  if (run.schema.columnOf(now, object.name) === undefined) return refuseUnguarded(run, effect, missingColumn(now, object.name, object.range, `column "${object.name}" does not exist`));
  const taken = now.columns.find((c) => c.name === to);
  if (taken && certain(run, run.schema.state.relations.get(keyOf(now.schema, now.name)), to))
    return refuse(run, effect, duplicate({ ...object, name: to }, `column "${to}" of relation "${table.name}" already exists`, taken.origin));
  for (const target of [table, ...descendants(run, table)]) renameColumnOf(run, target, object.name, to, effect);
  for (const other of run.schema.usersOf(table))
    if (isTable(other) && other.constraints.some((c) => c.references && isSame(c.references, table) && c.references.columns.includes(object.name)))
      changeTable(run, other, (current) => ({
        constraints: current.constraints.map((c) => (c.references && isSame(c.references, table) ? { ...c, references: { ...c.references, columns: c.references.columns.map((n) => (n === object.name ? to : n)) } } : c)),
      }));
}

function renameColumnOf(run: Run, table: FullName, from: string, to: string, effect: Rename): void {
  const swap = (name: string) => (name === from ? to : name);
  changeTable(run, table, (now) => {
    const { gone, doubts } = withGone(run, now, `column ${from}`, effect.object.range);
    const known = now.columns.some((c) => c.name === from);
    return {
      columns: now.columns.map((c) => (c.name === from ? { ...c, name: to } : c)),
      constraints: now.constraints.map((c) => (c.columns.includes(from) ? { ...c, columns: c.columns.map(swap) } : c)),
      ...withMember({ ...now, gone, doubts }, `column ${to}`),
      ...(known ? {} : { columnsKnown: false }),
    };
  });
  const table_ = storedTable(run, table);
  for (const index of table_ ? run.schema.indexesOf(table_) : [])
    if (index.columns.includes(from) || index.others.includes(from))
      setRelation(run, index, entryOf(run, { ...index, columns: index.columns.map((c) => (c === null ? null : swap(c))), others: index.others.map(swap) }));
  for (const other of run.schema.usersOf(table))
    if (other.kind === 'sequence' && other.ownedBy && isSame(other.ownedBy, table) && other.ownedBy.column === from)
      setRelation(run, other, entryOf(run, { ...other, ownedBy: { ...other.ownedBy, column: to } }));
}

function renameConstraint(run: Run, effect: Rename): void {
  const { object } = effect;
  const to = clip(effect.to);
  if (object.parent === undefined) return;
  const table = parentOf(run, effect);
  if (!table) return;
  const now = run.schema.table(table);
  if (now === undefined || now === 'unknown') return;
  const found = run.schema.constraintOf(now, object.name);
  if (found === undefined) return refuseUnguarded(run, effect, missingMember(now, object, `constraint "${object.name}" for table "${table.name}" does not exist`));
  const index = storedIndex(run, { schema: table.schema, name: object.name });
  if (index && index.constraint === object.name) {
    const other = certain(run, run.schema.state.relations.get(keyOf(table.schema, to)), to);
    if (other) return refuse(run, effect, duplicate({ ...object, name: to }, `relation "${to}" already exists`, other.origin));
  }
  const taken = now.constraints.find((c) => c.name === to);
  if (taken) return refuse(run, effect, duplicate({ ...object, name: to }, `constraint "${to}" for relation "${table.name}" already exists`, taken.origin));
  if (index && index.constraint === object.name) renameIndex(run, index, to, to);
  for (const target of [table, ...descendants(run, table)])
    changeTable(run, target, (current) => {
      const { gone, doubts } = withGone(run, current, `constraint ${object.name}`, object.range);
      return {
        constraints: current.constraints.map((c) => (c.name === object.name ? { ...c, name: to, nameKnown: true } : c)),
        ...withMember({ ...current, gone, doubts }, `constraint ${to}`),
      };
    });
}

function renameMember(run: Run, effect: Rename, kind: 'trigger' | 'policy' | 'rule'): void {
  const { object } = effect;
  const table = parentOf(run, effect);
  if (!table) return;
  const of = kind === 'rule' ? 'relation' : 'table';
  const found = run.schema[kind](tableNow(run, table), object.name);
  if (found === undefined) return refuseUnguarded(run, effect, missingMember(table, object, `${kind} "${object.name}" for ${of} "${table.name}" does not exist`));
  const field = kind === 'trigger' ? 'triggers' : kind === 'policy' ? 'policies' : 'rules';
  const taken = table[field].get(effect.to);
  if (taken) return refuse(run, effect, duplicate({ ...object, name: effect.to }, `${kind} "${effect.to}" for ${kind === 'policy' ? 'table' : 'relation'} "${table.name}" already exists`, taken));
  changeTable(run, table, (now) => {
    const { gone, doubts } = withGone(run, now, `${kind} ${object.name}`, object.range);
    return {
      [field]: new Map([...now[field]].map(([name, made]) => [name === object.name ? effect.to : name, made])),
      ...withMember({ ...now, gone, doubts }, `${kind} ${effect.to}`),
    } as Partial<Table>;
  });
}

function renameEnumValue(run: Run, effect: Rename): void {
  const { object } = effect;
  const type = run.schema.type(object.parent ?? { name: '' });
  if (type === undefined || type === 'unknown' || !('values' in type) || !type.values || type.schema === undefined) return;
  const sure = certain(run, run.schema.state.types.get(keyOf(type.schema, type.name)), type.name) !== undefined;
  if (!type.values.includes(object.name)) {
    if (sure && !type.moreValues) refuseUnguarded(run, effect, { kind: 'missing', object, range: object.range, reason: `"${object.name}" is not an existing enum label`, related: { origin: type.origin, is: 'created here' }, candidates: type.values });
    return;
  }
  if (type.values.includes(effect.to)) return refuse(run, effect, duplicate({ ...object, name: effect.to }, `enum label "${effect.to}" already exists`, type.origin));
  setType(run, { schema: type.schema, name: type.name }, entryOf(run, { ...type, values: type.values.map((value) => (value === object.name ? effect.to : value)) }));
}

function renameType(run: Run, effect: Rename): void {
  const { object } = effect;
  const to = clip(effect.to);
  const found = run.schema.type(object);
  if (found === 'unknown') return;
  if (found === undefined) return refuseUnguarded(run, effect, missing(run, object, `type "${spelled(object)}" does not exist`));
  const schema = found.schema ?? run.schema.creationSchema();
  const relation = certain(run, run.schema.state.relations.get(keyOf(schema, to)), to);
  if (relation && 'columns' in found) return refuse(run, effect, duplicate({ ...object, name: to }, `relation "${to}" already exists`, relation.origin));
  const taken = takenType(run, { schema, name: to }) ?? (relation && relation.kind !== 'index' && relation.kind !== 'sequence' ? relation.origin : undefined);
  if (taken) return refuse(run, effect, duplicate({ ...object, name: to }, `type "${to}" already exists`, taken));
  if ('columns' in found) {
    if (found.kind === 'composite') moveRelation(run, found, { schema, name: to }, effect);
    return;
  }
  setType(run, { schema, name: found.name }, goneEntry(run, object.range));
  setType(run, { schema, name: to }, entryOf(run, { ...found, name: to }));
  for (const table of run.schema.tables())
    if (table.columns.some((c) => c.typeName.name === found.name && !c.serial))
      changeTable(run, table, (now) => ({ columns: now.columns.map((c) => (c.typeName.name === found.name && (c.typeName.schema ?? schema) === schema ? { ...c, typeName: { ...c.typeName, name: to }, type: c.type.replace(found.name, to) } : c)) }));
}

function renameRoutine(run: Run, effect: Rename): void {
  const meant = routinesMeant(run, effect);
  const first = meant?.[0];
  if (!meant || !first || first.schema === undefined) return;
  const from: FullName = { schema: first.schema, name: first.name };
  const to: FullName = { schema: first.schema, name: clip(effect.to) };
  const old = run.schema.state.routines.get(keyOf(from.schema, from.name));
  const left = old?.is === 'here' ? old.object.filter((routine) => !meant.includes(routine)) : [];
  const there = run.schema.state.routines.get(keyOf(to.schema, to.name));
  const others = certain(run, there, to.name) ?? [];
  const taken = others.find((other) => meant.some((routine) => sameSignature(routine.signature ?? [], other.signature ?? [])));
  if (taken) return refuse(run, effect, duplicate({ ...effect.object, name: to.name }, `function ${to.name}(${(taken.signature ?? []).join(', ')}) already exists in schema "${to.schema}"`, taken.origin));
  setRoutines(run, from, left.length > 0 ? entryOf(run, left) : goneEntry(run, effect.object.range));
  setRoutines(run, to, entryOf(run, [...(there?.is === 'here' ? there.object : []), ...meant.map((routine) => ({ ...routine, name: to.name }))]));
  followRoutine(run, from, to);
}

function renameSchema(run: Run, effect: Rename): void {
  const { object } = effect;
  const found = run.schema.object('schema', object);
  if (found === undefined) return refuseUnguarded(run, effect, missing(run, object, `schema "${object.name}" does not exist`));
  const taken = run.schema.object('schema', { name: effect.to });
  const always = effect.to === 'public' && taken === 'unknown';
  if (always || (taken !== undefined && taken !== 'unknown'))
    return refuse(run, effect, duplicate({ ...object, name: effect.to }, `schema "${effect.to}" already exists`, taken === 'unknown' ? undefined : taken?.origin));
  for (const relation of run.schema.relations()) if (relation.schema === object.name) moveRelation(run, relation, { schema: effect.to, name: relation.name }, effect);
  for (const [key, entry] of run.schema.state.types.entries())
    if (entry.is === 'here' && key.startsWith(`${object.name}\0`)) {
      setType(run, { schema: object.name, name: entry.object.name }, goneEntry(run, object.range));
      setType(run, { schema: effect.to, name: entry.object.name }, { ...entry, object: { ...entry.object, schema: effect.to } });
    }
  for (const [key, entry] of run.schema.state.routines.entries())
    if (entry.is === 'here' && key.startsWith(`${object.name}\0`)) {
      const name = key.slice(object.name.length + 1);
      setRoutines(run, { schema: object.name, name }, goneEntry(run, object.range));
      setRoutines(run, { schema: effect.to, name }, { ...entry, object: entry.object.map((routine) => ({ ...routine, schema: effect.to })) });
      followRoutine(run, { schema: object.name, name }, { schema: effect.to, name });
    }
  setOther(run, 'schema', object, goneEntry(run, object.range));
  setOther(run, 'schema', { name: effect.to }, entryOf(run, { kind: 'schema', schema: undefined, name: effect.to, origin: found === 'unknown' ? { file: run.file, range: object.range, statement: run.statement.range, version: run.version } : found.origin }));
}

function renameOther(run: Run, effect: Rename): void {
  const { object } = effect;
  const found = run.schema.object(object.kind, object);
  if (found === undefined) return refuseUnguarded(run, effect, missing(run, object, missingReason(object)));
  const taken = run.schema.object(object.kind, { ...object, name: effect.to });
  if (taken !== undefined && taken !== 'unknown') return refuse(run, effect, duplicate({ ...object, name: effect.to }, `${object.kind} "${effect.to}" already exists`, taken.origin));
  setOther(run, object.kind, object, goneEntry(run, object.range));
  if (found !== 'unknown') setOther(run, object.kind, { ...object, name: effect.to }, entryOf(run, { ...found, name: effect.to }));
}
