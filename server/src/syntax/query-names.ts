import type { QualifiedName } from './effects';
import { qualified, stringOf, stringsOf } from './effects-of/tree';

/**
 * The names that a query uses, out of PostgreSQL's own tree: all of them, but neither exactly where nor in which
 * sub-query. Where every one of them is there, there is nothing to say, and the query need not be read exactly, which
 * takes thirty times as long.
 */
export type Written = 'insert' | 'update' | 'delete';

export interface QueryNames {
  /** Relations; names of the query's own WITH are not among them. */
  readonly tables: readonly { readonly name: QualifiedName; readonly alias?: string; readonly written: Written | undefined }[];
  /** Columns of the written table: an INSERT's list, the left sides of SET. */
  readonly targets: readonly { readonly table: QualifiedName; readonly column: string }[];
  readonly columns: readonly { readonly qualifier?: string; readonly name: string }[];
  /** Names that the query gives itself: aliases, WITH, output columns. */
  readonly own: ReadonlySet<string>;
}

export function queryNames(kind: string, tree: any): QueryNames {
  const tables: { name: QualifiedName; alias?: string; written: Written | undefined }[] = [];
  const targets: { table: QualifiedName; column: string }[] = [];
  const columns: { qualifier?: string; name: string }[] = [];
  const own = new Set<string>();
  const ctes = new Set<string>();

  const table = (node: any, written?: Written): void => {
    const alias = node.alias?.aliasname;
    if (alias !== undefined) own.add(alias);
    for (const column of stringsOf(node.alias?.colnames)) own.add(column);
    const name = node.schemaname === undefined ? { name: node.relname } : { schema: node.schemaname, name: node.relname };
    tables.push({ name, ...(alias === undefined ? {} : { alias }), written });
  };
  const assigned = (list: any, to: QualifiedName): void => {
    for (const item of list ?? []) {
      if (item.ResTarget?.name !== undefined) targets.push({ table: to, column: item.ResTarget.name });
      visit(item.ResTarget?.val);
    }
  };
  const write = (node: any, statement: string): void => {
    table(node.relation, statement === 'InsertStmt' ? 'insert' : statement === 'DeleteStmt' ? 'delete' : 'update');
    const to = tables[tables.length - 1]!.name;
    for (const key in node) {
      if (key === 'relation') continue;
      if ((key === 'cols' && statement === 'InsertStmt') || (key === 'targetList' && statement === 'UpdateStmt')) assigned(node[key], to);
      else if (key === 'onConflictClause') {
        own.add('excluded');
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
      switch (key) {
        case 'RangeVar': table(node); break;
        case 'ColumnRef': {
          const fields = node.fields ?? [];
          const last = fields[fields.length - 1];
          if (last?.String) columns.push({ ...(fields.length > 1 ? { qualifier: stringOf(fields[fields.length - 2]) } : {}), name: stringOf(last) });
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
  return { tables: tables.filter(({ name }) => name.schema !== undefined || !ctes.has(name.name)), targets, columns, own };
}

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
