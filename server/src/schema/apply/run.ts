import type { Effect, Guard, ObjectKind, ObjectName, QualifiedName } from '../../syntax/effects';
import type { Statement } from '../../syntax/statement';
import type { Range } from '../../text/range';
import type { ImmutableMap } from '../immutable-map';
import type { Constraint, NamedObject, Origin, Relation, Table } from '../objects';
import type { Problem } from '../problem';
import { isTable, type Schema } from '../schema';
import { keyOf, otherKey, type Entry, type FullName, type SchemaState } from '../schema-state';

/** One statement at work: `schema` changes as its effects happen, `problems` collects why PostgreSQL would refuse them. */
export interface Run {
  schema: Schema;
  /** Before the statement. */
  readonly before: Schema;
  readonly statement: Statement;
  readonly file: string;
  readonly version: string;
  readonly problems: Problem[];
}

export function originAt(run: Run, range: Range): Origin {
  return { file: run.file, range, statement: run.statement.range, version: run.version };
}

export const guardOf = (effect: Effect): Guard => ('guard' in effect ? effect.guard : 'none');

/** In a block that swallows the error, or that looks before it acts. */
export const isExcused = (effect: Effect): boolean => effect.maybe === true || guardOf(effect) === 'condition' || guardOf(effect) === 'exception';

/** PostgreSQL would refuse the effect; IF [NOT] EXISTS and OR REPLACE do not help here. */
export function refuse(run: Run, effect: Effect, problem: Omit<Problem, 'statement' | 'effect'>): void {
  if (!isExcused(effect)) run.problems.push({ statement: run.statement, effect, ...problem });
}

/** As `refuse`, of an error that IF [NOT] EXISTS or OR REPLACE turns into nothing. */
export function refuseUnguarded(run: Run, effect: Effect, problem: Omit<Problem, 'statement' | 'effect'>): void {
  if (guardOf(effect) === 'none') refuse(run, effect, problem);
}

/** The object, if it is there for certain. What an unreadable or broken statement may have changed since is not, unless in a second run. */
export function certain<T>(run: Run, entry: Entry<T> | undefined, name: string): T | undefined {
  if (entry?.is !== 'here') return undefined;
  return run.schema.state.trusting || (entry.taint === run.schema.state.taint && !run.schema.isDoubtful(name)) ? entry.object : undefined;
}

export function entryOf<T>(run: Run, object: T): Entry<T> {
  return { is: 'here', object, taint: run.schema.state.taint };
}

export function goneEntry<T>(run: Run, range: Range): Entry<T> {
  return { is: 'gone', origin: originAt(run, range), taint: run.schema.state.taint };
}

export function putRelation(run: Run, relation: Relation): void {
  const key = keyOf(relation.schema, relation.name);
  replaceRelation(run, key, run.schema.state.relations.get(key), relation);
}

/** As `putRelation`, where the key and what is stored under it are known. */
export function replaceRelation(run: Run, key: string, old: Entry<Relation> | undefined, relation: Relation): void {
  // Columns that an unreadable statement made unknown stay so when a readable one changes the table.
  const taint = old?.is === 'here' && sameOrigin(old.object.origin, relation.origin) ? old.taint : run.schema.state.taint;
  store(run, key, { is: 'here', object: relation, taint }, old);
}

const sameOrigin = (a: Origin, b: Origin) => a.file === b.file && a.range.start === b.range.start;

export function setRelation(run: Run, name: FullName, entry: Entry<Relation>): void {
  store(run, keyOf(name.schema, name.name), entry);
}

/** The name is free, and nothing shows that it was ever taken. */
export function removeRelation(run: Run, name: FullName): void {
  store(run, keyOf(name.schema, name.name), undefined);
}

/** The one place where relations change, so that `constraintNames` and `users` keep up with them. */
function store(run: Run, key: string, entry: Entry<Relation> | undefined, old = run.schema.state.relations.get(key)): void {
  const { state } = run.schema;
  const before = constraintsOf(old);
  const after = constraintsOf(entry);
  let { constraintNames } = state;
  if (before !== after) {
    const schema = key.slice(0, key.indexOf('\0'));
    const count = (name: string, by: number) => {
      const at = keyOf(schema, name);
      const now = (constraintNames.get(at) ?? 0) + by;
      constraintNames = now > 0 ? constraintNames.with(at, now) : constraintNames.without(at);
    };
    for (const constraint of after) if (!before.includes(constraint)) count(constraint.name, 1);
    for (const constraint of before) if (!after.includes(constraint)) count(constraint.name, -1);
  }
  const users = namesTheSame(old, entry) ? state.users : withUser(state.users, key, namedBy(old), namedBy(entry));
  run.schema = run.schema.with({ relations: entry ? state.relations.with(key, entry) : state.relations.without(key), constraintNames, users, hasTemporary: state.hasTemporary || isTemporary(key) });
}

function withUser(users: SchemaState['users'], user: string, before: readonly string[], after: readonly string[]): SchemaState['users'] {
  let changed = users;
  for (const name of after) if (!before.includes(name)) changed = changed.with(name, [...(changed.get(name) ?? []), user]);
  for (const name of before) if (!after.includes(name)) changed = changed.with(name, (changed.get(name) ?? []).filter((other) => other !== user));
  return changed;
}

/** Keys of the relations that one names. */
function namedBy(entry: Entry<Relation> | undefined): readonly string[] {
  if (entry?.is !== 'here') return [];
  const relation = entry.object;
  if (relation.kind === 'sequence') return relation.ownedBy ? [keyOf(relation.ownedBy.schema, relation.ownedBy.name)] : [];
  if (!isTable(relation)) return [];
  const names: FullName[] = [...relation.reads, ...relation.parents];
  for (const { references } of relation.constraints) if (references) names.push(references);
  return names.length === 0 ? [] : [...new Set(names.map(({ schema, name }) => keyOf(schema, name)))];
}

/** Most changes of a table are of its columns. */
function namesTheSame(a: Entry<Relation> | undefined, b: Entry<Relation> | undefined): boolean {
  if (a?.is !== 'here' || b?.is !== 'here' || !isTable(a.object) || !isTable(b.object)) return false;
  return a.object.constraints === b.object.constraints && a.object.reads === b.object.reads && a.object.parents === b.object.parents;
}

const none: readonly Constraint[] = [];
const constraintsOf = (entry: Entry<Relation> | undefined) => (entry?.is === 'here' && isTable(entry.object) ? entry.object.constraints : none);

const isTemporary = (key: string) => key.startsWith('pg_temp\0');

export function setType(run: Run, name: FullName, entry: Entry<NamedObject>): void {
  const key = keyOf(name.schema, name.name);
  run.schema = run.schema.with({ types: run.schema.state.types.with(key, entry), hasTemporary: run.schema.state.hasTemporary || isTemporary(key) });
}

export function setRoutines(run: Run, name: FullName, entry: Entry<readonly NamedObject[]>): void {
  const key = keyOf(name.schema, name.name);
  run.schema = run.schema.with({ routines: run.schema.state.routines.with(key, entry), hasTemporary: run.schema.state.hasTemporary || isTemporary(key) });
}

export function setOther(run: Run, kind: ObjectKind, name: QualifiedName, entry: Entry<NamedObject>): void {
  run.schema = run.schema.with({ others: run.schema.state.others.with(otherKey(kind, name), entry) });
}

/** The relation of that key as it is stored, whatever the search path says. */
export function stored(run: Run, name: FullName): Relation | undefined {
  const entry = run.schema.state.relations.get(keyOf(name.schema, name.name));
  return entry?.is === 'here' ? entry.object : undefined;
}

export function storedTable(run: Run, name: FullName): Table | undefined {
  const relation = stored(run, name);
  return relation && isTable(relation) ? relation : undefined;
}

export const spelled = (name: QualifiedName): string => (name.schema === undefined ? name.name : `${name.schema}.${name.name}`);

const missingRelation = (name: QualifiedName): string => `relation "${spelled(name)}" does not exist`;

/** A relation that is not there: who dropped it, and which tables there are. */
export function missing(run: Run, object: ObjectName, reason = missingRelation(object)): Omit<Problem, 'statement' | 'effect'> {
  const dropped = run.schema.dropped(object.kind, object);
  return {
    kind: 'missing',
    object,
    range: object.range,
    reason,
    ...(dropped ? { related: { origin: dropped, is: 'dropped here' as const } } : {}),
    // Nobody mends a second run by another name.
    candidates: run.schema.state.trusting ? [] : candidatesFor(run.schema, object.kind),
  };
}

export function missingColumn(table: Table, column: string, range: Range, reason = `column "${column}" of relation "${table.name}" does not exist`): Omit<Problem, 'statement' | 'effect'> {
  const gone = table.gone.get(`column ${column}`);
  return {
    kind: 'missing',
    object: { kind: 'column', name: column, parent: { schema: table.schema, name: table.name }, range },
    range,
    reason,
    related: gone ? { origin: gone, is: 'dropped here' } : { origin: table.origin, is: 'table created here' },
    candidates: table.columns.map((c) => c.name),
  };
}

export function duplicate(object: ObjectName, reason: string, origin: Origin | undefined): Omit<Problem, 'statement' | 'effect'> {
  return { kind: 'duplicate', object, range: object.range, reason, ...(origin ? { related: { origin, is: 'created here' as const } } : {}), candidates: [] };
}

function candidatesFor(schema: Schema, kind: ObjectKind): readonly string[] {
  switch (kind) {
    case 'table': case 'view': case 'materialized view': case 'foreign table':
      return schema.tables().map((t) => t.name);
    case 'index': case 'sequence':
      return schema.relations().filter((r) => r.kind === kind).map((r) => r.name);
    case 'type': case 'domain':
      return namesOf(schema.state.types);
    case 'function': case 'procedure': case 'aggregate': case 'routine':
      return namesOf(schema.state.routines);
    default:
      return schema.objects(kind).map((o) => o.name);
  }
}

function namesOf(map: ImmutableMap<Entry<unknown>>): string[] {
  return map.entries().filter(([, entry]) => entry.is === 'here').map(([key]) => key.slice(key.indexOf('\0') + 1));
}

/** Where a name stands in a text that starts at `start` in the file; not found: `otherwise`. */
export function placeOf(name: string, text: string, start: number, from: number, otherwise: Range): Range {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`"${escaped.replaceAll('"', '""')}"|(?<![\\w$"])${escaped}(?![\\w$"])`, 'gi');
  pattern.lastIndex = Math.max(0, from);
  const found = pattern.exec(text);
  return found ? { start: start + found.index, end: start + found.index + found[0].length } : otherwise;
}
