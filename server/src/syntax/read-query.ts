import type {
  DeleteStatement, Expr, From, InsertStatement, PGNode, SelectedColumn, SelectFromStatement, SetStatement, Statement, UpdateStatement,
  WithRecursiveStatement, WithStatement,
} from 'pgsql-ast-parser';
import { columnsIn, columnUse, nameAt, namesIn, placeOf } from './query/names-in-query';
import { outputColumns, outputLabel, renamed, type Columns, type Selection } from './query/output-columns';
import { parseQuery, type QueryTree } from './query/parse-query';
import { plainQuery, type PlainQuery } from './query/plain-query';
import { setReturning } from './query/set-returning';
import { draft, settled, type Draft } from './query/settle-scope';
import type { ColumnUse, Scope } from './scope';

/**
 * The names that one SELECT, VALUES, INSERT, UPDATE, DELETE or WITH uses, at UTF-16 offsets in `text`.
 * Undefined where pgsql-ast-parser cannot read it; never throws.
 *
 * A name that no source here can hold is no error yet: in a function's body it may be a variable. `excluded.x` comes
 * as a column of the table that is written, by the name by which the statement calls that table.
 */
export function readQuery(text: string): Scope | undefined {
  const plain = plainQuery(text);
  const tree = plain && parseQuery(plain);
  if (!tree) return undefined;
  const scopes: Draft[] = [];
  const query: Query = { ...tree, plain, ctes: new Map(), beside: scopes, ordersUnion: false, outputs: new Map() };
  try {
    return statement(tree.statement, query) === null ? undefined : settled(scopes);
  } catch (error) {
    // A chain of thousands of operators is a tree as deep.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Where in the statement a query stands. */
interface Query extends QueryTree {
  readonly plain: PlainQuery;
  readonly ctes: ReadonlyMap<string, Columns>;
  /** Scopes that see what this query sees from outside. */
  readonly beside: Draft[];
  /** ORDER BY sorts a UNION that this query is the last part of. */
  readonly ordersUnion: boolean;
  /** Output columns of the sub-queries that have been read. */
  readonly outputs: Map<PGNode, Columns>;
}

/** Output columns; null where it is no statement of data. */
function statement(node: Statement, q: Query): Columns | null {
  switch (node.type) {
    case 'select':
      return select(node, q);
    case 'union':
    case 'union all': {
      const columns = statement(node.left, q);
      statement(node.right, { ...q, ordersUnion: true });
      return columns;
    }
    case 'values':
      expression(node.values, opened(q), q);
      return node.values[0]?.map((_, index) => `column${index + 1}`);
    case 'with':
    case 'with recursive':
      return withQueries(node, q);
    case 'insert':
      return insert(node, q);
    case 'update':
    case 'delete':
      return change(node, q);
    default:
      return null;
  }
}

function subQuery(node: Statement, q: Query, beside: Draft[]): Columns {
  return statement(node, { ...q, beside, ordersUnion: false }) ?? undefined;
}

function withQueries(node: WithStatement | WithRecursiveStatement, q: Query): Columns | null {
  const ctes = new Map(q.ctes);
  const queries = node.type === 'with' ? node.bind : [{ alias: node.alias, statement: node.bind }];
  const named = queries.map((one) => ({ name: q.plain.name(one.alias.name), columns: columnList(one.alias, q), body: one.statement }));
  const recursive = /^[\s(]*with\s+recursive\b/i.test(q.plain.text.slice(placeOf(node).start));
  if (recursive) for (const { name, columns } of named) ctes.set(name, columns);
  for (const { name, columns, body } of named) ctes.set(name, renamed(subQuery(body, { ...q, ctes }, q.beside), columns));
  return statement(node.in, { ...q, ctes });
}

/** The library reads WITH x (a, b) only after RECURSIVE: the list is in the text. */
function columnList(alias: PGNode, q: Query): Columns {
  const list = /^\s*\(([^()]*)\)\s*as\b/i.exec(q.plain.text.slice(placeOf(alias).end))?.[1];
  return list === undefined ? undefined : namesIn(list, q);
}

function select(node: SelectFromStatement, q: Query): Columns {
  const scope = opened(q);
  const from = node.from ?? [];
  for (const item of from) source(item, scope, q);
  expression([node.columns?.map((column) => column.expr), node.where, node.having, node.limit], scope, q);

  const selection = selected(node.columns, scope, q, from.some((item) => item.join?.using));
  const labels = new Set<string | undefined>();
  for (const column of node.columns ?? []) {
    const { alias, expr } = column;
    const label = outputLabel(column, selection);
    // A column under its own name is a use of it.
    if (alias || expr.type !== 'ref' || (label === undefined && expr.name !== '*')) labels.add(label);
  }
  const anyLabel = q.ordersUnion || labels.has(undefined);
  const isLabel = (column: ColumnUse) => column.qualifier === undefined && (anyLabel || labels.has(column.name));
  const sorted = draft();
  expression([node.groupBy, node.orderBy, Array.isArray(node.distinct) ? node.distinct : undefined], sorted, q);
  scope.columns.push(...sorted.columns.filter((column) => !isLabel(column)));
  scope.inner.push(...sorted.inner);
  return outputColumns(selection);
}

function insert(node: InsertStatement, q: Query): Columns {
  const scope = opened(q);
  target(node.into, 'insert', scope, q);
  for (const column of node.columns ?? []) scope.columns.push(...columnsIn(placeOf(column), 'target', q));
  if (node.insert) subQuery(node.insert, q, q.beside);
  const conflict = node.onConflict;
  if (conflict?.on?.type === 'on expr') expression(conflict.on.exprs, scope, q);
  if (conflict && conflict.do !== 'do nothing') assignments(conflict.do.sets, scope, q);
  expression(conflict?.where, scope, q);
  return returning(node.returning, scope, q);
}

function change(node: UpdateStatement | DeleteStatement, q: Query): Columns {
  const scope = opened(q);
  const update = node.type === 'update';
  target(update ? node.table : node.from, node.type, scope, q);
  const from = q.froms.get(placeOf(node).start) ?? (update && node.from ? [node.from] : []);
  for (const item of from) source(item, scope, q);
  if (update) assignments(node.sets, scope, q);
  expression(node.where, scope, q);
  return returning(node.returning, scope, q);
}

function target(node: PGNode & { alias?: string }, use: 'insert' | 'update' | 'delete', scope: Draft, q: Query): void {
  const { range, ...table } = nameAt(node, q);
  scope.sources.push({ from: 'table', table, ...alias(node.alias, q), use, range });
}

function assignments(sets: readonly SetStatement[], scope: Draft, q: Query): void {
  for (const { column, value } of sets) {
    const { start, end } = placeOf(column);
    // (a, b) = (SELECT ...) is read as a = (SELECT ...).
    const before = q.plain.text.slice(0, start).trimEnd().length - 1;
    const cut = q.plain.text[before] === '(' && q.read[before] === ' ';
    scope.columns.push(...columnsIn({ start, end: cut ? q.plain.text.indexOf(')', end) : end }, 'target', q));
    expression(value, scope, q);
  }
}

function returning(columns: readonly SelectedColumn[] | null | undefined, scope: Draft, q: Query): Columns {
  if (!columns) return undefined;
  expression(columns, scope, q);
  return outputColumns(selected(columns, scope, q, false));
}

function selected(columns: readonly SelectedColumn[] | null | undefined, { sources }: Draft, q: Query, merged: boolean): Selection {
  return { ...q, selected: columns, sources, merged, ofQuery: (query) => q.outputs.get(query) };
}

/** A part of FROM. */
function source(item: From, scope: Draft, q: Query): void {
  if (item.type === 'table') table(item.name, scope, q);
  else if (item.type === 'statement') {
    const columns = subQuery(item.statement, q, item.lateral ? scope.inner : q.beside);
    scope.sources.push({ from: 'other', ...alias(item.alias, q), columns: renamed(columns, names(item.columnNames, q)) });
  } else {
    expression(item.args, scope, q);
    const called = q.plain.name(item.alias?.name ?? item.function.name);
    const known = setReturning.get(item.function.name);
    const columns = known === undefined ? undefined : [...(known ?? [called]), ...(item.withOrdinality ? ['ordinality'] : [])];
    scope.sources.push({ from: 'other', alias: called, columns: renamed(columns, names(item.alias?.columns, q)) });
  }
  expression(item.join?.on, scope, q);
  if (item.join?.using) {
    const { end } = placeOf(item);
    scope.columns.push(...columnsIn({ start: q.read.lastIndexOf('(', end), end }, 'read', q));
  }
}

function table(node: PGNode & { alias?: string; columnNames?: readonly { name: string }[] | null }, scope: Draft, q: Query): void {
  const { range, ...table } = nameAt(node, q);
  const called = alias(node.alias, q);
  const list = names(node.columnNames, q);
  if (table.schema === undefined && q.ctes.has(table.name))
    scope.sources.push({ from: 'other', alias: table.name, ...called, columns: renamed(q.ctes.get(table.name), list) });
  else if (list) {
    // Its columns have other names here: the table is read, and cannot be asked for them.
    scope.inner.push({ ...draft(), sources: [{ from: 'table', table, use: 'read', range }] });
    scope.sources.push({ from: 'other', ...called, columns: undefined });
  } else scope.sources.push({ from: 'table', table, ...called, use: 'read', range });
}

/** Any part of a tree outside FROM. */
function expression(node: unknown, scope: Draft, q: Query): void {
  if (Array.isArray(node)) for (const one of node) expression(one, scope, q);
  else if (typeof node === 'object' && node !== null) operand(node as Expr, scope, q);
}

function operand(node: Expr, scope: Draft, q: Query): void {
  switch (node.type) {
    case 'ref':
      scope.columns.push(...columnUse(node, q));
      break;
    case 'select':
    case 'union':
    case 'union all':
    case 'values':
    case 'with':
    case 'with recursive':
      q.outputs.set(node, subQuery(node, q, scope.inner));
      break;
    case 'cast':
      expression(node.operand, scope, q);
      break;
    case 'call':
      // normalize(text, NFC): the form is a key word.
      expression(node.function.name === 'normalize' ? node.args[0] : node.args, scope, q);
      expression([node.orderBy, node.filter, node.withinGroup, node.over], scope, q);
      break;
    default:
      for (const part of Object.values(node)) expression(part, scope, q);
  }
}

function alias(word: string | undefined, q: Query): { alias?: string } {
  return word === undefined ? {} : { alias: q.plain.name(word) };
}

function names(list: readonly { name: string }[] | null | undefined, q: Query): Columns {
  return list?.map((one) => q.plain.name(one.name));
}

function opened(q: Query): Draft {
  const scope = draft();
  q.beside.push(scope);
  return scope;
}
