import type { Effect, Guard, ObjectKind, ObjectName, QualifiedName } from '../effects';
import type { Names } from '../names';
import { readType } from '../type-name';
import { routine } from './objects';
import { nameOf } from './tables';
import { objectKind, objectName, qualified, relationObject, roleName, stringOf, stringsOf } from './tree';

const missingOk = (node: any): Guard => (node.missing_ok ? 'exists' : 'none');
const onTable = new Set<ObjectKind>(['trigger', 'policy', 'rule']);

export function drop(names: Names, node: any): Effect[] {
  const kind = objectKind(node.removeType);
  if (!kind) return [];
  const cascade = node.behavior === 'DROP_CASCADE';
  const effects: Effect[] = [];
  for (const object of node.objects ?? []) {
    const dropped = droppedObject(names, kind, node.removeType, object);
    if (dropped) effects.push({ does: 'drop', object: dropped, guard: missingOk(node), cascade, range: names.whole });
  }
  return effects;
}

function droppedObject(names: Names, kind: ObjectKind, type: string, node: any): ObjectName | undefined {
  if (node.ObjectWithArgs) return kind === 'operator' ? undefined : routine(names, type, node.ObjectWithArgs);
  if (node.TypeName) {
    const name = readType(node.TypeName).name;
    names.from(node.TypeName.location);
    return objectName(kind, name, names.find(name.name, name.schema));
  }
  if (node.String) return objectName(kind, { name: stringOf(node) }, names.find(stringOf(node)));
  const parts = stringsOf(node.List?.items);
  if (kind === 'cast' || kind === 'transform' || kind === 'operator class' || kind === 'operator family') {
    if (kind !== 'cast') return undefined;
    const [from, to] = (node.List?.items ?? []).map((t: any) => readType(t.TypeName).type);
    return objectName('cast', { name: `${from} AS ${to}` }, names.whole);
  }
  if (onTable.has(kind)) {
    const name = parts[parts.length - 1]!;
    return objectName(kind, { name }, names.find(name), qualified(parts.slice(0, -1)));
  }
  const name = qualified(parts);
  return objectName(kind, name, names.find(name.name, name.schema));
}

export function rename(names: Names, node: any): Effect[] {
  const guard = missingOk(node);
  const to: string = node.newname;
  const renamed = (object: ObjectName): Effect => ({ does: 'rename', object, to, guard, range: names.whole });
  const kind = objectKind(node.renameType);
  if (!kind) return [];
  const table = nameOf(node.relation);
  if (kind === 'column' || kind === 'constraint' || onTable.has(kind)) {
    if (!node.relation) return [];
    const inner = () => objectName(kind, { name: node.subname }, names.find(node.subname), table);
    // A trigger's, policy's or rule's name stands before its table, a column's or constraint's behind it.
    if (onTable.has(kind)) return [renamed(inner())];
    const owner = relationObject(names, objectKind(node.relationType) ?? 'table', node.relation);
    return [{ does: 'need', object: owner, guard, range: names.whole }, renamed(inner())];
  }
  if (node.relation) return [renamed(relationObject(names, kind, node.relation))];
  if (node.object?.ObjectWithArgs) return [renamed(routine(names, node.renameType, node.object.ObjectWithArgs))];
  const name: QualifiedName | undefined = node.object?.List ? qualified(stringsOf(node.object.List.items))
    : node.object?.String ? { name: stringOf(node.object) }
    : node.subname !== undefined ? { name: node.subname } : undefined;
  return name ? [renamed(objectName(kind, name, names.find(name.name, name.schema)))] : [];
}

export function setSchema(names: Names, node: any): Effect[] {
  const kind = objectKind(node.objectType);
  if (!kind) return [];
  const object = node.relation ? relationObject(names, kind, node.relation)
    : node.object?.ObjectWithArgs ? routine(names, node.objectType, node.object.ObjectWithArgs)
    : node.object?.List ? objectName(kind, qualified(stringsOf(node.object.List.items)), names.find(stringOf(node.object.List.items.at(-1))))
    : undefined;
  if (!object) return [];
  return [{ does: 'move', object, toSchema: node.newschema, guard: missingOk(node), range: names.whole }];
}

export function comment(names: Names, node: any): Effect[] {
  const kind = objectKind(node.objtype);
  const need = (object: ObjectName): Effect[] => [{ does: 'need', object, guard: 'none', range: names.whole }];
  if (!kind) return [];
  if (node.object?.ObjectWithArgs) return kind === 'operator' ? [] : need(routine(names, node.objtype, node.object.ObjectWithArgs));
  if (node.object?.TypeName) {
    const name = readType(node.object.TypeName).name;
    names.from(node.object.TypeName.location);
    return need(objectName(kind, name, names.find(name.name, name.schema)));
  }
  if (node.object?.String) return need(objectName(kind, { name: stringOf(node.object) }, names.find(stringOf(node.object))));
  const parts = stringsOf(node.object?.List?.items);
  if (parts.length === 0 || kind === 'operator class' || kind === 'operator family' || kind === 'cast' || kind === 'transform') return [];
  const last = parts[parts.length - 1]!;
  if (kind === 'column') return need(objectName('column', { name: last }, dottedEnd(names, parts), qualified(parts.slice(0, -1))));
  if (kind === 'constraint' || onTable.has(kind)) {
    if (node.objtype === 'OBJECT_DOMCONSTRAINT') return [];
    return need(objectName(kind, { name: last }, names.find(last), qualified(parts.slice(0, -1))));
  }
  const name = qualified(parts);
  return need(objectName(kind, name, names.find(name.name, name.schema)));
}

/** `table.column`: the column's place; found part by part, since it may have three. */
function dottedEnd(names: Names, parts: readonly string[]) {
  return names.find(parts[parts.length - 1]!, parts[parts.length - 2]);
}

export function grant(names: Names, node: any): Effect[] {
  const effects: Effect[] = [];
  const kind = objectKind(node.objtype);
  if (node.targtype === 'ACL_TARGET_OBJECT' && kind) {
    for (const object of node.objects ?? []) {
      const granted = object.RangeVar ? relationObject(names, kind, object.RangeVar)
        : object.ObjectWithArgs ? routine(names, node.objtype, object.ObjectWithArgs)
        : object.String ? objectName(kind, { name: stringOf(object) }, findBehind(names, 'on', stringOf(object)))
        : undefined;
      if (granted) effects.push({ does: 'need', object: granted, guard: 'none', range: names.whole });
    }
  } else if (node.targtype === 'ACL_TARGET_ALL_IN_SCHEMA') {
    for (const object of node.objects ?? [])
      effects.push({ does: 'need', object: objectName('schema', { name: stringOf(object) }, findBehind(names, 'schema', stringOf(object))), guard: 'none', range: names.whole });
  }
  return [...effects, ...rolesIn(names, node.grantees)];
}

function findBehind(names: Names, word: string, name: string) {
  const at = names.findWord(word);
  if (at >= 0) names.from(undefined);
  for (let i = Math.max(0, at + 1); i < names.tokens.length; i++) if (names.nameOf(i) === name) return names.rangeOf(i);
  return names.whole;
}

function rolesIn(names: Names, roles: any): Effect[] {
  const effects: Effect[] = [];
  for (const node of roles ?? []) {
    const role = roleName(node);
    if (role === undefined) continue;
    names.from((node.RoleSpec ?? node).location);
    effects.push({ does: 'need', object: objectName('role', { name: role }, names.find(role)), guard: 'none', range: names.whole });
  }
  return effects;
}

export function grantRole(names: Names, node: any): Effect[] {
  const granted: Effect[] = (node.granted_roles ?? []).map((r: any): Effect => {
    names.from(r.AccessPriv?.location ?? 0);
    const name = r.AccessPriv?.priv_name ?? '';
    return { does: 'need', object: objectName('role', { name }, names.find(name)), guard: 'none', range: names.whole };
  });
  return [...granted, ...rolesIn(names, node.grantee_roles)];
}

export function alterDefaultPrivileges(names: Names, node: any): Effect[] {
  const effects: Effect[] = [];
  for (const { DefElem: option } of node.options ?? []) {
    const items = option.arg?.List?.items;
    if (option.defname === 'roles') effects.push(...rolesIn(names, items));
    if (option.defname === 'schemas')
      for (const item of items ?? [])
        effects.push({ does: 'need', object: objectName('schema', { name: stringOf(item) }, names.find(stringOf(item))), guard: 'none', range: names.whole });
  }
  return [...effects, ...rolesIn(names, node.action?.grantees)];
}

export function alterRole(names: Names, node: any): Effect[] {
  return rolesIn(names, [node.role]);
}

export function dropRole(names: Names, node: any): Effect[] {
  return (node.roles ?? []).flatMap((r: any): Effect[] => {
    const role = roleName(r);
    return role === undefined ? [] : [{ does: 'drop', object: objectName('role', { name: role }, names.find(role)), guard: missingOk(node), cascade: false, range: names.whole }];
  });
}
