import type { EffectOf, QualifiedName } from '../../syntax/effects';
import type { Column, Index, NamedObject, Sequence, Table } from '../../schema/objects';
import { quoteLiteral, quoteName, quoteQualified } from '../quote-name';
import { makeObjectName } from '../../schema/choose-name';
import { columnText, spelledType } from './column-text';
import { lastComments } from './comments';
import { constraintText, indexText } from './constraint-text';
import { makerOf, withPresentNames } from './former-text';
import { lostBetween, type Lost, type LostMember } from './lost';
import { atStart, fullName, isThere, migrationName, spelled, tableIn, type FullName, type Scene } from './scene';
import { tableText } from './table-text';
import { columnKey, keyOf, noteOf, type Undo } from './undo';
import { viewText } from './view-text';

type Drop = EffectOf<'drop'>;

/** What brings back what a DROP has taken, with all that went along; in the order in which one needs the other. */
export function undoDrop(scene: Scene, effect: Drop): Undo[] {
  const lost = lostBetween(scene.before, scene.after);
  const undos = [
    ...lost.types.map((type) => restoreType(scene, type)),
    ...lost.composites.map((type): Undo => created('type', type, [`CREATE TYPE ${show(scene, type)} AS (${type.columns.map((c) => `${quoteName(c.name)} ${spelledType(c.type, c.typeName)}`).join(', ')})`])),
    ...restoreSequences(scene, lost),
    ...restoreTables(scene, lost),
    ...lost.routines.map((routine) => restoreRoutine(scene, routine)),
    ...lost.views.map((view) => restoreView(scene, view)),
    ...lost.indexes.filter((index) => isOfView(lost, index)).map((index) => restoreIndex(scene, index)),
    ...lost.members.map((member) => restoreMember(scene, member)),
    ...restoreComments(scene, lost),
  ];
  return undos.length > 0 ? undos : restoreOther(scene, effect);
}

const show = (scene: Scene, name: FullName) => quoteQualified(spelled(scene, name));

function created(kind: Parameters<typeof keyOf>[0], name: QualifiedName, sql: readonly string[], notes: readonly string[] = [], within: readonly string[] = []): Undo {
  return { is: 'create', key: keyOf(kind, name), sql, notes, within };
}

function restoreType(scene: Scene, type: NamedObject): Undo {
  const name = { schema: type.schema ?? scene.home, name: type.name };
  if (type.values && !type.moreValues) return created('type', name, [`CREATE TYPE ${show(scene, name)} AS ENUM (${type.values.map(quoteLiteral).join(', ')})`]);
  return former(scene, type, type.kind, name);
}

/** An object with the statement that made it. */
function former(scene: Scene, object: { readonly origin: Table['origin'] }, kind: Parameters<typeof keyOf>[0], name: QualifiedName, key = keyOf(kind, name), within: readonly string[] = [], table?: string): Undo {
  const maker = makerOf(scene, object.origin);
  if (!maker) return unknownText(kind, name, within);
  return { is: 'create', key, sql: [withPresentNames(scene, object.origin, maker.text, table)], notes: [], within };
}

export function unknownText(kind: string, name: QualifiedName, within: readonly string[] = []): Undo {
  return noteOf(`to be filled in: the ${kind} ${quoteQualified(name)} as it was; no migration says in plain text what it looked like`, true, within);
}

function restoreSequences(scene: Scene, lost: Lost): Undo[] {
  // Those of serial and identity columns come with their columns.
  const own = lost.sequences.filter((sequence) => !comesWithColumn(scene, sequence));
  return own.map((sequence) => {
    const made = former(scene, sequence, 'sequence', sequence);
    return made.is === 'create' ? { ...made, notes: [`${quoteName(sequence.name)} counts from its start again`] } : made;
  });
}

function comesWithColumn(scene: Scene, sequence: Sequence): boolean {
  if (!sequence.ownedBy) return false;
  const maker = makerOf(scene, sequence.origin);
  return maker?.effect.object.kind !== 'sequence';
}

function restoreTables(scene: Scene, lost: Lost): Undo[] {
  const undos: Undo[] = [];
  const made = new Set<unknown>();
  for (const table of lost.tables) {
    if (table.temporary) continue;
    const text = tableText(scene, table);
    const within = [keyOf('table', table)];
    if (!text || table.assumed) {
      undos.push(unknownText(table.kind, spelled(scene, table)));
      for (const constraint of table.constraints) made.add(constraint);
      continue;
    }
    const sql = [text.text, ...sequenceNames(scene, table, table.columns, lost)];
    const notes = [`the rows that ${migrationName(scene.context)} dropped with ${quoteName(table.name)} are not restored`];
    undos.push({ is: 'create', key: keyOf('table', table), sql, notes, within: [], ...(text.queries ? { late: sql } : {}) });
    for (const constraint of text.constraints) made.add(constraint);
    for (const child of table.children) within.push(keyOf('table', child));
  }
  for (const { table, member } of lost.columns) {
    const { text, constraints } = columnText(scene, onlyLost(table, lost), member);
    for (const constraint of constraints) made.add(constraint);
    undos.push({
      is: 'alter', family: 'add', table: spelled(scene, table), clause: `ADD COLUMN ${text}`, key: columnKey(table, member.name),
      notes: columnNotes(scene, table, member, text), within: [keyOf('table', table)],
    });
    for (const sql of sequenceNames(scene, table, [member], lost)) undos.push({ is: 'sql', sql, within: [keyOf('table', table), columnKey(table, member.name)] });
  }
  const keys = lost.constraints.filter(({ member }) => member.type !== 'foreign key');
  const references = lost.constraints.filter(({ member }) => member.type === 'foreign key');
  for (const one of keys) if (!made.has(one.member) && !isInherited(one)) undos.push(restoreConstraint(scene, one));
  for (const index of lost.indexes) if (index.constraint === undefined && !isOfView(lost, index)) undos.push(restoreIndex(scene, index));
  for (const one of references) if (!made.has(one.member) && !isInherited(one)) undos.push(restoreConstraint(scene, one));
  return undos;
}

/** A serial column's sequence keeps the name that it got when its table had another. */
function sequenceNames(scene: Scene, table: Table, columns: readonly Column[], lost: Lost): string[] {
  return columns.flatMap((column) => {
    const sequence = lost.sequences.find((one) => one.ownedBy?.name === table.name && one.ownedBy.schema === table.schema && one.ownedBy.column === column.name && comesWithColumn(scene, one));
    const chosen = makeObjectName(table.name, column.name, 'seq');
    return sequence && sequence.name !== chosen ? [`ALTER SEQUENCE ${show(scene, { schema: table.schema, name: chosen })} RENAME TO ${quoteName(sequence.name)}`] : [];
  });
}

/** What COMMENT said of all that comes back. */
function restoreComments(scene: Scene, lost: Lost): Undo[] {
  const tables = [...lost.tables, ...lost.views].flatMap((table) => lastComments(scene, table.origin, ({ kind, name, parent }) => (parent ?? { name }).name === table.name && (kind !== 'column' || table.columns.some((column) => column.name === name)), [keyOf('table', table)]));
  const columns = lost.columns.flatMap(({ table, member }) => lastComments(scene, member.origin, ({ kind, name, parent }) => kind === 'column' && name === member.name && parent?.name === table.name, [keyOf('table', table), columnKey(table, member.name)]));
  const named = [...lost.types, ...lost.routines, ...lost.indexes, ...lost.sequences].flatMap((object) => lastComments(scene, object.origin, ({ kind, name }) => kind === object.kind && name === object.name, []));
  const constraints = lost.constraints.flatMap(({ table, member }) => (lost.tables.includes(table) ? [] : lastComments(scene, member.origin, ({ kind, name, parent }) => kind === 'constraint' && name === member.name && parent?.name === table.name, [keyOf('table', table)])));
  return [...tables, ...columns, ...named, ...constraints];
}

/** A partition's and child's own part of a constraint comes with its parent's. */
function isInherited({ table, member }: Lost['constraints'][number]): boolean {
  return table.parents.length > 0 && !member.definition.text.includes(member.name) && member.definition.name !== member.name;
}

/** With those of its constraints alone that are gone, so that none is written that is still there. */
function onlyLost(table: Table, lost: Lost): Table {
  const gone = new Set(lost.constraints.filter((one) => one.table === table).map((one) => one.member));
  return { ...table, constraints: table.constraints.filter((one) => gone.has(one)) };
}

function columnNotes(scene: Scene, table: Table, column: Column, text: string): string[] {
  if (column.generated !== undefined) return [];
  const notes = [`the values that ${migrationName(scene.context)} dropped with ${quoteName(table.name)}.${quoteName(column.name)} are not restored`];
  if (column.notNull && column.default === undefined && !column.identity && !column.serial) notes.push(`fails where ${quoteName(table.name)} has rows: ${quoteName(column.name)} is NOT NULL and had no default`);
  return text === '' ? [] : notes;
}

export function restoreConstraint(scene: Scene, { table, member }: Lost['constraints'][number]): Undo {
  return {
    is: 'alter', family: 'add', table: spelled(scene, table), clause: member.type === 'not null' ? `ALTER COLUMN ${quoteName(member.columns[0] ?? '')} SET NOT NULL` : `ADD ${constraintText(scene, table, member)}`,
    key: keyOf('constraint', member, table), notes: [], within: [keyOf('table', table), ...member.columns.map((column) => columnKey(table, column))],
  };
}

const isOfView = (lost: Lost, index: Index): boolean => lost.views.some((view) => view.schema === index.table.schema && view.name === index.table.name);

export function restoreIndex(scene: Scene, index: Index): Undo {
  const text = indexText(scene, index);
  const columns = index.columns.filter((column) => column !== null);
  const within = [keyOf('table', index.table), ...columns.map((column) => columnKey(index.table, column))];
  return text === undefined ? unknownText('index', spelled(scene, index), within) : created('index', index, [text], [], within);
}

export function routineKey(routine: NamedObject, home: string): string {
  return keyOf('function', { schema: routine.schema ?? home, name: routine.name }, undefined, routine.signature ?? []);
}

function restoreRoutine(scene: Scene, routine: NamedObject): Undo {
  return former(scene, routine, routine.kind, routine, routineKey(routine, scene.home));
}

function restoreView(scene: Scene, view: Table): Undo {
  const maker = makerOf(scene, view.origin);
  if (!maker) return unknownText(view.kind, spelled(scene, view));
  const key = keyOf('view', view);
  return { is: 'create', key, sql: [viewText(scene, view.origin, maker)], late: [viewText(atStart(scene), view.origin, maker)], notes: [], within: [] };
}

function restoreMember(scene: Scene, { kind, table, name, member }: LostMember<Table['origin']> & { readonly kind: 'trigger' | 'policy' | 'rule' }): Undo {
  return former(scene, { origin: member }, kind, { name }, keyOf(kind, { name }, table), [keyOf('table', table)], table.name);
}

/** Objects that have nothing but a name and a statement; or one of which nothing is known. */
function restoreOther(scene: Scene, { object, guard }: Drop): Undo[] {
  const { before } = scene;
  switch (object.kind) {
    case 'table': case 'view': case 'materialized view': case 'foreign table': case 'index': case 'sequence':
      return before.relation(object) === undefined ? [] : [unknownText(object.kind, object)];
    case 'type': case 'domain':
      return before.type(object) === undefined ? [] : [unknownText(object.kind, object)];
    case 'function': case 'procedure': case 'aggregate': case 'routine':
      return before.routines(object) === undefined ? [] : [unknownText(object.kind, object)];
    case 'column': case 'constraint': case 'trigger': case 'policy': case 'rule': {
      const table = fullName(before, object.parent!);
      const owner = tableIn(before, object.parent!);
      const absent = object.kind === 'column' || object.kind === 'constraint' ? before[object.kind](object.parent!, object.name) === undefined : owner !== undefined && before[object.kind](owner, object.name) === undefined;
      return absent ? [] : [unknownText(object.kind, { name: object.name }, [keyOf('table', table)])];
    }
    default: {
      const found = before.object(object.kind, object);
      if (isThere(found)) return [former(scene, found, object.kind, object)];
      return found === undefined || guard !== 'none' ? [] : [unknownText(object.kind, object)];
    }
  }
}
