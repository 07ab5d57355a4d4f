import type { QualifiedName } from './effects';
import { qualified, stringOf, stringsOf } from './effects-of/tree';

/**
 * The names that a query uses, out of PostgreSQL's own tree: all of them, but not in which sub-query. Where every one
 * of them is there, there is nothing to say, and the query need not be read exactly, which takes thirty times as long.
 * Each has the byte at which its first part starts, from the query's start.
 */
export type Written = 'insert' | 'update' | 'delete';

export interface QueryNames {
  /** Relations; names of the query's own WITH are not among them. */
  readonly tables: readonly { readonly name: QualifiedName; readonly alias?: string; readonly written: Written | undefined; readonly location: number }[];
  /** Columns of the written table: an INSERT's list, the left sides of SET. */
  readonly targets: readonly { readonly table: QualifiedName; readonly column: string; readonly location: number }[];
  readonly columns: readonly { readonly qualifier?: string; readonly name: string; readonly location: number }[];
  /** Names that the query gives itself: aliases, WITH, output columns. */
  readonly own: ReadonlySet<string>;
  /** One query without another in it, so that all columns belong to all tables. */
  readonly flat: boolean;
}

export function queryNames(kind: string, tree: any): QueryNames {
  const tables: { name: QualifiedName; alias?: string; written: Written | undefined; location: number }[] = [];
  const targets: { table: QualifiedName; column: string; location: number }[] = [];
  const columns: { qualifier?: string; name: string; location: number }[] = [];
  const own = new Set<string>();
  const ctes = new Set<string>();
  let flat = true;

  const table = (node: any, written?: Written): void => {
    const alias = node.alias?.aliasname;
    if (alias !== undefined) own.add(alias);
    for (const column of stringsOf(node.alias?.colnames)) own.add(column);
    const name = node.schemaname === undefined ? { name: node.relname } : { schema: node.schemaname, name: node.relname };
    tables.push({ name, ...(alias === undefined ? {} : { alias }), written, location: node.location ?? 0 });
    if (node.alias?.colnames) flat = false;
  };
  const assigned = (list: any, to: QualifiedName): void => {
    for (const item of list ?? []) {
      if (item.ResTarget?.name !== undefined) targets.push({ table: to, column: item.ResTarget.name, location: item.ResTarget.location ?? 0 });
      if (item.ResTarget?.indirection) flat = false;
      visit(item.ResTarget?.val);
    }
  };
  const write = (node: any, statement: string): void => {
    table(node.relation, statement === 'InsertStmt' ? 'insert' : statement === 'DeleteStmt' ? 'delete' : 'update');
    const to = tables[tables.length - 1]!.name;
    for (const key in node) {
      if (key === 'relation') continue;
      if (nests.has(key)) flat = false;
      if ((key === 'cols' && statement === 'InsertStmt') || (key === 'targetList' && statement === 'UpdateStmt')) assigned(node[key], to);
      else if (key === 'onConflictClause') {
        own.add('excluded');
        flat = false;
        const { targetList, ...rest } = node[key];
        assigned(targetList, to);
        visit(rest);
      } else visit(node[key]);
    }
  };
  const visit = (value: any): void => {
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) return value.forEach(visit);
    for (const key in value) {
      const node = value[key];
      if (nests.has(key) || (key === 'op' && /^SETOP_(?!NONE)/.test(node))) flat = false;
      switch (key) {
        case 'RangeVar': table(node); break;
        // FOR UPDATE OF takes the names that FROM gives.
        case 'lockedRels': break;
        case 'ColumnRef': {
          const fields = node.fields ?? [];
          const last = fields[fields.length - 1];
          if (last?.String) columns.push({ name: stringOf(last), ...(fields.length > 1 ? { qualifier: stringOf(fields[fields.length - 2]) } : {}), location: node.location ?? 0 });
          if (fields.length > 2) flat = false;
          break;
        }
        case 'InsertStmt': case 'UpdateStmt': case 'DeleteStmt': case 'MergeStmt': write(node, key); break;
        case 'CommonTableExpr':
          ctes.add(node.ctename);
          for (const column of stringsOf(node.aliascolnames)) own.add(column);
          visit(node);
          break;
        case 'ResTarget':
          if (node.name !== undefined) own.add(node.name);
          visit(node.val);
          break;
        case 'alias':
          if (node?.aliasname !== undefined) own.add(node.aliasname);
          for (const column of stringsOf(node?.colnames)) own.add(column);
          break;
        case 'coldeflist':
          for (const column of node ?? []) if (column.ColumnDef) own.add(column.ColumnDef.colname);
          break;
        case 'FuncCall':
          own.add(qualified(stringsOf(node.funcname)).name);
          visit(node);
          break;
        default: visit(node);
      }
    }
  };
  visit({ [kind]: tree });
  for (const name of ctes) own.add(name);
  return { tables: tables.filter(({ name }) => name.schema !== undefined || !ctes.has(name.name)), targets, columns, own, flat };
}

/** What makes a query more than one list of tables and the columns of them all. */
const nests = new Set([
  'SubLink', 'RangeSubselect', 'CommonTableExpr', 'RangeFunction', 'RangeTableFunc', 'RangeTableSample', 'returningClause', 'MergeStmt', 'windowClause',
  'usingClause', 'JsonTable',
]);

/** Names of the output columns as PostgreSQL gives them (FigureColname in parse_target.c); undefined: a `*`, or none that is certain. */
export function outputColumns(select: any): string[] | undefined {
  let node = select;
  while (node?.larg) node = node.larg.SelectStmt ?? node.larg;
  const names: string[] = [];
  for (const { ResTarget: target } of node?.targetList ?? []) {
    const name = target?.name ?? outputName(target?.val);
    if (name === undefined) return undefined;
    names.push(name);
  }
  return node?.valuesLists ? (node.valuesLists[0]?.List?.items ?? []).map((_: unknown, i: number) => `column${i + 1}`) : names;
}

/** Undefined: the kind of expression is not known here. */
function outputName(value: any): string | undefined {
  const [kind = ''] = Object.keys(value ?? {});
  const node = value?.[kind];
  switch (kind) {
    case 'ColumnRef': {
      const last = node.fields?.at(-1);
      return last?.String ? stringOf(last) : undefined;
    }
    case 'FuncCall': return stringsOf(node.funcname).at(-1);
    case 'TypeCast': {
      const inner = outputName(node.arg);
      return inner === '?column?' ? stringsOf(node.typeName?.names).at(-1) : inner;
    }
    case 'CollateClause': return outputName(node.arg);
    case 'CaseExpr': {
      const otherwise = node.defresult ? outputName(node.defresult) : '?column?';
      return otherwise === '?column?' ? 'case' : otherwise;
    }
    case 'SubLink':
      if (node.subLinkType === 'EXISTS_SUBLINK') return 'exists';
      if (node.subLinkType === 'ARRAY_SUBLINK') return 'array';
      return node.subLinkType === 'EXPR_SUBLINK' ? outputColumns(node.subselect?.SelectStmt)?.[0] : '?column?';
    case 'CoalesceExpr': return 'coalesce';
    case 'MinMaxExpr': return node.op === 'IS_LEAST' ? 'least' : 'greatest';
    case 'A_ArrayExpr': return 'array';
    case 'RowExpr': return 'row';
    case 'A_Const': case 'A_Expr': case 'BoolExpr': case 'NullTest': case 'BooleanTest': case 'ParamRef': return '?column?';
    default: return undefined;
  }
}
