import type { Effect, InsertedRows } from '../effects';
import type { Names } from '../names';
import { LazyScope, Query } from '../lazy-scope';
import { queryNames } from '../query-names';
import { nameOf } from './tables';
import { relation, relationObject, stringsOf } from './tree';

/** INSERT, UPDATE, DELETE, SELECT, MERGE; pgsql-ast-parser gives each name its place when that is asked for. */
export function data(names: Names, kind: string, node: any): Effect[] {
  const effects: Effect[] = [];
  if (kind === 'DeleteStmt') effects.push({ does: 'empty', table: nameOf(node.relation), range: names.whole });
  if (kind === 'SelectStmt') effects.push(...calls(names, node));
  effects.push({ does: 'query', reads: new LazyScope(new Query(names.text, queryNames(kind, node))), guard: 'none', range: names.whole });
  if (kind === 'InsertStmt') effects.push({ does: 'insert', insert: insertedRows(names, node), guard: 'none', range: names.whole });
  return effects;
}

function insertedRows(names: Names, node: any): InsertedRows {
  const columns = stringsOf((node.cols ?? []).map((c: any) => ({ sval: c.ResTarget?.name })));
  const lists: any[] | undefined = node.selectStmt?.SelectStmt?.valuesLists;
  return {
    table: { range: relation(names, node.relation).range, ...nameOf(node.relation) },
    columns: columns.length > 0 ? columns : undefined,
    rows: lists?.map((list) => (list.List?.items ?? []).map((value: any) => literalText(names, value))),
    onConflict: node.onConflictClause !== undefined,
  };
}

/** A literal as it is written, also behind a cast; null for anything else. */
function literalText(names: Names, value: any): string | null {
  if (value?.TypeCast) return literalText(names, value.TypeCast.arg);
  if (!value?.A_Const) return null;
  const index = names.indexAt(names.toUtf16(value.A_Const.location ?? 0));
  const first = names.rangeOf(index);
  // The grammar takes a sign into the number.
  const last = names.tokens[index]?.kind === 'operator' ? names.rangeOf(index + 1) : first;
  return names.text.slice(first.start, last.end);
}

/**
 * Functions that a bare SELECT of a migration calls for their side effect and that make no object (PostgreSQL's own;
 * pg_* besides). Any other may create or drop things: `SELECT create_hypertable('t', 'at')`.
 */
const harmless = new Set(['set_config', 'setval', 'nextval', 'currval', 'lastval', 'now', 'current_setting', 'version', 'count', 'max', 'min', 'sum', 'coalesce', 'clock_timestamp', 'to_regclass', 'format', 'lo_create', 'txid_current']);

function calls(names: Names, node: any): Effect[] {
  if (node.intoClause) return [{ does: 'unknown', why: 'SELECT INTO makes a table', range: names.whole }];
  const effects: Effect[] = [];
  for (const { ResTarget: target } of node.targetList ?? []) {
    const call = target?.val?.FuncCall;
    if (!call) continue;
    const name = stringsOf(call.funcname).at(-1) ?? '';
    if (name === 'set_config') effects.push(...setConfig(names, call));
    else if (!harmless.has(name) && !name.startsWith('pg_') && (node.fromClause ?? []).length === 0)
      effects.push({ does: 'unknown', why: `${name}() may change the schema`, range: names.whole });
  }
  return effects;
}

function setConfig(names: Names, call: any): Effect[] {
  const [setting, value] = (call.args ?? []).map((a: any) => a.A_Const?.sval?.sval ?? (a.A_Const?.sval ? '' : undefined));
  if (setting?.toLowerCase() !== 'search_path') return [];
  const schemas = value === undefined ? undefined : value.split(',').map((s: string) => s.trim().replace(/^"(.*)"$/, '$1')).filter(Boolean);
  return [{ does: 'search path', schemas, range: names.whole }];
}

export function setVariable(names: Names, node: any): Effect[] {
  if (node.name === 'role' || node.name === 'session_authorization') {
    const role = node.args?.[0]?.A_Const?.sval?.sval;
    if (role === undefined || role === 'none') return [];
    return [{ does: 'need', object: { kind: 'role', name: role, range: names.findString(role) === names.whole ? names.find(role) : names.whole }, guard: 'none', range: names.whole }];
  }
  if (node.name !== 'search_path') return [];
  const schemas = node.kind === 'VAR_SET_VALUE' ? (node.args ?? []).map((a: any) => a.A_Const?.sval?.sval ?? '') : undefined;
  return [{ does: 'search path', schemas: node.kind === 'VAR_SET_DEFAULT' || node.kind === 'VAR_RESET' ? ['$user', 'public'] : schemas, range: names.whole }];
}

export function truncate(names: Names, node: any): Effect[] {
  return (node.relations ?? []).flatMap((r: any): Effect[] => [
    { does: 'need', object: relationObject(names, 'table', r.RangeVar), guard: 'none', range: names.whole },
    { does: 'empty', table: nameOf(r.RangeVar), range: names.whole },
  ]);
}

export function copy(names: Names, node: any): Effect[] {
  if (!node.relation) return [];
  const table = relation(names, node.relation);
  const columns = stringsOf(node.attlist).map((name) => ({ name, role: 'target' as const, range: names.find(name) }));
  const source = { from: 'table' as const, table: nameOf(node.relation), use: node.is_from ? ('insert' as const) : ('read' as const), range: table.range };
  return [
    { does: 'query', reads: { sources: [source], columns, inner: [], open: false }, guard: 'none', range: names.whole },
    ...(node.is_from ? [{ does: 'empty' as const, table: nameOf(node.relation), range: names.whole }] : []),
  ];
}

export function lock(names: Names, node: any): Effect[] {
  return (node.relations ?? []).map((r: any): Effect => ({ does: 'need', object: relationObject(names, 'table', r.RangeVar), guard: 'none', range: names.whole }));
}

export function vacuum(names: Names, node: any): Effect[] {
  return (node.rels ?? []).flatMap((r: any): Effect[] =>
    r.VacuumRelation?.relation ? [{ does: 'need', object: relationObject(names, 'table', r.VacuumRelation.relation), guard: 'none', range: names.whole }] : [],
  );
}

export function reindex(names: Names, node: any): Effect[] {
  const kind = node.kind === 'REINDEX_OBJECT_INDEX' ? 'index' : node.kind === 'REINDEX_OBJECT_TABLE' ? 'table' : undefined;
  return kind && node.relation ? [{ does: 'need', object: relationObject(names, kind, node.relation), guard: 'none', range: names.whole }] : [];
}

export function call(names: Names, node: any): Effect[] {
  return [{ does: 'unknown', why: `${stringsOf(node.funccall?.funcname).join('.')}() may change the schema`, range: names.whole }];
}

