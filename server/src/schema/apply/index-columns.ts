import type { IndexDefinition } from '../../syntax/effects';
import { columnsIn } from '../../syntax/effects-of/tree';
import { identifier, lex } from '../../syntax/lexer';
import type { Statement } from '../../syntax/statement';

/**
 * What PostgreSQL calls the columns of an index when it chooses the index's name: key and INCLUDE columns by their names, an
 * expression as FigureIndexColname (parser/parse_target.c) would head its column. Undefined: the expression has no name.
 */
export function indexColumnLabels(statement: Statement, index: IndexDefinition): (string | undefined)[] {
  const parameters = parametersOf(statement);
  if (parameters.length === 0) return index.columns.map((column) => column ?? undefined);
  return parameters.map(({ IndexElem: element }: any) => element.name ?? figure(element.expr)?.name);
}

/** Of CREATE INDEX itself; in a DO block the tree is another. */
function parametersOf(statement: Statement): readonly any[] {
  return statement.kind === 'IndexStmt' ? [...(statement.tree()?.indexParams ?? []), ...(statement.tree()?.indexIncludingParams ?? [])] : [];
}

/** Columns that an index uses beside its plain keys: in expressions, INCLUDE and predicate. */
export function otherColumns(statement: Statement, index: IndexDefinition): { readonly columns: readonly string[]; readonly exact: boolean } {
  if (!index.columns.includes(null) && index.where === undefined && !/\binclude\b/i.test(index.text)) return { columns: [], exact: true };
  const parameters = parametersOf(statement);
  if (parameters.length > 0) {
    const used = parameters.flatMap(({ IndexElem: element }) => element.name ?? columnsIn(element.expr));
    return { columns: [...new Set([...used, ...index.whereColumns])].filter((column) => !index.columns.includes(column)), exact: true };
  }
  const words = lex(index.text).flatMap((token) => identifier(index.text, token) ?? []);
  return { columns: [...new Set(words.slice(words.indexOf('on') + 1))], exact: false };
}

interface Figure {
  readonly name: string;
  /** 1: a mere guess, such as a cast's type; 2: a good name. */
  readonly strength: 1 | 2;
}

/** FigureColnameInternal. */
function figure(node: any): Figure | undefined {
  const [kind, value] = Object.entries(node ?? {})[0] as [string, any];
  const good = (name: string | undefined): Figure | undefined => (name ? { name, strength: 2 } : undefined);
  switch (kind) {
    case 'ColumnRef':
      return good(value.fields?.at(-1)?.String?.sval);
    case 'A_Indirection':
      return good(value.indirection?.map((i: any) => i.String?.sval).filter(Boolean).at(-1)) ?? figure(value.arg);
    case 'FuncCall':
      return good(value.funcname?.at(-1)?.String?.sval);
    case 'A_Expr':
      return value.kind === 'AEXPR_NULLIF' ? good('nullif') : undefined;
    case 'TypeCast': {
      const inner = figure(value.arg);
      if (inner?.strength === 2) return inner;
      const type = value.typeName?.names?.at(-1)?.String?.sval;
      return type ? { name: type, strength: 1 } : inner;
    }
    case 'CollateClause':
      return figure(value.arg);
    case 'GroupingFunc':
      return good('grouping');
    case 'CaseExpr': {
      const inner = figure(value.defresult);
      return inner && inner.strength > 1 ? inner : { name: 'case', strength: 1 };
    }
    case 'A_ArrayExpr':
      return good('array');
    case 'RowExpr':
      return good('row');
    case 'CoalesceExpr':
      return good('coalesce');
    case 'MinMaxExpr':
      return good(value.op === 'IS_GREATEST' ? 'greatest' : 'least');
    case 'XmlExpr':
      return good(({ IS_XMLCONCAT: 'xmlconcat', IS_XMLELEMENT: 'xmlelement', IS_XMLFOREST: 'xmlforest', IS_XMLPARSE: 'xmlparse', IS_XMLPI: 'xmlpi', IS_XMLROOT: 'xmlroot' } as any)[value.op]);
    default:
      return undefined;
  }
}
