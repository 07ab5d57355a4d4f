import type { Definition, EffectOf, ObjectKind, ObjectName, QualifiedName } from '../../syntax/effects';
import type { Scope } from '../../syntax/scope';
import { clip } from '../choose-name';
import { extensions } from '../extensions';
import type { Composite, NamedObject, Table } from '../objects';
import { isTable, type Found } from '../schema';
import { keyOf, otherKey, type FullName } from '../schema-state';
import { sameSignature, sameType } from '../signature';
import { tablesIn } from '../tables-in-scope';
import { addConstraint, addIndex, chooseIndexName } from './constraints';
import { addColumn, columnOf, createTable } from './create-table';
import { indexColumnLabels, otherColumns } from './index-columns';
import { claimRelation, complainOfSchema, takenType } from './relation-name';
import { certain, duplicate, entryOf, guardOf, isExcused, missingColumn, originAt, placeOf, refuse, refuseUnguarded, setOther, setRelation, setRoutines, setType, type Run } from './run';
import { changeTable, descendants, emptyTable, parentOf, tableFor, withMember } from './tables';

type Create = EffectOf<'create'>;
type Of<T extends Definition['of']> = Extract<Definition, { of: T }>;

export function create(run: Run, effect: Create): void {
  const { definition } = effect;
  switch (definition.of) {
    case 'table': return createTable(run, effect, definition);
    case 'column': return addColumn(run, effect, definition);
    case 'constraint': return createConstraint(run, effect, definition);
    case 'index': return createIndex(run, effect, definition);
    case 'view': return createView(run, effect, definition);
    case 'composite': return createComposite(run, effect, definition);
    case 'enum': return createType(run, effect, { values: definition.values });
    case 'domain': return createType(run, effect, {});
    case 'enum value': return addEnumValue(run, effect, definition);
    case 'routine': return createRoutine(run, effect, definition);
    case 'sequence': return createSequence(run, effect, definition);
    case 'trigger': return createTrigger(run, effect, definition);
    case 'extension': return createOther(run, effect);
    case 'other':
      if (effect.object.kind === 'type') return createType(run, effect, isShell(run, effect) ? { shell: true } : {});
      if (effect.object.kind === 'policy' || effect.object.kind === 'rule') return createOnTable(run, effect, effect.object.kind);
      return createOther(run, effect);
  }
}

function createConstraint(run: Run, effect: Create, definition: Of<'constraint'>): void {
  if (effect.object.parent === undefined) return;
  const table = parentOf(run, effect);
  if (table) addConstraint(run, effect, table, definition.constraint, effect.object.range);
}

function createIndex(run: Run, effect: Create, { index }: Of<'index'>): void {
  const table = tableFor(run, effect, index.table, index.table.range, false);
  if (!table) return;
  const others = otherColumns(run.statement, index);
  const now = run.schema.table(table);
  for (const column of new Set([...index.columns.filter((c) => c !== null), ...(others.exact ? others.columns : [])])) {
    if (now === undefined || now === 'unknown' || run.schema.columnOf(now, column) !== undefined || column === table.name) continue;
    refuse(run, effect, missingColumn(table, column, placeOf(column, index.text, effect.range.start, index.table.range.end - effect.range.start, effect.object.range), `column "${column}" does not exist`));
  }
  const claim = index.named ? claimRelation(run, effect, effect.object, table.schema, false) : undefined;
  if (index.named && !claim) return;
  const name = claim?.name.name ?? chooseIndexName(run, table, indexColumnLabels(run.statement, index));
  const made = { columns: index.columns, others: others.columns, unique: index.unique, where: index.where, constraint: undefined, definition: index, origin: originAt(run, effect.object.range) };
  addIndex(run, table, { name, ...made });
  if (table.partitioned && !index.only)
    for (const child of descendants(run, table)) addIndex(run, child, { name: chooseIndexName(run, child, indexColumnLabels(run.statement, index)), ...made });
}

function createView(run: Run, effect: Create, definition: Of<'view'>): void {
  const { object } = effect;
  const kind = object.kind === 'materialized view' ? 'materialized view' : 'view';
  const before = run.schema.relation(object);
  if (effect.guard === 'replace' && before !== undefined && before !== 'unknown') {
    const entry = run.schema.state.relations.get(keyOf(before.schema, before.name));
    const sure = certain(run, entry, before.name);
    if (sure && sure.kind !== 'view') return refuse(run, effect, duplicate(object, `"${object.name}" is not a view`, sure.origin));
    const complaint = sure && isTable(sure) ? columnsLost(sure, definition.columns) : undefined;
    if (complaint) return refuse(run, effect, duplicate(object, complaint, sure!.origin));
    if (isTable(before)) return setRelation(run, before, entryOf(run, { ...before, ...viewColumns(run, effect, definition), reads: readsOf(run, definition.reads), origin: originAt(run, object.range) }));
  }
  const temporary = /^create\s+(?:or\s+replace\s+)?(?:local\s+|global\s+)?temp(?:orary)?\b/i.test(run.statement.text);
  const claim = claimRelation(run, effect, object, temporary ? 'pg_temp' : undefined);
  if (!claim) return;
  const view: Table = { origin: originAt(run, object.range), ...emptyTable(claim.name), kind, temporary, ...viewColumns(run, effect, definition), reads: readsOf(run, definition.reads) };
  setRelation(run, view, entryOf(run, claim.certain || effect.guard === 'replace' ? view : { ...view, columnsKnown: false }));
}

function viewColumns(run: Run, effect: Create, definition: Of<'view'>): Pick<Table, 'columns' | 'columnsKnown'> {
  const range = effect.object.range;
  const columns = (definition.columns ?? []).map((name) => columnOf(run, { name, type: '', typeName: { name: '' }, notNull: false, text: name, range }));
  return { columns, columnsKnown: definition.columns !== undefined };
}

/** CREATE OR REPLACE VIEW may add columns at the end, and nothing else (checkViewColumns in commands/view.c). */
function columnsLost(view: Table, columns: readonly string[] | undefined): string | undefined {
  if (!view.columnsKnown || !columns) return undefined;
  if (columns.length < view.columns.length) return 'cannot drop columns from view';
  const at = view.columns.findIndex((column, i) => column.name !== columns[i]);
  return at < 0 ? undefined : `cannot change name of view column "${view.columns[at]!.name}" to "${columns[at]}"`;
}

/** The relations that a query reads, as far as they are known. */
function readsOf(run: Run, scope: Scope | undefined): FullName[] {
  return (scope ? tablesIn(scope) : []).flatMap(({ name }): FullName[] => {
    const relation = run.schema.relation(name);
    return relation === undefined || relation === 'unknown' ? [] : [{ schema: relation.schema, name: relation.name }];
  });
}

function createComposite(run: Run, effect: Create, definition: Of<'composite'>): void {
  const name: FullName = { schema: effect.object.schema ?? run.schema.creationSchema(), name: clip(effect.object.name) };
  if (complainOfSchema(run, effect, effect.object) || complainOfType(run, effect, name) || !claimRelation(run, effect, effect.object, undefined, false)) return;
  const composite: Composite = { kind: 'composite', ...name, columns: definition.columns.map((c) => columnOf(run, c)), origin: originAt(run, effect.object.range) };
  setRelation(run, name, entryOf(run, composite));
}

function createType(run: Run, effect: Create, more: Partial<NamedObject>): void {
  const { object } = effect;
  const name: FullName = { schema: object.schema ?? run.schema.creationSchema(), name: clip(object.name) };
  if (complainOfSchema(run, effect, object) || complainOfType(run, effect, name)) return;
  setType(run, name, entryOf(run, { kind: object.kind, ...name, ...more, origin: originAt(run, object.range) }));
}

function isShell(run: Run, effect: Create): boolean {
  return run.statement.kind === 'DefineStmt' && !run.statement.text.slice(effect.object.range.end - run.statement.range.start).includes('(');
}

/** The name is another type's, or a relation's: each but indexes and sequences makes a type. */
function complainOfType(run: Run, effect: Create, name: FullName): boolean {
  const relation = certain(run, run.schema.state.relations.get(keyOf(name.schema, name.name)), name.name);
  const type = certain(run, run.schema.state.types.get(keyOf(name.schema, name.name)), name.name);
  const taken = takenType(run, name) ?? (relation && relation.kind !== 'index' && relation.kind !== 'sequence' ? relation.origin : undefined);
  if (!taken || (type?.shell && !isShell(run, effect))) return false;
  refuseUnguarded(run, effect, duplicate(effect.object, `type "${name.name}" already exists`, taken));
  return true;
}

function addEnumValue(run: Run, effect: Create, definition: Of<'enum value'>): void {
  const { object } = effect;
  const type = run.schema.type(object.parent ?? { name: '' });
  if (type === undefined) return;
  if (type === 'unknown') {
    if (effect.guard !== 'none' || isExcused(effect)) return;
    const name: FullName = { schema: object.parent?.schema ?? run.schema.creationSchema(), name: object.parent?.name ?? '' };
    return setType(run, name, entryOf(run, { kind: 'type', ...name, values: [object.name], moreValues: true, origin: originAt(run, object.range) }));
  }
  if (!('values' in type) || !type.values || type.schema === undefined) return;
  if (type.values.includes(object.name)) {
    const entry = run.schema.state.types.get(keyOf(type.schema, type.name));
    if (certain(run, entry, type.name)) refuseUnguarded(run, effect, duplicate(object, `enum label "${object.name}" already exists`, type.origin));
    return;
  }
  const neighbour = definition.before ?? definition.after;
  const at = neighbour === undefined ? type.values.length : type.values.indexOf(neighbour);
  if (at < 0 && neighbour !== undefined && !type.moreValues && run.schema.state.taint === 0 && !run.schema.isDoubtful(type.name))
    return refuse(run, effect, { kind: 'missing', object: { ...object, name: neighbour }, range: object.range, reason: `"${neighbour}" is not an existing enum label`, candidates: type.values });
  const place = at < 0 ? type.values.length : definition.after !== undefined ? at + 1 : at;
  setType(run, { schema: type.schema, name: type.name }, entryOf(run, { ...type, values: type.values.toSpliced(place, 0, object.name) }));
}

function createRoutine(run: Run, effect: Create, definition: Of<'routine'>): void {
  const { object } = effect;
  if (complainOfSchema(run, effect, object)) return;
  const name: FullName = { schema: object.schema ?? run.schema.creationSchema(), name: clip(object.name) };
  const entry = run.schema.state.routines.get(keyOf(name.schema, name.name));
  const all = entry?.is === 'here' ? entry.object : [];
  const same = all.find((routine) => sameSignature(routine.signature ?? [], definition.signature));
  const routine: NamedObject = { kind: object.kind, ...name, signature: definition.signature, returns: definition.returns, origin: originAt(run, object.range) };
  if (same && certain(run, entry, name.name)) {
    if (effect.guard !== 'replace') return refuseUnguarded(run, effect, duplicate(object, `function "${name.name}" already exists with same argument types`, same.origin));
    if ((same.kind === 'procedure') !== (object.kind === 'procedure')) return refuse(run, effect, duplicate(object, 'cannot change routine kind', same.origin));
    if (same.kind === 'function' && changesResult(same.returns ?? '', definition.returns)) return refuse(run, effect, duplicate(object, 'cannot change return type of existing function', same.origin));
  }
  setRoutines(run, name, entryOf(run, [...all.filter((other) => other !== same), routine]));
}

/** For certain: both are plain types. A table's columns or OUT parameters are not compared. */
function changesResult(before: string, after: string): boolean {
  return before !== '' && after !== '' && before !== 'record' && after !== 'record' && !sameType(before, after);
}

function createSequence(run: Run, effect: Create, definition: Of<'sequence'>): void {
  const claim = claimRelation(run, effect, effect.object, definition.temporary ? 'pg_temp' : undefined);
  if (!claim) return;
  const owner = definition.ownedBy ? ownerOf(run, effect, definition.ownedBy) : undefined;
  const ownedBy = definition.ownedBy && owner !== undefined && owner !== 'unknown' ? { schema: owner.schema, name: owner.name, column: definition.ownedBy.column } : undefined;
  setRelation(run, claim.name, entryOf(run, { kind: 'sequence', ...claim.name, ownedBy, origin: originAt(run, effect.object.range) }));
}

function ownerOf(run: Run, effect: Create, ownedBy: NonNullable<Of<'sequence'>['ownedBy']>): Found<Table> {
  const behind = effect.object.range.end - run.statement.range.start;
  const table = tableFor(run, effect, ownedBy.table, placeOf(ownedBy.table.name, run.statement.text, run.statement.range.start, behind, effect.object.range));
  const now = table && run.schema.table(table);
  if (now && now !== 'unknown' && run.schema.columnOf(now, ownedBy.column) === undefined)
    refuse(run, effect, missingColumn(now, ownedBy.column, placeOf(ownedBy.column, run.statement.text, run.statement.range.start, behind, effect.object.range)));
  return now;
}

function createTrigger(run: Run, effect: Create, definition: Of<'trigger'>): void {
  const { object } = effect;
  const table = parentOf(run, effect);
  if (!table) return;
  const now = run.schema.table(table);
  for (const column of definition.columns)
    if (now !== undefined && now !== 'unknown' && run.schema.columnOf(now, column) === undefined)
      refuse(run, effect, missingColumn(table, column, placeOf(column, run.statement.text, run.statement.range.start, object.range.end - run.statement.range.start, object.range)));
  createMember(run, effect, table, 'trigger', `trigger "${object.name}" for relation "${table.name}" already exists`, { function: functionOf(run, definition.function) });
}

function functionOf(run: Run, name: QualifiedName): QualifiedName {
  const found = run.schema.routines(name);
  const schema = found === undefined || found === 'unknown' ? name.schema : found[0]?.schema;
  return schema === undefined ? { name: name.name } : { schema, name: name.name };
}

function createOnTable(run: Run, effect: Create, kind: 'policy' | 'rule'): void {
  const table = parentOf(run, effect);
  if (!table) return;
  const of = kind === 'policy' ? 'table' : 'relation';
  createMember(run, effect, table, kind, `${kind} "${effect.object.name}" for ${of} "${table.name}" already exists`, {});
}

function createMember(run: Run, effect: Create, table: Table, kind: 'trigger' | 'policy' | 'rule', reason: string, more: object): void {
  const { object } = effect;
  const name = clip(object.name);
  const field = kind === 'trigger' ? 'triggers' : kind === 'policy' ? 'policies' : 'rules';
  const existing = table[field].get(name);
  const entry = run.schema.state.relations.get(keyOf(table.schema, table.name));
  if (existing && effect.guard !== 'replace') {
    if (certain(run, entry, name)) return refuseUnguarded(run, effect, duplicate(object, reason, existing));
    if (guardOf(effect) !== 'none') return;
  }
  const made = { ...originAt(run, object.range), ...more };
  changeTable(run, table, (now) => ({ [field]: new Map<string, unknown>(now[field]).set(name, made), ...withMember(now, `${kind} ${name}`) }));
}

/** Kinds of which several may have one name: by argument types, or by access method. */
const overloaded = new Set<ObjectKind>(['operator', 'operator class', 'operator family', 'user mapping', 'transform']);

function createOther(run: Run, effect: Create): void {
  const { object } = effect;
  if (overloaded.has(object.kind)) return;
  const { kind } = object;
  const entry = run.schema.state.others.get(otherKey(kind, object));
  const taken = certain(run, entry, object.name);
  if (taken && effect.guard === 'none') return refuseUnguarded(run, effect, duplicate(object, takenReason(object), taken.origin));
  if (taken && effect.guard !== 'replace') return;
  setOther(run, kind, object, entryOf(run, { kind, schema: object.schema, name: clip(object.name), origin: originAt(run, object.range) }));
  if (kind === 'extension') openUp(run, object.name);
}

function openUp(run: Run, extension: string): void {
  const facts = extensions[extension];
  const open = facts === undefined ? 'anything' : facts.open ? 'types and routines' : 'no';
  if (open === 'anything' || (open !== 'no' && run.schema.state.openExtension === 'no')) run.schema = run.schema.with({ openExtension: open });
}

function takenReason(object: ObjectName): string {
  switch (object.kind) {
    case 'statistics': return `statistics object "${object.name}" already exists`;
    case 'collation': return `collation "${object.name}" for encoding "UTF8" already exists`;
    case 'foreign data wrapper': return `foreign-data wrapper "${object.name}" already exists`;
    case 'cast': return `cast from type ${object.name.replace(' AS ', ' to type ')} already exists`;
    default: return `${object.kind} "${object.name}" already exists`;
  }
}

/** ALTER SEQUENCE ... OWNED BY. Whether the table and column are there is PostgreSQL's to say. */
export function ownSequence(run: Run, effect: EffectOf<'own'>): void {
  const sequence = run.schema.sequence(effect.object);
  if (sequence === undefined || sequence === 'unknown') return;
  const table = effect.by && run.schema.table(effect.by.table);
  const ownedBy = table && table !== 'unknown' ? { schema: table.schema, name: table.name, column: effect.by!.column } : undefined;
  setRelation(run, sequence, entryOf(run, { ...sequence, ownedBy }));
}
