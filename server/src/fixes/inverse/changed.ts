import type { ColumnChange, EffectOf, ObjectName } from '../../syntax/effects';
import type { Column, Index, Table } from '../../schema/objects';
import { quoteLiteral, quoteName, quoteQualified } from '../quote-name';
import { identityText, typeText } from './column-text';
import { oneLine } from './one-line';
import { makerOf, statementsSince } from './former-text';
import { onlyKind, routineName } from './render';
import { fullName, fullType, isThere, migrationName, spelled, tableIn, type FullName, type Scene } from './scene';
import { columnKey, keyOf, noteOf, type Undo } from './undo';
import { restoreConstraint, restoreIndex } from './restored';

/** RENAME, the other way round. */
export function undoRename(scene: Scene, { object, to }: EffectOf<'rename'>): Undo[] {
  const from = quoteName(object.name);
  const back = quoteName(to);
  switch (object.kind) {
    case 'column': case 'constraint': case 'trigger': case 'policy': case 'rule': {
      const table = fullName(scene.after, object.parent!);
      const before = tableIn(scene.before, object.parent!);
      const on = quoteQualified(spelled(scene, table, object.parent));
      const member = object.kind === 'column' || object.kind === 'constraint';
      const sql = member ? `ALTER ${before ? onlyKind(before.kind) : 'TABLE'} ${on} RENAME ${object.kind.toUpperCase()} ${back} TO ${from}` : `ALTER ${object.kind.toUpperCase()} ${back} ON ${on} RENAME TO ${from}`;
      return [renamed(object, sql, { name: to }, table, [keyOf('table', table)])];
    }
    case 'enum value': {
      const type = fullType(scene.after, object.parent!);
      return [{ is: 'sql', sql: `ALTER TYPE ${quoteQualified(spelled(scene, type, object.parent))} RENAME VALUE ${quoteLiteral(to)} TO ${quoteLiteral(object.name)}`, within: [keyOf('type', type)] }];
    }
    default: {
      if (scene.before === scene.after && object.kind !== 'role') return [];
      const now = after(scene, object, to);
      const args = object.signature ? routineName(quoteQualified(spelled(scene, now, object)), object.signature) : quoteQualified(spelled(scene, now, object));
      return [renamed(object, `ALTER ${onlyKind(object.kind)} ${args} RENAME TO ${from}`, now)];
    }
  }
}

/** The full name that an object has after its renaming. */
function after(scene: Scene, object: ObjectName, to: string): FullName {
  const renamedTo = { ...(object.schema === undefined ? {} : { schema: object.schema }), name: to };
  if (object.kind === 'type' || object.kind === 'domain') return fullType(scene.after, renamedTo);
  return fullName(scene.after, renamedTo);
}

function renamed(object: ObjectName, sql: string, now: { readonly schema?: string; readonly name: string }, on?: FullName, within: readonly string[] = []): Undo {
  const former = { ...(now.schema === undefined ? {} : { schema: now.schema }), name: object.name };
  return {
    is: 'rename', sql, within,
    from: { key: keyOf(object.kind, now, on, object.signature), name: { ...(object.schema === undefined ? {} : { schema: object.schema }), name: now.name } },
    to: { key: keyOf(object.kind, former, on, object.signature) },
  };
}

/** SET SCHEMA, back to where it was. */
export function undoMove(scene: Scene, { object, toSchema }: EffectOf<'move'>): Undo[] {
  const was = object.kind === 'type' || object.kind === 'domain' ? fullType(scene.before, object) : fullName(scene.before, object);
  if (was.schema === toSchema) return [];
  const now = { schema: toSchema, name: object.name };
  const shown = object.signature ? routineName(quoteQualified(now), object.signature) : quoteQualified(now);
  return [{
    is: 'rename', sql: `ALTER ${onlyKind(object.kind)} ${shown} SET SCHEMA ${quoteName(was.schema)}`, within: [],
    from: { key: keyOf(object.kind, now, undefined, object.signature), name: now }, to: { key: keyOf(object.kind, was, undefined, object.signature) },
  }];
}

export function undoAttach(scene: Scene, effect: EffectOf<'attach' | 'detach'>): Undo[] {
  const parent = fullName(scene.after, effect.to);
  const child = fullName(scene.after, effect.object);
  const within = [keyOf('table', parent), keyOf('table', child)];
  const table = quoteQualified(spelled(scene, parent, effect.to));
  const partition = quoteQualified(spelled(scene, child, effect.object));
  if (effect.does === 'attach') return [{ is: 'sql', sql: `ALTER TABLE ${table} DETACH PARTITION ${partition}`, within }];
  const bound = boundOf(scene, child);
  if (bound === undefined) return [noteOf(`to be filled in: ALTER TABLE ${table} ATTACH PARTITION ${partition} with its bound`, true, within)];
  return [{ is: 'sql', sql: `ALTER TABLE ${table} ATTACH PARTITION ${partition} ${bound}`, within }];
}

/** FOR VALUES ... or DEFAULT, from the statement that made the partition or attached it last. */
function boundOf(scene: Scene, partition: FullName): string | undefined {
  const table = tableIn(scene.before, partition);
  if (!table) return undefined;
  let text = makerOf(scene, table.origin)?.text;
  for (const statement of statementsSince(scene, table.origin))
    if (statement.effects.some((one) => one.does === 'attach' && one.object.name === partition.name)) text = statement.text;
  const bound = text && /\b(?:for\s+values\s+(?:in|from|with)[\s\S]*?\)(?:\s*to\s*\([\s\S]*?\))?|default)\s*(?:partition\b[\s\S]*)?$/i.exec(text)?.[0];
  return bound && oneLine(bound);
}

/** ALTER COLUMN, back to what the column was. */
export function undoChange(scene: Scene, effect: EffectOf<'change'>): Undo[] {
  const { object, change } = effect;
  const table = fullName(scene.before, object.parent!);
  const before = tableIn(scene.before, object.parent!);
  const column = before?.columns.find((one) => one.name === object.name);
  const within = [keyOf('table', table), columnKey(table, object.name)];
  const on = spelled(scene, table, object.parent);
  const alter = (clause: string, notes: readonly string[] = []): Undo => ({ is: 'alter', family: 'change', table: on, clause: `ALTER COLUMN ${quoteName(object.name)} ${clause}`, notes, within });
  const open = (what: string): Undo[] => [noteOf(`to be filled in: the former ${what} of ${quoteQualified(on)}.${quoteName(object.name)}, which no migration says`, true, within)];
  if (!before || !column) return change.set === 'not null' ? [alter(change.to ? 'DROP NOT NULL' : 'SET NOT NULL')] : open(change.set === 'other' ? 'setting' : change.set);
  switch (change.set) {
    case 'type':
      return [...typeBack(scene, before, column, change, alter)];
    case 'not null':
      return column.notNull === change.to ? [] : [alter(change.to ? 'DROP NOT NULL' : 'SET NOT NULL')];
    case 'default':
      return defaultBack(scene, before, column, alter);
    case 'identity':
      return [column.identity ? alter(`ADD ${identityText(column)}`, [`${quoteName(table.name)}.${quoteName(column.name)} counts from its start again`]) : alter('DROP IDENTITY IF EXISTS')];
    case 'other':
      return open('setting');
  }
}

function defaultBack(scene: Scene, table: Table, column: Column, alter: (clause: string) => Undo): Undo[] {
  if (column.default !== undefined) return [alter(`SET DEFAULT ${oneLine(column.default)}`)];
  if (!column.serial) return [alter('DROP DEFAULT')];
  const sequence = [...scene.before.relations()].find((one) => one.kind === 'sequence' && one.ownedBy?.name === table.name && one.ownedBy.schema === table.schema && one.ownedBy.column === column.name);
  return sequence ? [alter(`SET DEFAULT nextval(${quoteLiteral(quoteQualified(spelled(scene, sequence)))}::regclass)`)] : [alter('DROP DEFAULT')];
}

/** Types between which PostgreSQL casts by itself when a column is altered (pg_cast, castcontext i or a). */
const families: readonly ReadonlySet<string>[] = [
  new Set(['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']),
  new Set(['text', 'character varying', 'character', 'citext', 'name', 'bpchar']),
  new Set(['timestamp with time zone', 'timestamp without time zone', 'date']),
  new Set(['json', 'jsonb']),
];

/** Of a type, those whose values PostgreSQL rounds or cuts when it casts them to it. */
const losses: Readonly<Record<string, readonly string[]>> = {
  smallint: ['numeric', 'real', 'double precision'], integer: ['numeric', 'real', 'double precision'], bigint: ['numeric', 'real', 'double precision'],
  real: ['double precision', 'numeric'], 'double precision': ['numeric'], date: ['timestamp with time zone', 'timestamp without time zone'],
};

const bare = (type: string) => type.replace(/\([^)]*\)/g, '').replace(/^(?:big|small)?serial$/, 'integer');

function typeBack(scene: Scene, table: Table, column: Column, { type: from, computes }: ColumnChange & { readonly set: 'type' }, alter: (clause: string, notes?: readonly string[]) => Undo): Undo[] {
  const name = quoteName(column.name);
  if (column.type === '') return [noteOf(`to be filled in: the former type of ${quoteName(table.name)}.${name}`, true)];
  const type = typeText(scene, column);
  const [a, b] = [bare(from), bare(column.type)];
  const casts = a === b || families.some((family) => family.has(a) && family.has(b)) || b === 'text' || b === 'character varying';
  const plain = type.replace(/\s+collate\s+.*$/i, '');
  // Between types of one's own there is no cast but by way of text.
  const own = isThere(scene.before.type(column.typeName)) || ownType(scene, table, column.name);
  const using = casts ? '' : own ? ` USING ${name}::text::${plain}` : ` USING ${name}::${plain}`;
  const notes = own && !casts ? [`fails where ${quoteName(table.name)} has rows whose ${name} is no ${plain}`] : [];
  if (computes || (losses[a] ?? []).includes(b)) notes.push(`the values of ${quoteName(table.name)}.${name} that ${migrationName(scene.context)} changed are not put back`);
  const rebuilt = a === b ? [] : rebuiltIndexes(scene, table, column);
  const checks = a === b ? [] : table.constraints.filter((one) => one.type === 'check' && one.columns.includes(column.name));
  return [
    ...rebuilt.map((index): Undo => ({ is: 'drop', kind: 'index', key: keyOf('index', index), name: spelled(scene, index), within: [keyOf('table', table), columnKey(table, column.name)] })),
    ...checks.map((one): Undo => ({ is: 'drop', kind: 'constraint', key: keyOf('constraint', one, table), name: { name: one.name }, on: spelled(scene, table), within: [keyOf('table', table), columnKey(table, column.name)] })),
    alter(`TYPE ${type}${using}`, notes),
    // PostgreSQL casts the default, too, and keeps the cast in it.
    ...(column.default !== undefined && a !== b ? [alter(`SET DEFAULT ${oneLine(column.default)}`)] : []),
    ...checks.map((member) => restoreConstraint(scene, { table, name: member.name, member })),
    ...rebuilt.map((index) => restoreIndex(scene, index)),
  ];
}

function ownType(scene: Scene, table: Table, column: string): boolean {
  const now = tableIn(scene.after, table)?.columns.find((one) => one.name === column);
  return now !== undefined && isThere(scene.after.type(now.typeName));
}

/** Indexes with an expression or a predicate on the column: the change of its type has put casts into them, as into checks. */
function rebuiltIndexes(scene: Scene, table: Table, column: Column): Index[] {
  return scene.before.indexesOf(table).filter((index) => {
    const { definition } = index;
    if (!definition) return false;
    if (definition.whereColumns.includes(column.name)) return true;
    return definition.columns.includes(null) && !definition.columns.includes(column.name) && new RegExp(`\\b${column.name.replace(/\W/g, '\\$&')}\\b`, 'i').test(definition.text.slice(definition.text.search(/\bon\b/i)));
  });
}
