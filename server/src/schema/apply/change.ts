import type { Effect, EffectOf, ObjectName } from '../../syntax/effects';
import type { Table } from '../objects';
import { addSequence } from './create-table';
import { missingMember, missingReason, routinesMeant } from './drop';
import { complainOfSchema } from './relation-name';
import { certain, duplicate, goneEntry, missing, missingColumn, placeOf, refuse, refuseUnguarded, setRelation, spelled, type Run } from './run';
import { changeColumn, changeTable, descendants, parentOf, tableFor } from './tables';
import { needType } from './types';
import { isSame, keyOf } from '../schema-state';

/** ALTER TABLE ... ALTER COLUMN. */
export function change(run: Run, effect: EffectOf<'change'>): void {
  const { object, change: to } = effect;
  const table = parentOf(run, effect);
  if (!table) return;
  const now = run.schema.table(table);
  if (now === undefined || now === 'unknown') return;
  const column = run.schema.columnOf(now, object.name);
  if (column === undefined) return refuseUnguarded(run, effect, missingColumn(now, object.name, object.range));
  const set = (value: Parameters<typeof changeColumn>[3]) => {
    for (const target of [table, ...descendants(run, table)]) changeColumn(run, target, object.name, value);
  };
  switch (to.set) {
    case 'type':
      needType(run, effect, to.typeName, placeOf(to.typeName.name, run.statement.text, run.statement.range.start, object.range.end - run.statement.range.start, object.range));
      return set({ type: to.type, typeName: to.typeName, serial: false });
    case 'not null':
      return set({ notNull: to.to });
    case 'default':
      return set({ default: to.to, serial: false });
    case 'identity':
      return changeIdentity(run, effect, table, to.to, to.guard !== 'none');
    case 'other':
      return;
  }
}

function changeIdentity(run: Run, effect: EffectOf<'change'>, table: Table, to: 'always' | 'by default' | undefined, guarded: boolean): void {
  const { object } = effect;
  const column = table.columns.find((c) => c.name === object.name);
  if (!column || !certain(run, run.schema.state.relations.get(keyOf(table.schema, table.name)), column.name)) return;
  if (to !== undefined && column.identity) return refuseUnguarded(run, effect, duplicate(object, `column "${column.name}" of relation "${table.name}" is already an identity column`, column.origin));
  if (to === undefined && !column.identity) {
    if (!guarded) refuseUnguarded(run, effect, { kind: 'missing', object, range: object.range, reason: `column "${column.name}" of relation "${table.name}" is not an identity column`, related: { origin: column.origin, is: 'created here' }, candidates: [] });
    return;
  }
  changeColumn(run, table, column.name, { identity: to, ...(to === undefined ? {} : { notNull: true }) });
  if (to !== undefined) return addSequence(run, table, column.name, object.range);
  for (const other of run.schema.usersOf(table))
    if (other.kind === 'sequence' && other.ownedBy && isSame(other.ownedBy, table) && other.ownedBy.column === column.name) setRelation(run, other, goneEntry(run, object.range));
}

/** The statement needs the object and leaves it. */
export function need(run: Run, effect: EffectOf<'need'>): void {
  const { object } = effect;
  switch (object.kind) {
    case 'table': case 'view': case 'materialized view': case 'foreign table': case 'index': case 'sequence':
      if (run.schema.relation(object) !== undefined || (effect.guard === 'none' && complainOfSchema(run, effect, object))) return;
      return refuseUnguarded(run, effect, missing(run, object));
    case 'column': {
      const table = parentOf(run, effect);
      const now = table && run.schema.table(table);
      if (now && now !== 'unknown' && run.schema.columnOf(now, object.name) === undefined) refuseUnguarded(run, effect, missingColumn(now, object.name, object.range, `column "${object.name}" of relation "${spelled(object.parent!)}" does not exist`));
      return;
    }
    case 'constraint': case 'trigger': case 'policy': case 'rule':
      return needMember(run, effect, object);
    case 'type': case 'domain':
      if (run.schema.type(object) === undefined) refuseUnguarded(run, effect, missing(run, object, `type "${spelled(object)}" does not exist`));
      return;
    case 'function': case 'procedure': case 'aggregate': case 'routine':
      return needRoutine(run, effect);
    case 'enum value':
      return;
    default:
      if (run.schema.object(object.kind, object) === undefined) refuseUnguarded(run, effect, missing(run, object, missingReason(object)));
  }
}

function needMember(run: Run, effect: Effect & { readonly object: ObjectName }, object: ObjectName, word?: string): void {
  if (object.parent === undefined) return;
  const table = parentOf(run, effect);
  const now = table && run.schema.table(table);
  if (!now || now === 'unknown') return;
  const found = object.kind === 'constraint' ? run.schema.constraintOf(now, object.name)
    : object.kind === 'trigger' ? run.schema.trigger(now, object.name)
    : object.kind === 'policy' ? run.schema.policy(now, object.name) : run.schema.rule(now, object.name);
  if (found !== undefined) return;
  const of = word ?? (object.kind === 'rule' ? 'for relation' : object.kind === 'constraint' && run.statement.kind === 'AlterTableStmt' ? 'of relation' : 'for table');
  refuseUnguarded(run, effect, missingMember(now, object, `${object.kind} "${object.name}" ${of} "${now.name}" does not exist`));
}

/** A trigger's function has no arguments in the statement, and none in its signature. */
function needRoutine(run: Run, effect: EffectOf<'need'>): void {
  const trigger = run.statement.kind === 'CreateTrigStmt' || run.statement.kind === 'CreateEventTrigStmt';
  if (!trigger || effect.object.signature !== undefined) return void routinesMeant(run, effect);
  if (run.schema.routines(effect.object) === undefined) refuse(run, effect, missing(run, effect.object, `function ${spelled(effect.object)}() does not exist`));
}

export function validate(run: Run, effect: EffectOf<'validate'>): void {
  needMember(run, effect, effect.object, 'of relation');
}

/** ATTACH / DETACH PARTITION: the object is the partition, `to` its parent. */
export function attachPartition(run: Run, effect: EffectOf<'attach' | 'detach'>): void {
  const parent = tableFor(run, effect, effect.to, effect.object.range);
  const child = tableFor(run, effect, effect.object, effect.object.range);
  if (!parent || !child) return;
  const attached = child.parents.some((p) => isSame(p, parent));
  if (effect.does === 'attach') {
    if (child.parents.length > 0 && !child.assumed) return refuseUnguarded(run, effect, duplicate(effect.object, `"${child.name}" is already a partition`, child.origin));
    changeTable(run, child, (now) => ({ parents: [...now.parents, { schema: parent.schema, name: parent.name }], columnsKnown: now.columnsKnown && parent.columnsKnown }));
    changeTable(run, parent, (now) => ({ children: [...now.children, { schema: child.schema, name: child.name }] }));
    return;
  }
  if (!attached) {
    if (!parent.assumed && !child.assumed) refuseUnguarded(run, effect, { kind: 'missing', object: effect.object, range: effect.object.range, reason: `relation "${child.name}" is not a partition of relation "${parent.name}"`, candidates: parent.children.map((c) => c.name) });
    return;
  }
  changeTable(run, child, (now) => ({ parents: now.parents.filter((p) => !isSame(p, parent)) }));
  changeTable(run, parent, (now) => ({ children: now.children.filter((c) => !isSame(c, child)) }));
}
