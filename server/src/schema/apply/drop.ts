import type { EffectOf, ObjectKind, ObjectName } from '../../syntax/effects';
import type { Constraint, Index, NamedObject, Relation, Table } from '../objects';
import type { Range } from '../../text/range';
import { isTable } from '../schema';
import { isSame, keyOf, otherKey, type FullName } from '../schema-state';
import { sameSignature, sameType } from '../signature';
import { dropAttribute } from './attributes';
import { sameColumns, storedIndex } from './constraints';
import { calls, refuseNeededColumn, refuseNeededConstraint, refuseNeededIndex, refuseNeededRelation, refuseNeededRoutine, refuseNeededSchema, refuseNeededType } from './dependents';
import { doubtNames } from './doubt';
import { complainOfSchema } from './relation-name';
import {
  certain, entryOf, goneEntry, isExcused, missing, missingColumn, refuse, refuseUnguarded, removeRelation, setOther, setRelation, setRoutines, setType, spelled, storedTable, type Run,
} from './run';
import { changeColumn, changeTable, descendants, parentOf, tableNow, withGone } from './tables';

type Drop = EffectOf<'drop'>;

export function drop(run: Run, effect: Drop): void {
  switch (effect.object.kind) {
    case 'table': case 'view': case 'materialized view': case 'foreign table': case 'index': case 'sequence':
      return dropRelation(run, effect);
    case 'column':
      return dropColumn(run, effect);
    case 'constraint':
      return dropConstraint(run, effect);
    case 'trigger': case 'policy': case 'rule':
      return dropMember(run, effect, effect.object.kind);
    case 'type': case 'domain':
      return dropType(run, effect);
    case 'function': case 'procedure': case 'aggregate': case 'routine':
      return dropRoutine(run, effect);
    case 'schema':
      return dropSchema(run, effect);
    default:
      return dropOther(run, effect);
  }
}

function dropRelation(run: Run, effect: Drop): void {
  const { object } = effect;
  const found = run.schema.relation(object);
  if (found === 'unknown') {
    // Under a search path that is not known any one of that name may be meant.
    if (object.schema === undefined && run.schema.state.path === undefined) run.schema = doubtNames(run.schema, [object.name]);
    return setRelation(run, { schema: object.schema ?? run.schema.creationSchema(), name: object.name }, goneEntry(run, object.range));
  }
  if (found === undefined) {
    // DROP a, b CASCADE finds both before either takes the other along.
    if (effect.cascade && wasThere(run, object)) return;
    if (effect.guard === 'none' && complainOfSchema(run, effect, object)) return;
    return refuseUnguarded(run, effect, missing(run, object, `${object.kind} "${object.name}" does not exist`));
  }
  if (found.kind !== object.kind) {
    const sure = certain(run, run.schema.state.relations.get(keyOf(found.schema, found.name)), found.name);
    if (!sure || isExcused(effect)) return;
    const article = object.kind === 'index' ? 'an' : 'a';
    return refuse(run, effect, { ...missing(run, object, `"${object.name}" is not ${article} ${object.kind}`), related: { origin: sure.origin, is: 'created here' } });
  }
  if (found.kind === 'index') refuseNeededIndex(run, effect, found);
  else if (isTable(found)) refuseNeededRelation(run, effect, found);
  if (found.kind === 'index' && effect.cascade) removeKeysOn(run, found);
  removeWithDependents(run, found, effect.cascade, object.range);
}

function wasThere(run: Run, object: ObjectName): boolean {
  const before = run.before.relation(object);
  return before !== undefined && before !== 'unknown';
}

/** Foreign keys rest on a unique index of the columns that they reference. */
function removeKeysOn(run: Run, index: Index): void {
  if (!index.unique) return;
  const rests = (c: Constraint) => c.type === 'foreign key' && c.references !== undefined && isSame(c.references, index.table) && sameColumns(c.references.columns, index.columns);
  for (const other of run.schema.usersOf(index.table)) if (isTable(other) && other.constraints.some(rests)) changeTable(run, other, (now) => ({ constraints: now.constraints.filter((c) => !rests(c)) }));
}

/** A relation goes, with what PostgreSQL takes along. */
function removeWithDependents(run: Run, relation: Relation, cascade: boolean, range: Range): void {
  if (relation.kind === 'index') return removeIndex(run, relation, range);
  setRelation(run, relation, goneEntry(run, range));
  if (!isTable(relation)) return;
  const full = relation;
  for (const index of relation.indexes) if (storedIndex(run, { schema: full.schema, name: index })) setRelation(run, { schema: full.schema, name: index }, goneEntry(run, range));
  forgetRows(run, full);
  for (const child of full.children) {
    const table = storedTable(run, child);
    if (table && (full.partitioned || cascade)) removeWithDependents(run, table, cascade, range);
  }
  for (const parent of full.parents) changeTable(run, parent, (now) => ({ children: now.children.filter((c) => !isSame(c, full)) }));
  for (const other of run.schema.usersOf(full)) {
    if (other.kind === 'sequence' && other.ownedBy && isSame(other.ownedBy, full)) setRelation(run, other, goneEntry(run, range));
    if (!cascade || !isTable(other)) continue;
    if (other.reads.some((read) => isSame(read, full)) && storedTable(run, other)) removeWithDependents(run, other, true, range);
    else if (other.constraints.some((c) => c.references && isSame(c.references, full))) changeTable(run, other, (now) => ({ constraints: now.constraints.filter((c) => !c.references || !isSame(c.references, full)) }));
  }
}

function removeIndex(run: Run, index: FullName, range: Range): void {
  const stored = storedIndex(run, index);
  setRelation(run, index, goneEntry(run, range));
  if (stored) changeTable(run, stored.table, (now) => ({ indexes: now.indexes.filter((name) => name !== index.name) }));
}

export function forgetRows(run: Run, table: FullName): void {
  run.schema = run.schema.with({ rows: run.schema.state.rows.without(keyOf(table.schema, table.name)) });
}

function dropColumn(run: Run, effect: Drop): void {
  const { object } = effect;
  if (dropAttribute(run, effect)) return;
  const table = parentOf(run, effect);
  if (!table) return;
  const now = run.schema.table(table);
  if (now !== undefined && now !== 'unknown' && run.schema.columnOf(now, object.name) === undefined) return refuseUnguarded(run, effect, missingColumn(now, object.name, object.range));
  refuseNeededColumn(run, effect, table, object.name);
  for (const target of [table, ...descendants(run, table)]) removeColumn(run, target, object.name, effect.cascade, object.range);
}

function removeColumn(run: Run, of: Table, column: string, cascade: boolean, range: Range): void {
  const table = storedTable(run, of);
  if (!table) return;
  for (const constraint of table.constraints) if (constraint.columns.includes(column)) removeConstraint(run, table, constraint, cascade, range);
  for (const index of run.schema.indexesOf(storedTable(run, of)!)) if (index.columns.includes(column) || index.others.includes(column)) removeIndex(run, index, range);
  changeTable(run, of, (now) => ({ columns: now.columns.filter((c) => c.name !== column), ...withGone(run, now, `column ${column}`, range) }));
  for (const other of run.schema.usersOf(of)) {
    if (other.kind === 'sequence' && other.ownedBy && isSame(other.ownedBy, of) && other.ownedBy.column === column) setRelation(run, other, goneEntry(run, range));
    // Whether a view uses this very column is not known, so neither is what becomes of it.
    if (cascade && isTable(other) && other.reads.some((read) => isSame(read, of))) setRelation(run, other, { is: 'unknown' });
  }
}

function dropConstraint(run: Run, effect: Drop): void {
  const { object } = effect;
  if (object.parent === undefined) return;
  const table = parentOf(run, effect);
  if (!table) return;
  const now = run.schema.table(table);
  if (now === undefined || now === 'unknown') return;
  const found = run.schema.constraintOf(now, object.name);
  if (found === undefined) return refuseUnguarded(run, effect, missingMember(now, object, `constraint "${object.name}" of relation "${table.name}" does not exist`));
  if (found === 'unknown') {
    const column = now.columns.find((c) => `${now.name}_${c.name}_not_null` === object.name);
    if (column) changeColumn(run, now, column.name, { notNull: false });
    return changeTable(run, table, (current) => withGone(run, current, `constraint ${object.name}`, object.range));
  }
  refuseNeededConstraint(run, effect, table, found);
  for (const target of [table, ...descendants(run, table)]) {
    const constraint = storedTable(run, target)?.constraints.find((c) => c.name === found.name);
    if (constraint) removeConstraint(run, target, constraint, effect.cascade, object.range);
  }
}

function removeConstraint(run: Run, table: Table, constraint: Constraint, cascade: boolean, range: Range): void {
  changeTable(run, table, (now) => ({ constraints: now.constraints.filter((c) => c.name !== constraint.name), ...withGone(run, now, `constraint ${constraint.name}`, range) }));
  if (constraint.type === 'not null') changeColumn(run, table, constraint.columns[0] ?? '', { notNull: false });
  const index = storedIndex(run, { schema: table.schema, name: constraint.name });
  if (index && isSame(index.table, table) && constraint.type !== 'foreign key') removeIndex(run, index, range);
  if (!cascade || (constraint.type !== 'primary key' && constraint.type !== 'unique')) return;
  const depends = (c: Constraint) => c.references !== undefined && isSame(c.references, table) && sameColumns(c.references.columns, constraint.columns);
  for (const other of run.schema.usersOf(table)) {
    if (isTable(other) && other.constraints.some(depends)) changeTable(run, other, (now) => ({ constraints: now.constraints.filter((c) => !depends(c)) }));
  }
}

export function missingMember(table: Table, object: ObjectName, reason: string): Omit<Parameters<typeof refuse>[2], never> {
  const gone = table.gone.get(`${object.kind} ${object.name}`);
  const names = object.kind === 'constraint' ? table.constraints.map((c) => c.name)
    : object.kind === 'trigger' ? [...table.triggers.keys()]
    : object.kind === 'policy' ? [...table.policies.keys()] : [...table.rules.keys()];
  return {
    kind: 'missing', object, range: object.range, reason,
    related: gone ? { origin: gone, is: 'dropped here' } : { origin: table.origin, is: 'table created here' },
    candidates: names,
  };
}

function dropMember(run: Run, effect: Drop, kind: 'trigger' | 'policy' | 'rule'): void {
  const { object } = effect;
  const table = parentOf(run, effect);
  if (!table) return;
  if (run.schema[kind](tableNow(run, table), object.name) === undefined)
    return refuseUnguarded(run, effect, missingMember(table, object, `${kind} "${object.name}" for ${kind === 'rule' ? 'relation' : 'table'} "${table.name}" does not exist`));
  const field = kind === 'trigger' ? 'triggers' : kind === 'policy' ? 'policies' : 'rules';
  changeTable(run, table, (now) => {
    const left = new Map<string, unknown>(now[field]);
    left.delete(object.name);
    return { [field]: left, ...withGone(run, now, `${kind} ${object.name}`, object.range) };
  });
}

function dropType(run: Run, effect: Drop): void {
  const { object } = effect;
  const found = run.schema.type(object);
  const name: FullName = { schema: object.schema ?? run.schema.creationSchema(), name: object.name };
  if (found === 'unknown') return setType(run, name, goneEntry(run, object.range));
  if (found === undefined) {
    if (effect.guard === 'none' && complainOfSchema(run, effect, object)) return;
    return refuseUnguarded(run, effect, missing(run, object, `type "${spelled(object)}" does not exist`));
  }
  const full: FullName = { schema: found.schema ?? name.schema, name: found.name };
  refuseNeededType(run, effect, full);
  if (found.kind === 'composite') setRelation(run, full, goneEntry(run, object.range));
  else if ('columns' in found) return;
  else setType(run, full, goneEntry(run, object.range));
  if (!effect.cascade) return;
  for (const table of run.schema.tables())
    for (const column of table.columns)
      if (column.typeName.name === full.name && (column.typeName.schema ?? full.schema) === full.schema) removeColumn(run, table, column.name, true, object.range);
  for (const [key, entry] of run.schema.state.routines.entries())
    if (entry.is === 'here') {
      const left = entry.object.filter((routine) => ![...(routine.signature ?? []), routine.returns ?? ''].some((type) => sameType(type, full.name)));
      if (left.length < entry.object.length) run.schema = run.schema.with({ routines: run.schema.state.routines.with(key, left.length > 0 ? { ...entry, object: left } : goneEntry(run, object.range)) });
    }
}

/** The word that DROP looks for: PROCEDURE and AGGREGATE complain under their own names, ROUTINE as FUNCTION. */
const routineWord = (kind: ObjectKind) => (kind === 'procedure' || kind === 'aggregate' ? kind : 'function');

/** The routines that a name means; a complaint where there is none for certain. */
export function routinesMeant(run: Run, effect: Drop | EffectOf<'need'> | EffectOf<'rename'> | EffectOf<'move'>): readonly NamedObject[] | undefined {
  const { object } = effect;
  const all = run.schema.routines(object);
  if (all === 'unknown') return undefined;
  const word = routineWord(object.kind);
  const meant = object.signature === undefined ? all : all?.filter((routine) => sameSignature(routine.signature ?? [], object.signature!));
  if (meant !== undefined && meant.length > 0) return meant;
  if (object.signature !== undefined && all !== undefined && run.schema.routine(object, object.signature) === 'unknown') return undefined;
  if (effect.guard === 'none' && complainOfSchema(run, effect, object)) return undefined;
  const reason = object.signature === undefined ? `could not find a ${word} named "${spelled(object)}"` : `${word} ${spelled(object)}(${object.signature.join(', ')}) does not exist`;
  refuseUnguarded(run, effect, missing(run, object, reason));
  return undefined;
}

function dropRoutine(run: Run, effect: Drop): void {
  const { object } = effect;
  if (run.schema.routines(object) === 'unknown')
    return setRoutines(run, { schema: object.schema ?? run.schema.creationSchema(), name: object.name }, object.signature === undefined ? goneEntry(run, object.range) : { is: 'unknown' });
  const meant = routinesMeant(run, effect);
  const first = meant?.[0];
  if (!meant || !first || first.schema === undefined) return;
  const name: FullName = { schema: first.schema, name: first.name };
  if (meant.length === 1) refuseNeededRoutine(run, effect, name, first);
  const entry = run.schema.state.routines.get(keyOf(name.schema, name.name));
  const left = entry?.is === 'here' ? entry.object.filter((routine) => !meant.includes(routine)) : [];
  setRoutines(run, name, left.length > 0 ? entryOf(run, left) : goneEntry(run, object.range));
  if (!effect.cascade || left.length > 0) return;
  for (const table of run.schema.tables()) {
    const using = [...table.triggers].filter(([, trigger]) => calls(trigger, name));
    if (using.length > 0) changeTable(run, table, (now) => ({ triggers: new Map([...now.triggers].filter(([trigger]) => !using.some(([used]) => used === trigger))) }));
  }
}

function dropSchema(run: Run, effect: Drop): void {
  const { object } = effect;
  const found = run.schema.object('schema', object);
  if (found === undefined) return refuseUnguarded(run, effect, missing(run, object, `schema "${object.name}" does not exist`));
  refuseNeededSchema(run, effect);
  for (const relation of run.schema.relations()) {
    if (relation.schema !== object.name) continue;
    if (isTable(relation)) removeWithDependents(run, relation, effect.cascade, object.range);
    else removeRelation(run, relation);
  }
  setOther(run, 'schema', object, goneEntry(run, object.range));
}

function dropOther(run: Run, effect: Drop): void {
  const { object } = effect;
  const { kind } = object;
  if (run.schema.object(kind, object) !== undefined || (kind !== 'extension' && run.schema.state.others.get(otherKey(kind, object))?.is === 'unknown'))
    return setOther(run, kind, object, goneEntry(run, object.range));
  refuseUnguarded(run, effect, missing(run, object, missingReason(object)));
}

export function missingReason(object: ObjectName): string {
  switch (object.kind) {
    case 'statistics': return `statistics object "${object.name}" does not exist`;
    case 'collation': return `collation "${object.name}" for encoding "UTF8" does not exist`;
    case 'foreign data wrapper': return `foreign-data wrapper "${object.name}" does not exist`;
    case 'cast': return `cast from type ${object.name.replace(' AS ', ' to type ')} does not exist`;
    default: return `${object.kind} "${object.name}" does not exist`;
  }
}
