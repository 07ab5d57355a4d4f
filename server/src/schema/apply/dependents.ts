import type { EffectOf, ObjectName } from '../../syntax/effects';
import type { Constraint, Index, NamedObject, Origin, Relation, Table, Trigger } from '../objects';
import { isTable } from '../schema';
import { isSame, keyOf, type FullName } from '../schema-state';
import { sameType } from '../signature';
import { sameColumns } from './constraints';
import { certain, refuse, type Run } from './run';

type Drop = EffectOf<'drop'>;

interface Dependent {
  readonly object: Omit<ObjectName, 'range'>;
  readonly origin: Origin;
}

export const calls = (trigger: Trigger, routine: FullName): boolean => trigger.function.name === routine.name && (trigger.function.schema ?? routine.schema) === routine.schema;

/**
 * PostgreSQL refuses a drop without CASCADE of what something depends on that is there for certain and that the same statement
 * does not drop. `what` as PostgreSQL describes it.
 */
function refuseNeeded(run: Run, effect: Drop, what: string, find: () => Dependent | undefined): void {
  const dependent = effect.cascade ? undefined : find();
  if (dependent === undefined) return;
  refuse(run, effect, {
    kind: 'depended', object: effect.object, range: effect.object.range, reason: `cannot drop ${what} because other objects depend on it`,
    related: { origin: dependent.origin, is: 'depends on it' }, dependent: dependent.object, candidates: [],
  });
}

/** Views and children of a relation, and foreign keys to it. */
export function refuseNeededRelation(run: Run, effect: Drop, relation: Table): void {
  refuseNeeded(run, effect, `${relation.kind} ${described(run, relation)}`, () => first(run, run.schema.usersOf(relation), relation, (table) =>
    table.reads.some((read) => isSame(read, relation)) || (!relation.partitioned && relation.children.some((child) => isSame(child, table)))
      ? { object: { kind: table.kind, schema: table.schema, name: table.name }, origin: table.origin }
      : keyTo(table, (references) => isSame(references, relation))));
}

export function refuseNeededIndex(run: Run, effect: Drop, index: Index): void {
  if (index.constraint === undefined) return refuseNeeded(run, effect, `index ${described(run, index)}`, () => keyOn(run, index));
  const table = run.schema.table(index.table);
  if (table === undefined || table === 'unknown') return;
  const constraint = table.constraints.find((c) => c.name === index.constraint);
  if (!constraint) return;
  refuse(run, effect, {
    kind: 'depended', object: effect.object, range: effect.object.range,
    reason: `cannot drop index ${described(run, index)} because constraint ${quoted(constraint.name)} on table ${described(run, index.table)} requires it`,
    related: { origin: constraint.origin, is: 'depends on it' }, dependent: memberOf(table, 'constraint', constraint), candidates: [],
  });
}

export function refuseNeededConstraint(run: Run, effect: Drop, table: Table, constraint: Constraint): void {
  const index = run.schema.indexesOf(table).find((one) => one.constraint === constraint.name);
  if (index) refuseNeeded(run, effect, `constraint ${quoted(constraint.name)} on table ${described(run, table)}`, () => keyOn(run, index));
}

export function refuseNeededColumn(run: Run, effect: Drop, table: Table, column: string): void {
  refuseNeeded(run, effect, `column ${quoted(column)} of table ${described(run, table)}`, () => first(run, run.schema.usersOf(table), table, (other) =>
    keyTo(other, (references) => isSame(references, table) && references.columns.includes(column))));
}

/** Columns, arguments and results of the type, where no other type has its name. */
export function refuseNeededType(run: Run, effect: Drop, type: FullName): void {
  const namesakes = run.schema.state.types.entries().filter(([key, entry]) => entry.is !== 'gone' && key.endsWith(keyOf('', type.name)));
  if (namesakes.length !== 1) return;
  const column = () => first(run, run.schema.relations(), undefined, (table) => {
    const found = table.columns.find(({ typeName }) => typeName.name === type.name && (typeName.schema ?? type.schema) === type.schema);
    return found && { object: memberOf(table, 'column', found), origin: found.origin };
  });
  refuseNeeded(run, effect, `type ${described(run, type)}`, () => column() ?? routineWith(run, type));
}

export function refuseNeededRoutine(run: Run, effect: Drop, name: FullName, routine: NamedObject): void {
  const signature = routine.signature ?? [];
  if (signature.length > 0 || routine.returns !== 'trigger') return;
  refuseNeeded(run, effect, `function ${described(run, name)}()`, () => first(run, run.schema.relations(), undefined, (table) => {
    for (const [trigger, origin] of table.triggers) if (calls(origin, name)) return { object: memberOf(table, 'trigger', { name: trigger }), origin };
    return undefined;
  }));
}

export function refuseNeededSchema(run: Run, effect: Drop): void {
  const { name } = effect.object;
  const { relations, types, routines } = run.schema.state;
  for (const [key, entry] of [...relations.entries(), ...types.entries(), ...routines.entries()]) {
    if (!key.startsWith(keyOf(name, ''))) continue;
    const object = [certain<NamedObject | Relation | readonly NamedObject[]>(run, entry, key.slice(name.length + 1)) ?? []].flat()[0];
    if (object) return refuseNeeded(run, effect, `schema ${quoted(name)}`, () => ({ object: { kind: object.kind === 'composite' ? 'type' : object.kind, schema: name, name: object.name }, origin: object.origin }));
  }
}

/** A foreign key that rests on this unique index: the only one of its table over these columns. */
function keyOn(run: Run, index: Index): Dependent | undefined {
  const target = run.schema.table(index.table);
  if (!index.unique || target === undefined || target === 'unknown') return undefined;
  const alike = run.schema.indexesOf(target).filter((other) => other.unique && sameSet(other.columns, index.columns));
  if (alike.length !== 1) return undefined;
  return first(run, run.schema.usersOf(index.table), undefined, (table) => keyTo(table, (references) => isSame(references, index.table) && sameSet(references.columns, index.columns)));
}

function keyTo(table: Table, meant: (references: NonNullable<Constraint['references']>) => boolean): Dependent | undefined {
  const key = table.constraints.find((c) => c.references !== undefined && meant(c.references));
  return key && { object: memberOf(table, 'constraint', key), origin: key.origin };
}

function memberOf(table: Table, kind: 'constraint' | 'column' | 'trigger', member: { readonly name: string }): Dependent['object'] {
  return { kind, name: member.name, parent: { schema: table.schema, name: table.name } };
}

function sameSet(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  return sameColumns([...a].sort(), [...b].sort());
}

function routineWith(run: Run, type: FullName): Dependent | undefined {
  for (const [, entry] of run.schema.state.routines.entries()) {
    const all = certain(run, entry, '');
    const using = all?.find((routine) => !dropsRoutine(run, routine) && [...(routine.signature ?? []), routine.returns ?? ''].some((one) => sameType(one.replace(/\[\]$/, ''), type.name)));
    if (using) return { object: using, origin: using.origin };
  }
  return undefined;
}

/** The first answer of a table or view among `relations`, but for `except`, that is there for certain and stays. */
function first(run: Run, relations: readonly Relation[], except: FullName | undefined, find: (table: Table) => Dependent | undefined): Dependent | undefined {
  for (const table of relations) {
    if (!isTable(table) || (except && isSame(table, except))) continue;
    const found = find(table);
    if (found && certain(run, run.schema.state.relations.get(keyOf(table.schema, table.name)), table.name) && !run.statement.effects.some((other) => other.does === 'drop' && isTableDrop(run, other, table))) return found;
  }
  return undefined;
}

function isTableDrop(run: Run, effect: Drop, table: Table): boolean {
  if (effect.object.kind !== table.kind || effect.object.name !== table.name) return false;
  const found = run.before.relation(effect.object);
  return found !== undefined && found !== 'unknown' && isTable(found) && isSame(found, table);
}

function dropsRoutine(run: Run, routine: NamedObject): boolean {
  return run.statement.effects.some((other) => other.does === 'drop' && other.object.kind !== 'type' && other.object.name === routine.name);
}

/** With its schema where the search path does not lead to it (objectaddress.c). */
function described(run: Run, name: FullName): string {
  return run.schema.searched({ name: name.name }).includes(name.schema) ? quoted(name.name) : `${quoted(name.schema)}.${quoted(name.name)}`;
}

const quoted = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
