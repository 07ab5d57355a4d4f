import type { ConstraintDefinition, Effect, ObjectName } from '../../syntax/effects';
import type { Range } from '../../text/range';
import { chooseName, clip, indexColumnNames, joinedColumns } from '../choose-name';
import type { Constraint, Index, Table } from '../objects';
import { isTable } from '../schema';
import { keyOf, type FullName } from '../schema-state';
import { certain, duplicate, entryOf, missing, missingColumn, originAt, placeOf, putRelation, refuse, removeRelation, setRelation, storedTable, type Run } from './run';
import { changeTable, descendants, tableNow, withMember } from './tables';

const withIndex = new Set<ConstraintDefinition['type']>(['primary key', 'unique', 'exclude']);

/** A constraint of CREATE TABLE, ADD COLUMN or ADD CONSTRAINT; `name` is where its own name stands, or the clause. */
export function addConstraint(run: Run, effect: Effect, on: FullName, definition: ConstraintDefinition, range: Range): void {
  const table = storedTable(run, on);
  if (!table) return;
  const before = run.problems.length;
  const object: ObjectName = { kind: 'constraint', name: definition.name ?? '', parent: { schema: table.schema, name: table.name }, range };
  const origin = originAt(run, range);

  checkColumns(run, effect, table, definition);
  if (definition.type === 'primary key') {
    const other = table.constraints.find((c) => c.type === 'primary key');
    if (other && !definition.usingIndex && certain(run, run.schema.state.relations.get(keyOf(table.schema, table.name)), table.name)) return refuse(run, effect, duplicate(object, `multiple primary keys for table "${table.name}" are not allowed`, other.origin));
  }
  if (definition.name !== undefined && isTaken(run, effect, table, definition, object)) return;

  const used = definition.usingIndex === undefined ? undefined : storedIndex(run, { schema: table.schema, name: definition.usingIndex });
  if (definition.usingIndex !== undefined && !used) {
    if (run.schema.index({ schema: table.schema, name: definition.usingIndex }) === undefined)
      refuse(run, effect, missing(run, { kind: 'index', name: definition.usingIndex, range: definition.range }, `index "${definition.usingIndex}" does not exist`));
  }
  const columns = used ? used.columns.filter((c) => c !== null) : definition.columns;
  const references = definition.type === 'foreign key' ? resolveReferences(run, effect, table, definition) : undefined;
  if (run.problems.length > before) return;

  const chosen = definition.name ?? (used ? used.name : chooseConstraintName(run, table, definition));
  const constraint: Constraint = {
    name: clip(chosen),
    nameKnown: definition.name !== undefined || used !== undefined || table.columnsKnown,
    type: definition.type, columns, ...(references ? { references } : {}), definition, origin,
  };
  attach(run, table, constraint);
  if (used) renameIndex(run, used, constraint.name, constraint.name);
  else if (withIndex.has(definition.type))
    addIndex(run, table, { name: constraint.name, columns, unique: definition.type !== 'exclude', others: [], where: undefined, constraint: constraint.name, definition: undefined, origin });
  for (const child of descendants(run, table)) passOn(run, child, constraint);
}

function attach(run: Run, table: FullName, constraint: Constraint): void {
  const needed = constraint.type === 'primary key' || constraint.type === 'not null' ? constraint.columns : [];
  changeTable(run, table, (now) => ({
    constraints: [...now.constraints, constraint],
    columns: needed.length === 0 ? now.columns : now.columns.map((c) => (needed.includes(c.name) && !c.notNull ? { ...c, notNull: true } : c)),
    ...withMember(now, `constraint ${constraint.name}`),
  }));
}

/** A partition takes part in its parent's keys, and every child in its checks. */
export function passOn(run: Run, child: Table, constraint: Constraint): void {
  if (constraint.type === 'check' || constraint.type === 'not null') {
    if (!child.constraints.some((c) => c.name === constraint.name)) attach(run, child, constraint);
    return;
  }
  const partition = child.parents.some((p) => storedTable(run, p)?.partitioned);
  if (!partition || child.constraints.some((c) => c.type === constraint.type && sameColumns(c.columns, constraint.columns))) return;
  const taken = child.constraints.some((c) => c.name === constraint.name);
  const name = constraint.type === 'foreign key' && !taken ? constraint.name : chooseConstraintName(run, child, { ...constraint.definition, columns: constraint.columns });
  attach(run, child, { ...constraint, name });
  if (withIndex.has(constraint.type))
    addIndex(run, child, { name, columns: constraint.columns, unique: constraint.type !== 'exclude', others: [], where: undefined, constraint: name, definition: undefined, origin: constraint.origin });
}

export const sameColumns = (a: readonly (string | null)[], b: readonly (string | null)[]): boolean => a.length === b.length && a.every((c, i) => c === b[i]);

function isTaken(run: Run, effect: Effect, table: Table, definition: ConstraintDefinition, object: ObjectName): boolean {
  const name = clip(definition.name!);
  const own = table.constraints.find((c) => c.name === name);
  if (withIndex.has(definition.type)) {
    const taken = certain(run, run.schema.state.relations.get(keyOf(table.schema, name)), name);
    if (taken && name !== definition.usingIndex) {
      refuse(run, effect, duplicate(object, `relation "${name}" already exists`, taken.origin));
      return true;
    }
  }
  if (!own || !certain(run, run.schema.state.relations.get(keyOf(table.schema, table.name)), name)) return false;
  const reason = effect.does === 'create' && effect.object.kind === 'table' && own.type === 'check' && own.origin.statement.start === run.statement.range.start
    ? `check constraint "${name}" already exists`
    : `constraint "${name}" for relation "${table.name}" already exists`;
  refuse(run, effect, duplicate(object, reason, own.origin));
  return true;
}

function checkColumns(run: Run, effect: Effect, table: Table, definition: ConstraintDefinition): void {
  for (const column of definition.columns) {
    if (run.schema.columnOf(tableNow(run, table), column) !== undefined || column === table.name) continue;
    const range = placeOf(column, definition.text, definition.range.start, 0, definition.range);
    const reason = definition.type === 'foreign key' ? `column "${column}" referenced in foreign key constraint does not exist`
      : definition.type === 'check' || definition.type === 'exclude' ? `column "${column}" does not exist`
      : definition.type === 'not null' || (definition.type === 'primary key' && run.statement.kind === 'AlterTableStmt') ? `column "${column}" of relation "${table.name}" does not exist`
      : `column "${column}" named in key does not exist`;
    refuse(run, effect, missingColumn(table, column, range, reason));
  }
}

function resolveReferences(run: Run, effect: Effect, table: Table, definition: ConstraintDefinition): Constraint['references'] {
  const to = definition.references;
  if (!to) return undefined;
  const target = run.schema.relation(to);
  if (target === undefined) {
    refuse(run, effect, missing(run, { kind: 'table', ...(to.schema === undefined ? {} : { schema: to.schema }), name: to.name, range: to.range }));
    return undefined;
  }
  if (target === 'unknown' || !isTable(target)) return { schema: to.schema ?? table.schema, name: to.name, columns: to.columns, range: to.range };
  for (const column of to.columns) {
    if (run.schema.columnOf(target, column) !== undefined) continue;
    const from = to.range.end - definition.range.start;
    refuse(run, effect, missingColumn(target, column, placeOf(column, definition.text, definition.range.start, from, to.range), `column "${column}" referenced in foreign key constraint does not exist`));
  }
  const key = to.columns.length > 0 ? to.columns : (target.constraints.find((c) => c.type === 'primary key')?.columns ?? []);
  return { schema: target.schema, name: target.name, columns: key, range: to.range };
}

/** ChooseConstraintName and ChooseIndexName (commands/indexcmds.c, catalog/pg_constraint.c). */
function chooseConstraintName(run: Run, table: Table, definition: ConstraintDefinition): string {
  const constraintTaken = (name: string) => run.schema.state.constraintNames.has(keyOf(table.schema, name));
  const relationTaken = (name: string) => constraintTaken(name) || run.schema.state.relations.get(keyOf(table.schema, name))?.is === 'here';
  switch (definition.type) {
    case 'primary key':
      return chooseName(table.name, undefined, 'pkey', relationTaken);
    case 'unique':
      return chooseName(table.name, joinedColumns(indexColumnNames(definition.columns)), 'key', relationTaken);
    case 'exclude':
      return chooseName(table.name, joinedColumns(indexColumnNames(definition.columns)), 'excl', relationTaken);
    case 'foreign key':
      return chooseName(table.name, joinedColumns(definition.columns), 'fkey', constraintTaken);
    case 'not null':
      return chooseName(table.name, definition.columns[0], 'not_null', constraintTaken);
    case 'check': {
      const columns = [...new Set(definition.columns)];
      return chooseName(table.name, columns.length === 1 ? columns[0] : undefined, 'check', constraintTaken);
    }
  }
}

/** The name that CREATE INDEX without one gets; `names` as PostgreSQL calls its columns, undefined for a bare expression. */
export function chooseIndexName(run: Run, table: FullName, names: readonly (string | undefined)[]): string {
  return chooseName(table.name, joinedColumns(indexColumnNames(names)), 'idx', (name) => run.schema.state.relations.get(keyOf(table.schema, name))?.is === 'here');
}

export function addIndex(run: Run, table: FullName, index: Omit<Index, 'kind' | 'schema' | 'table'>): void {
  putRelation(run, { kind: 'index', schema: table.schema, table: { schema: table.schema, name: table.name }, ...index });
  changeTable(run, table, (now) => ({ indexes: [...now.indexes, index.name] }));
}

export function storedIndex(run: Run, name: FullName): Index | undefined {
  const entry = run.schema.state.relations.get(keyOf(name.schema, name.name));
  return entry?.is === 'here' && entry.object.kind === 'index' ? entry.object : undefined;
}

/** The index takes a new name in its table; the old one is free without trace. */
export function renameIndex(run: Run, index: Index, to: string, constraint: string | undefined): void {
  removeRelation(run, index);
  setRelation(run, { schema: index.schema, name: to }, entryOf(run, { ...index, name: to, constraint }));
  changeTable(run, index.table, (now) => ({ indexes: now.indexes.map((name) => (name === index.name ? to : name)) }));
}
