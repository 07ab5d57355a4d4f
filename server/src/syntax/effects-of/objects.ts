import type { Definition, Effect, Guard, ObjectKind, ObjectName, QualifiedName } from '../effects';
import type { Names } from '../names';
import { readType } from '../type-name';
import { readColumn } from './columns';
import { nameOf } from './tables';
import { objectKind, objectName, qualified, relation, relationObject, roleName, stringOf, stringsOf } from './tree';

const other: Definition = { of: 'other' };

function made(names: Names, object: ObjectName, guard: Guard, definition: Definition = other): Effect {
  return { does: 'create', object, guard, definition, range: names.whole };
}

function needed(names: Names, object: ObjectName, guard: Guard = 'none'): Effect {
  return { does: 'need', object, guard, range: names.whole };
}

const ifNotExists = (node: any): Guard => (node.if_not_exists ? 'exists' : 'none');

function named(names: Names, kind: ObjectKind, name: QualifiedName, parent?: QualifiedName): ObjectName {
  return objectName(kind, name, names.find(name.name, name.schema), parent);
}

export function createEnum(names: Names, node: any): Effect[] {
  return [made(names, named(names, 'type', qualified(stringsOf(node.typeName))), 'none', { of: 'enum', values: stringsOf(node.vals) })];
}

export function alterEnum(names: Names, node: any): Effect[] {
  const type = qualified(stringsOf(node.typeName));
  const typeObject = named(names, 'type', type);
  if (node.oldVal !== undefined) {
    const value = objectName('enum value', { name: node.oldVal }, names.findString(node.oldVal), type);
    return [needed(names, typeObject), { does: 'rename', object: value, to: node.newVal, guard: 'none', range: names.whole }];
  }
  const value = objectName('enum value', { name: node.newVal }, names.findString(node.newVal), type);
  const neighbour = node.newValNeighbor === undefined ? {} : node.newValIsAfter ? { after: node.newValNeighbor } : { before: node.newValNeighbor };
  return [needed(names, typeObject), made(names, value, node.skipIfNewValExists ? 'exists' : 'none', { of: 'enum value', ...neighbour })];
}

export function createComposite(names: Names, node: any): Effect[] {
  const object = relationObject(names, 'type', node.typevar);
  const columns = (node.coldeflist ?? []).map((c: any) => readColumn(names, c.ColumnDef).column);
  return [made(names, object, 'none', { of: 'composite', columns })];
}

export function createRange(names: Names, node: any): Effect[] {
  return [made(names, named(names, 'type', qualified(stringsOf(node.typeName))), 'none')];
}

export function createDomain(names: Names, node: any): Effect[] {
  return [made(names, named(names, 'domain', qualified(stringsOf(node.domainname))), 'none', { of: 'domain', base: readType(node.typeName).type })];
}

export function alterDomain(names: Names, node: any): Effect[] {
  return [needed(names, named(names, 'domain', qualified(stringsOf(node.typeName))))];
}

/** CREATE AGGREGATE, OPERATOR, TYPE (base or shell), COLLATION, TEXT SEARCH ... share one node. */
export function define(names: Names, node: any): Effect[] {
  const kind = objectKind(node.kind);
  if (!kind) return [];
  const name = qualified(stringsOf(node.defnames));
  const object = named(names, kind, name);
  const guard: Guard = node.replace ? 'replace' : ifNotExists(node);
  if (kind !== 'aggregate' || node.oldstyle) return [made(names, object, guard)];
  const parameters = (node.args?.[0]?.List?.items ?? []).map((p: any) => readType(p.FunctionParameter?.argType).type);
  return [made(names, { signature: parameters, ...object }, guard, { of: 'routine', signature: parameters, returns: '', language: 'internal' })];
}

export function createRoutine(names: Names, node: any): Effect[] {
  const object = named(names, node.is_procedure ? 'procedure' : 'function', qualified(stringsOf(node.funcname)));
  const inputs = (node.parameters ?? []).map((p: any) => p.FunctionParameter).filter((p: any) => p.mode !== 'FUNC_PARAM_OUT' && p.mode !== 'FUNC_PARAM_TABLE');
  const signature: string[] = inputs.map((p: any) => readType(p.argType).type.replace(/\(\d+(?:,\d+)*\)/, ''));
  const language = (node.options ?? []).map((o: any) => o.DefElem).find((o: any) => o.defname === 'language');
  const returns = node.returnType ? readType(node.returnType).type : '';
  const definition: Definition = { of: 'routine', signature, returns, language: stringOf(language?.arg) || 'sql' };
  return [made(names, { signature, ...object }, node.replace ? 'replace' : 'none', definition)];
}

export function alterRoutine(names: Names, node: any): Effect[] {
  return [needed(names, routine(names, node.objtype, node.func))];
}

/** An ObjectWithArgs node: a routine by name, with its argument types where they are written. */
export function routine(names: Names, objtype: string | undefined, node: any): ObjectName {
  const kind = objectKind(objtype) ?? 'function';
  const object = named(names, kind, qualified(stringsOf(node?.objname)));
  if (node?.args_unspecified) return object;
  return { signature: (node?.objargs ?? []).map((t: any) => readType(t.TypeName).type.replace(/\(\d+(?:,\d+)*\)/, '')), ...object };
}

export function createTrigger(names: Names, node: any): Effect[] {
  const table = nameOf(node.relation);
  const object = named(names, 'trigger', { name: node.trigname }, table);
  const on = relationObject(names, 'table', node.relation);
  const calls = qualified(stringsOf(node.funcname));
  const columns = stringsOf(node.columns);
  names.from(node.relation?.location);
  const call = named(names, 'function', calls);
  return [
    needed(names, on),
    needed(names, call),
    made(names, object, node.replace ? 'replace' : 'none', { of: 'trigger', constraint: node.isconstraint === true, function: calls, columns }),
  ];
}

export function createPolicy(names: Names, node: any): Effect[] {
  const object = named(names, 'policy', { name: node.policy_name }, nameOf(node.table));
  return [needed(names, relationObject(names, 'table', node.table)), made(names, object, 'none'), ...rolesNeeded(names, node.roles)];
}

export function alterPolicy(names: Names, node: any): Effect[] {
  return [needed(names, named(names, 'policy', { name: node.policy_name }, nameOf(node.table))), ...rolesNeeded(names, node.roles)];
}

export function createRule(names: Names, node: any): Effect[] {
  const object = named(names, 'rule', { name: node.rulename }, nameOf(node.relation));
  return [needed(names, relationObject(names, 'table', node.relation)), made(names, object, node.replace ? 'replace' : 'none')];
}

export function createSequence(names: Names, node: any): Effect[] {
  const object = relationObject(names, 'sequence', node.sequence);
  const owner = ownedBy(node);
  return [made(names, object, ifNotExists(node), { of: 'sequence', ...(owner ? { ownedBy: owner } : {}), temporary: node.sequence.relpersistence === 't' })];
}

export function alterSequence(names: Names, node: any): Effect[] {
  const object = relationObject(names, 'sequence', node.sequence);
  const guard: Guard = node.missing_ok ? 'exists' : 'none';
  const owns = (node.options ?? []).some((o: any) => o.DefElem?.defname === 'owned_by');
  return [needed(names, object, guard), ...(owns ? [{ does: 'own' as const, object, by: ownedBy(node), guard, range: names.whole }] : [])];
}

function ownedBy(node: any): { table: QualifiedName; column: string } | undefined {
  const option = (node.options ?? []).map((o: any) => o.DefElem).find((o: any) => o.defname === 'owned_by');
  const parts = stringsOf(option?.arg?.List?.items);
  return parts.length > 1 ? { table: qualified(parts.slice(0, -1)), column: parts[parts.length - 1]! } : undefined;
}

export function createSchema(names: Names, node: any): Effect[] {
  const role = roleName(node.authrole);
  const name = node.schemaname ?? role;
  if (name === undefined) return [{ does: 'unknown', why: 'a schema named after the current user', range: names.whole }];
  const object = named(names, 'schema', { name });
  const inside: Effect[] = node.schemaElts ? [{ does: 'unknown', why: 'objects made inside CREATE SCHEMA', range: names.whole }] : [];
  return [made(names, object, ifNotExists(node)), ...(role === undefined ? [] : rolesNeeded(names, [node.authrole])), ...inside];
}

export function createExtension(names: Names, node: any): Effect[] {
  return [made(names, named(names, 'extension', { name: node.extname }), ifNotExists(node), { of: 'extension' })];
}

/** Statements that make one object with a plain name of its own. */
export const madeByName: Readonly<Record<string, readonly [kind: ObjectKind, field: string]>> = {
  CreatePublicationStmt: ['publication', 'pubname'],
  CreateSubscriptionStmt: ['subscription', 'subname'],
  CreateEventTrigStmt: ['event trigger', 'trigname'],
  CreateFdwStmt: ['foreign data wrapper', 'fdwname'],
  CreateForeignServerStmt: ['server', 'servername'],
  CreateAmStmt: ['access method', 'amname'],
  CreatePLangStmt: ['language', 'plname'],
  CreateTableSpaceStmt: ['tablespace', 'tablespacename'],
  CreatedbStmt: ['database', 'dbname'],
  CreateRoleStmt: ['role', 'role'],
};

export function createByName(names: Names, node: any, kind: ObjectKind, field: string): Effect[] {
  return [made(names, named(names, kind, { name: node[field] }), node.replace ? 'replace' : ifNotExists(node))];
}

export function createStatistics(names: Names, node: any): Effect[] {
  const parts = stringsOf(node.defnames);
  const tables: Effect[] = (node.relations ?? []).filter((r: any) => r.RangeVar).map((r: any) => needed(names, relationObject(names, 'table', r.RangeVar)));
  if (parts.length === 0) return tables;
  names.from(0);
  return [...tables, made(names, named(names, 'statistics', qualified(parts)), ifNotExists(node))];
}

export function createConversion(names: Names, node: any): Effect[] {
  return [made(names, named(names, 'conversion', qualified(stringsOf(node.conversion_name))), 'none')];
}

export function createOperatorClass(names: Names, node: any): Effect[] {
  return [made(names, named(names, 'operator class', qualified(stringsOf(node.opclassname))), 'none')];
}

export function createOperatorFamily(names: Names, node: any): Effect[] {
  return [made(names, named(names, 'operator family', qualified(stringsOf(node.opfamilyname))), 'none')];
}

export function createCast(names: Names, node: any): Effect[] {
  const name = `${readType(node.sourcetype).type} AS ${readType(node.targettype).type}`;
  return [made(names, objectName('cast', { name }, names.whole), 'none')];
}

export function alterOwner(names: Names, node: any): Effect[] {
  const role = roleName(node.newowner);
  const object = ownedObject(names, node);
  const effects: Effect[] = object ? [needed(names, object)] : [];
  if (role === undefined) return effects;
  names.from(node.newowner.location);
  return [...effects, needed(names, objectName('role', { name: role }, names.find(role)))];
}

function ownedObject(names: Names, node: any): ObjectName | undefined {
  const kind = objectKind(node.objectType);
  if (!kind) return undefined;
  if (node.relation) return relationObject(names, kind, node.relation);
  if (node.object?.ObjectWithArgs) return kind === 'operator' ? undefined : routine(names, node.objectType, node.object.ObjectWithArgs);
  if (node.object?.List) return named(names, kind, qualified(stringsOf(node.object.List.items)));
  if (node.object?.String) return named(names, kind, { name: stringOf(node.object) });
  return undefined;
}

function rolesNeeded(names: Names, roles: any): Effect[] {
  const effects: Effect[] = [];
  for (const node of roles ?? []) {
    const role = roleName(node);
    if (role === undefined) continue;
    names.from((node.RoleSpec ?? node).location);
    effects.push(needed(names, objectName('role', { name: role }, names.find(role))));
  }
  return effects;
}

export function refresh(names: Names, node: any): Effect[] {
  return [needed(names, objectName('materialized view', nameOf(node.relation), relation(names, node.relation).range))];
}
