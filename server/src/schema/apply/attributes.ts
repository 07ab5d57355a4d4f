import type { EffectOf, ObjectName } from '../../syntax/effects';
import type { Column, Composite } from '../objects';
import type { Problem } from '../problem';
import { duplicate, putRelation, refuse, refuseUnguarded, type Run } from './run';

/** ALTER TYPE ... ADD / DROP / RENAME ATTRIBUTE. Each says whether the parent is a composite type at all. */
export function addAttribute(run: Run, effect: EffectOf<'create'>, attribute: Column): boolean {
  const type = compositeOf(run, effect.object);
  if (!type) return false;
  const taken = type.columns.find((column) => column.name === attribute.name);
  if (taken) refuseUnguarded(run, effect, duplicate(effect.object, `column "${taken.name}" of relation "${type.name}" already exists`, taken.origin));
  else putRelation(run, { ...type, columns: [...type.columns, attribute] });
  return true;
}

export function dropAttribute(run: Run, effect: EffectOf<'drop'>): boolean {
  const type = compositeOf(run, effect.object);
  if (!type) return false;
  const { name } = effect.object;
  if (!type.columns.some((column) => column.name === name)) refuseUnguarded(run, effect, missingAttribute(type, effect.object, `column "${name}" of relation "${type.name}" does not exist`));
  else putRelation(run, { ...type, columns: type.columns.filter((column) => column.name !== name) });
  return true;
}

export function renameAttribute(run: Run, effect: EffectOf<'rename'>, to: string): boolean {
  const type = compositeOf(run, effect.object);
  if (!type) return false;
  const { name } = effect.object;
  const taken = type.columns.find((column) => column.name === to);
  if (!type.columns.some((column) => column.name === name)) refuse(run, effect, missingAttribute(type, effect.object, `column "${name}" does not exist`));
  else if (taken) refuse(run, effect, duplicate({ ...effect.object, name: to }, `column "${to}" of relation "${type.name}" already exists`, taken.origin));
  else putRelation(run, { ...type, columns: type.columns.map((column) => (column.name === name ? { ...column, name: to } : column)) });
  return true;
}

/** Undefined also where something unreadable may have changed it. */
function compositeOf(run: Run, object: ObjectName): Composite | undefined {
  const relation = object.parent && run.schema.relation(object.parent);
  if (!relation || relation === 'unknown' || relation.kind !== 'composite') return undefined;
  return relation;
}

function missingAttribute(type: Composite, object: ObjectName, reason: string): Omit<Problem, 'statement' | 'effect'> {
  return { kind: 'missing', object, range: object.range, reason, related: { origin: type.origin, is: 'created here' }, candidates: type.columns.map((column) => column.name) };
}
