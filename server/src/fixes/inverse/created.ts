import type { ConstraintDefinition, EffectOf, ObjectName } from '../../syntax/effects';
import type { Table } from '../../schema/objects';
import type { Undo } from './undo';
import { columnKey, keyOf, noteOf } from './undo';
import { readType } from '../../syntax/type-name';
import { quoteLiteral, quoteName, quoteQualified } from '../quote-name';
import { fullName, fullType, isThere, spelled, tableIn, type FullName, type Scene } from './scene';
import { undoReplaced } from './replaced';
import { restoreIndex } from './restored';

type Create = EffectOf<'create'>;

/** What takes away again what a CREATE or ADD has made. Nothing for what was there before: it did nothing then. */
export function undoCreate(scene: Scene, effect: Create): Undo[] {
  const { object, definition } = effect;
  switch (object.kind) {
    case 'table': case 'foreign table': case 'view': case 'materialized view': case 'sequence':
      return undoRelation(scene, effect);
    case 'index':
      return undoIndex(scene, effect);
    case 'column':
      return undoColumn(scene, effect);
    case 'constraint':
      return definition.of === 'constraint' ? undoConstraint(scene, effect, definition.constraint) : [];
    case 'trigger': case 'policy': case 'rule':
      return undoMember(scene, effect, object.kind);
    case 'type': case 'domain':
      return undoType(scene, object);
    case 'function': case 'procedure': case 'aggregate': case 'routine':
      return undoRoutine(scene, effect);
    case 'enum value':
      return undoEnumValue(scene, object);
    default:
      return undoOther(scene, object);
  }
}

function undoRelation(scene: Scene, { object, definition, guard }: Create): Undo[] {
  if ('temporary' in definition && definition.temporary) return [];
  if (isThere(scene.before.relation(object))) return guard === 'replace' ? undoReplaced(scene, object) : [];
  const name = fullName(scene.after, object);
  if (name.schema === 'pg_temp') return [];
  const owner = definition.of === 'sequence' && definition.ownedBy ? fullName(scene.after, definition.ownedBy.table) : undefined;
  const within = owner && definition.of === 'sequence' ? inTable(owner, [definition.ownedBy!.column]) : [];
  return [{ is: 'drop', kind: object.kind, key: keyOf(object.kind, name), name: spelled(scene, name, object), within }];
}

function undoIndex(scene: Scene, { object, definition, guard }: Create): Undo[] {
  if (definition.of !== 'index') return [];
  const { index } = definition;
  const table = fullName(scene.after, index.table);
  if (table.schema === 'pg_temp') return [];
  if (index.named && guard !== 'none' && isThere(scene.before.index({ schema: table.schema, name: object.name }))) return [];
  const made = tableIn(scene.after, table);
  const known = new Set(tableIn(scene.before, table)?.indexes);
  const name = index.named ? object.name : made?.indexes.find((one) => !known.has(one));
  if (name === undefined) return [noteOf(`the index on ${index.table.name} has a name that PostgreSQL chose`, true)];
  const full: FullName = { schema: table.schema, name };
  const columns = [...index.columns.filter((column) => column !== null), ...index.whereColumns];
  return [{ is: 'drop', kind: 'index', key: keyOf('index', full), name: spelled(scene, full, object), within: inTable(table, columns) }];
}

function undoColumn(scene: Scene, { object, guard }: Create): Undo[] {
  const table = fullName(scene.after, object.parent!);
  const before = tableIn(scene.before, object.parent!);
  if (guard !== 'none' && before && isThere(scene.before.columnOf(before, object.name))) return [];
  return [{ is: 'drop', kind: 'column', key: keyOf('column', object, table), name: { name: object.name }, on: spelled(scene, table, object.parent), within: [keyOf('table', table)] }];
}

function undoConstraint(scene: Scene, { object, guard }: Create, definition: ConstraintDefinition): Undo[] {
  const table = fullName(scene.after, object.parent!);
  const before = tableIn(scene.before, object.parent!);
  if (guard !== 'none' && definition.name !== undefined && before?.constraints.some((one) => one.name === definition.name)) return [];
  const name = definition.name ?? chosenName(tableIn(scene.after, table), definition, before);
  if (name === undefined) return [noteOf(`a constraint on ${table.name} has a name that PostgreSQL chose`, true)];
  const drop: Undo = {
    is: 'drop', kind: 'constraint', key: keyOf('constraint', { name }, table), name: { name }, on: spelled(scene, table, object.parent),
    within: inTable(table, definition.columns),
  };
  const index = definition.usingIndex === undefined ? undefined : scene.before.index({ schema: table.schema, name: definition.usingIndex });
  const own = isThere(index) ? [restoreIndex(scene, index)] : [];
  if (definition.type !== 'primary key') return [drop, ...own];
  // The key has made its columns NOT NULL, which they stay without it.
  const nullable = (before?.columns ?? []).filter((column) => definition.columns.includes(column.name) && !column.notNull);
  return [
    drop,
    ...own,
    ...nullable.map((column): Undo => ({
      is: 'alter', family: 'change', table: spelled(scene, table, object.parent), clause: `ALTER COLUMN ${quoteName(column.name)} DROP NOT NULL`, notes: [], within: inTable(table, [column.name]),
    })),
  ];
}

function chosenName(table: Table | undefined, definition: ConstraintDefinition, before: Table | undefined): string | undefined {
  const found = table?.constraints.find((one) => one.definition.range.start === definition.range.start && one.definition.text === definition.text && !before?.constraints.some((old) => old.name === one.name));
  return found?.nameKnown ? found.name : undefined;
}

/** Keys of a table and of some of its columns. */
function inTable(table: FullName, columns: readonly string[]): string[] {
  return [keyOf('table', table), ...columns.map((column) => columnKey(table, column))];
}

function undoMember(scene: Scene, { object, guard }: Create, kind: 'trigger' | 'policy' | 'rule'): Undo[] {
  const table = fullName(scene.after, object.parent!);
  const before = tableIn(scene.before, object.parent!);
  if (before && isThere(scene.before[kind](before, object.name))) return guard === 'replace' ? undoReplaced(scene, object) : [];
  return [{ is: 'drop', kind, key: keyOf(kind, { name: object.name }, table), name: { name: object.name }, on: spelled(scene, table, object.parent), within: [keyOf('table', table)] }];
}

function undoType(scene: Scene, object: ObjectName): Undo[] {
  const before = scene.before.type(object);
  // The second statement of a shell type fills it in; the type goes with the first.
  if (isThere(before)) return [];
  const name = fullType(scene.after, object);
  return [{ is: 'drop', kind: object.kind, key: keyOf(object.kind, name), name: spelled(scene, name, object), within: [] }];
}

function undoRoutine(scene: Scene, { object, guard }: Create): Undo[] {
  const signature = object.signature ?? [];
  if (isThere(scene.before.routine(object, signature))) return guard === 'replace' ? undoReplaced(scene, object) : [];
  const schema = object.schema ?? scene.after.creationSchema();
  const name = { schema, name: object.name };
  return [{ is: 'drop', kind: object.kind, key: keyOf(object.kind, name, undefined, signature), name: spelled(scene, name, object), signature, within: [] }];
}

function undoEnumValue(scene: Scene, object: ObjectName): Undo[] {
  const type = object.parent!;
  const before = scene.before.type(type);
  if (before !== undefined && before !== 'unknown' && 'values' in before && before.values?.includes(object.name)) return [];
  const name = fullType(scene.after, type);
  return [{ is: 'note', text: `irreversible: value ${quoteLiteral(object.name)} of type ${quoteQualified(spelled(scene, name, type))} cannot be removed`, open: false, within: [keyOf('type', name)] }];
}

/** Objects of which one statement names one, and DROP names it likewise. */
function undoOther(scene: Scene, object: ObjectName): Undo[] {
  if (isThere(scene.before.object(object.kind, object))) return [];
  const drop = (tail?: string): Undo[] => [
    { is: 'drop', kind: object.kind, key: keyOf(object.kind, object), name: object.schema === undefined ? { name: object.name } : { schema: object.schema, name: object.name }, within: [], ...(tail === undefined ? {} : { tail }) },
  ];
  switch (object.kind) {
    case 'operator class': {
      const method = scene.statement.tree()?.amname;
      return method === undefined ? [noteOf(`the operator class ${object.name} is not dropped`, true)] : drop(` USING ${quoteName(method)}`);
    }
    case 'operator family': {
      const method = scene.statement.tree()?.amname;
      return method === undefined ? [noteOf(`the operator family ${object.name} is not dropped`, true)] : drop(` USING ${quoteName(method)}`);
    }
    case 'operator':
      return undoOperator(scene, object);
    case 'tablespace': case 'database': case 'user mapping': case 'transform':
      return [noteOf(`the ${object.kind} ${object.name} is not dropped`, true)];
    default:
      return drop();
  }
}

/** DROP OPERATOR wants its argument types, which the definition gives as LEFTARG and RIGHTARG. */
function undoOperator(scene: Scene, object: ObjectName): Undo[] {
  const options = (scene.statement.tree()?.definition ?? []).map((item: any) => item.DefElem);
  const typeOf = (name: string): string => {
    const type = options.find((option: any) => option?.defname === name)?.arg?.TypeName;
    return type ? readType(type).type : 'NONE';
  };
  const schema = object.schema === undefined ? '' : `${quoteName(object.schema)}.`;
  return [{ is: 'sql', sql: `DROP OPERATOR IF EXISTS ${schema}${object.name} (${typeOf('leftarg')}, ${typeOf('rightarg')})`, within: [] }];
}
