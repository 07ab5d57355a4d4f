import type { ColumnDefinition, ConstraintDefinition, Definition, EffectOf, ObjectName } from '../../syntax/effects';
import type { Range } from '../../text/range';
import { chooseName, clip } from '../choose-name';
import type { Column, Table } from '../objects';
import { isTable } from '../schema';
import { keyOf, type FullName } from '../schema-state';
import { addAttribute } from './attributes';
import { addConstraint, addIndex, chooseIndexName, passOn, sameColumns } from './constraints';
import { claimRelation } from './relation-name';
import { certain, duplicate, entryOf, guardOf, isExcused, missing, originAt, placeOf, refuse, refuseUnguarded, setRelation, stored, storedTable, type Run } from './run';
import { changeTable, descendants, emptyTable, parentOf, withMember } from './tables';
import { needColumnType } from './types';

type TableDefinition = Extract<Definition, { of: 'table' }>;

/** CREATE TABLE, CREATE FOREIGN TABLE, CREATE TABLE AS. */
export function createTable(run: Run, effect: EffectOf<'create'>, definition: TableDefinition): void {
  const { object } = effect;
  const before = run.problems.length;
  const guardedAway = guardOf(effect) !== 'none' && run.schema.relationEntry(object)?.is === 'here';
  const inherited = guardedAway ? undefined : parentsOf(run, effect, definition);
  if (run.problems.length > before) return;
  const claim = claimRelation(run, effect, object, definition.temporary ? 'pg_temp' : undefined);
  if (!claim || !inherited) return;
  const columns = new Map<string, Column>();
  for (const parent of inherited.tables) for (const column of parent.columns) if (!columns.has(column.name)) columns.set(column.name, { ...column, origin: originAt(run, object.range) });
  const own = new Set<string>();
  for (const column of definition.columns) {
    if (own.has(column.name)) {
      refuse(run, effect, duplicate({ kind: 'column', name: column.name, parent: { name: object.name }, range: column.range }, `column "${column.name}" specified more than once`, undefined));
      continue;
    }
    own.add(column.name);
    needColumnType(run, effect, column);
    const merged = columns.get(column.name);
    const made = columnOf(run, column);
    columns.set(column.name, merged ? { ...made, type: made.type || merged.type, typeName: made.type ? made.typeName : merged.typeName, notNull: made.notNull || merged.notNull } : made);
  }
  for (const name of definition.asQuery?.columns ?? []) columns.set(name, columnOf(run, { name, type: '', typeName: { name: '' }, notNull: false, text: name, range: object.range }));

  const table: Table = {
    origin: originAt(run, object.range),
    ...emptyTable(claim.name),
    kind: object.kind === 'foreign table' ? 'foreign table' : 'table',
    columns: [...columns.values()],
    columnsKnown: inherited.known && claim.certain && (definition.asQuery === undefined || definition.asQuery.columns !== undefined),
    temporary: definition.temporary, unlogged: definition.unlogged, partitioned: definition.partitioned,
    parents: inherited.parents.map((p) => ({ schema: p.schema, name: p.name })),
  };
  for (const column of definition.columns) if (column.serial || column.identity) addSequence(run, table, column.name, column.range);
  setRelation(run, table, entryOf(run, table));
  for (const parent of inherited.parents) changeTable(run, parent, (now) => ({ children: [...now.children, { schema: table.schema, name: table.name }] }));
  for (const parent of inherited.parents) for (const constraint of storedTable(run, parent)?.constraints ?? []) passOn(run, storedTable(run, table)!, constraint);
  for (const constraint of inOrder(definition.constraints)) addConstraint(run, effect, table, constraint, constraintRange(constraint));
  if (definition.partitionOf)
    for (const parent of inherited.parents) {
      const partitioned = storedTable(run, parent);
      if (partitioned) copyIndexes(run, partitioned, table, effect.object.range);
    }
  for (const like of definition.like) copyLike(run, effect, table, like);
}

const keys: readonly string[] = ['primary key', 'unique', 'exclude'];
const order = (type: string) => ['check', 'not null', 'primary key', 'unique', 'foreign key'].indexOf(type === 'exclude' ? 'unique' : type);

/**
 * PostgreSQL names checks when it makes the table, its keys after that (the primary key first), foreign keys last; of two
 * keys on the same columns it makes one, under the name that either has (transformIndexConstraints in parser/parse_utilcmd.c).
 */
function inOrder(constraints: readonly ConstraintDefinition[]): ConstraintDefinition[] {
  const found: ConstraintDefinition[] = [];
  for (const constraint of [...constraints].sort((a, b) => order(a.type) - order(b.type))) {
    const same = constraint.type === 'unique' ? found.findIndex((prior) => prior.type !== 'exclude' && keys.includes(prior.type) && sameColumns(prior.columns, constraint.columns) && isDeferrable(prior) === isDeferrable(constraint)) : -1;
    if (same < 0) found.push(constraint);
    else if (found[same]!.name === undefined) found[same] = { ...found[same]!, name: constraint.name };
  }
  return found;
}

const isDeferrable = (constraint: ConstraintDefinition) => /(?<!not\s)\bdeferrable\b/i.test(constraint.text);

function constraintRange(constraint: ConstraintDefinition): Range {
  return constraint.name === undefined ? constraint.range : placeOf(constraint.name, constraint.text, constraint.range.start, 0, constraint.range);
}

function parentsOf(run: Run, effect: EffectOf<'create'>, definition: TableDefinition) {
  const names = [...definition.inherits, ...(definition.partitionOf ? [definition.partitionOf] : []), ...definition.like];
  const tables: Table[] = [];
  const parents: FullName[] = [];
  let known = true;
  for (const name of names) {
    const like = (definition.like as readonly unknown[]).includes(name);
    const found = run.schema.relation(name);
    if (found === undefined) {
      const range = placeOf(name.name, run.statement.text, run.statement.range.start, effect.object.range.end - run.statement.range.start, effect.object.range);
      refuse(run, effect, missing(run, { kind: 'table', ...(name.schema === undefined ? {} : { schema: name.schema }), name: name.name, range }));
    }
    if (found === undefined || found === 'unknown' || !(isTable(found) || found.kind === 'composite')) {
      known = false;
      if (!like) parents.push({ schema: name.schema ?? run.schema.creationSchema(), name: name.name });
      continue;
    }
    if (!isTable(found)) {
      tables.push({ origin: found.origin, ...emptyTable(found), columns: found.columns });
      continue;
    }
    if (!found.columnsKnown) known = false;
    const including = like ? (name as TableDefinition['like'][number]).including : [];
    tables.push(like ? { ...found, columns: found.columns.map((c) => likeColumn(c, including)) } : found);
    if (!like) parents.push(found);
  }
  return { tables, parents, known };
}

function includes(including: readonly string[], option: string): boolean {
  return including.some((word) => word.toLowerCase() === option || word.toLowerCase() === 'all');
}

function likeColumn(column: Column, including: readonly string[]): Column {
  return {
    ...column,
    default: includes(including, 'defaults') ? column.default : undefined,
    identity: includes(including, 'identity') ? column.identity : undefined,
    generated: includes(including, 'generated') ? column.generated : undefined,
    serial: false,
  };
}

/** LIKE ... INCLUDING CONSTRAINTS keeps the checks' names, INCLUDING INDEXES chooses new ones. */
function copyLike(run: Run, effect: EffectOf<'create'>, table: FullName, like: TableDefinition['like'][number]): void {
  const from = run.schema.table(like);
  if (from === undefined || from === 'unknown') return;
  if (includes(like.including, 'identity')) for (const column of from.columns) if (column.identity) addSequence(run, table, column.name, effect.object.range);
  if (includes(like.including, 'constraints'))
    for (const constraint of from.constraints) if (constraint.type === 'check') addConstraint(run, effect, table, { ...constraint.definition, name: constraint.name }, effect.object.range);
  if (!includes(like.including, 'indexes')) return;
  for (const constraint of from.constraints)
    if (constraint.type === 'primary key' || constraint.type === 'unique' || constraint.type === 'exclude')
      addConstraint(run, effect, table, { type: constraint.type, columns: constraint.columns, text: constraint.definition.text, range: constraint.definition.range }, effect.object.range);
  copyIndexes(run, from, table, effect.object.range);
}

function copyIndexes(run: Run, from: Table, to: FullName, range: Range): void {
  for (const index of run.schema.indexesOf(from)) {
    if (index.constraint !== undefined) continue;
    const name = chooseIndexName(run, to, index.columns.map((c) => c ?? undefined));
    addIndex(run, to, { name, columns: index.columns, others: index.others, unique: index.unique, where: index.where, constraint: undefined, definition: index.definition, origin: originAt(run, range) });
  }
}

export function columnOf(run: Run, column: ColumnDefinition): Column {
  return {
    name: clip(column.name), type: column.type, typeName: column.typeName, notNull: column.notNull, default: column.default,
    identity: column.identity, generated: column.generated, serial: column.serial === true, definition: column, origin: originAt(run, column.range),
  };
}

/** The sequence of a serial or identity column: t_col_seq. */
export function addSequence(run: Run, table: FullName, column: string, range: Range): void {
  const name = chooseName(table.name, column, 'seq', (chosen) => stored(run, { schema: table.schema, name: chosen }) !== undefined);
  const sequence = { kind: 'sequence' as const, schema: table.schema, name, ownedBy: { schema: table.schema, name: table.name, column }, origin: originAt(run, range) };
  setRelation(run, sequence, entryOf(run, sequence));
}

/** ALTER TABLE ... ADD COLUMN. */
export function addColumn(run: Run, effect: EffectOf<'create'>, definition: Extract<Definition, { of: 'column' }>): void {
  const column = definition.column;
  if (addAttribute(run, effect, columnOf(run, column))) return;
  const table = parentOf(run, effect);
  if (!table) return;
  const entry = run.schema.state.relations.get(keyOf(table.schema, table.name));
  const existing = table.columns.find((c) => c.name === clip(column.name));
  if (existing) {
    if (certain(run, entry, existing.name)) {
      const object: ObjectName = { ...effect.object, parent: { schema: table.schema, name: table.name } };
      refuseUnguarded(run, effect, duplicate(object, `column "${existing.name}" of relation "${table.name}" already exists`, existing.origin));
    }
    if (guardOf(effect) !== 'none' || isExcused(effect)) return;
  }
  needColumnType(run, effect, column);
  for (const target of [table, ...descendants(run, table)])
    changeTable(run, target, (now) => ({
      columns: [...now.columns.filter((c) => c.name !== clip(column.name)), columnOf(run, column)],
      ...withMember(now, `column ${clip(column.name)}`),
    }));
  if (column.serial || column.identity) addSequence(run, table, column.name, column.range);
  for (const constraint of inOrder(definition.constraints)) addConstraint(run, effect, table, constraint, constraintRange(constraint));
}
