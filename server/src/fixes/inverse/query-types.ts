import type { Column, Table } from '../../schema/objects';
import type { Schema } from '../../schema/schema';
import { readType } from '../../syntax/type-name';
import { spelledType } from './column-text';
import { tableIn } from './scene';

type Typed = Pick<Column, 'type' | 'typeName'>;

/** The table that CREATE TABLE AS made, with the types of those of its columns that its query tells. */
export function withQueryTypes(table: Table, select: any, schema: Schema): Table {
  const types = typesOf(select, schema);
  const columns = table.columns.map((column, i): Column => {
    const found = column.type === '' ? types[i] : undefined;
    if (!found) return column;
    return { ...column, ...found, definition: { ...column.definition, ...found, text: `${column.definition.text} ${spelledType(found.type, found.typeName)}` } };
  });
  return { ...table, columns };
}

/** A type for each output column, undefined where it cannot be told. */
function typesOf(select: any, schema: Schema): (Typed | undefined)[] {
  if (!select) return [];
  if (select.op !== undefined && select.op !== 'SETOP_NONE') return typesOf(select.larg?.SelectStmt ?? select.larg, schema);
  const sources = (select.fromClause ?? []).flatMap((item: any) => tablesIn(item, schema));
  return (select.targetList ?? []).flatMap(({ ResTarget: target }: any) => outputTypes(target?.val, sources));
}

interface Source {
  readonly name: string;
  readonly table: Table | undefined;
}

function tablesIn(item: any, schema: Schema): Source[] {
  if (item.JoinExpr) return [...tablesIn(item.JoinExpr.larg, schema), ...tablesIn(item.JoinExpr.rarg, schema)];
  const node = item.RangeVar;
  if (!node) return [{ name: '', table: undefined }];
  const table = tableIn(schema, { ...(node.schemaname === undefined ? {} : { schema: node.schemaname }), name: node.relname });
  return [{ name: node.alias?.aliasname ?? node.relname, table }];
}

function outputTypes(value: any, sources: readonly Source[]): (Typed | undefined)[] {
  if (value?.TypeCast) {
    const { type, name } = readType(value.TypeCast.typeName);
    return [{ type, typeName: name }];
  }
  const fields: any[] = value?.ColumnRef?.fields ?? [];
  if (fields.length === 0) return [undefined];
  const qualifier: string | undefined = fields.length > 1 ? fields[fields.length - 2].String?.sval : undefined;
  const meant = qualifier === undefined ? sources : sources.filter((source) => source.name === qualifier);
  const last = fields[fields.length - 1];
  if (last.A_Star !== undefined) return meant.flatMap(({ table }) => (table?.columns ?? []).map(typeOfColumn));
  for (const { table } of meant) {
    const column = table?.columns.find((one) => one.name === last.String?.sval);
    if (column) return [typeOfColumn(column)];
  }
  return [undefined];
}

const integers: Readonly<Record<string, string>> = { serial: 'integer', bigserial: 'bigint', smallserial: 'smallint' };

function typeOfColumn(column: Column): Typed | undefined {
  if (column.type === '') return undefined;
  const type = integers[column.type] ?? column.type;
  return { type, typeName: type === column.type ? column.typeName : { name: type } };
}
