import type { DataTypeDef, Expr } from 'pgsql-ast-parser';

/** PostgreSQL's own names of types that have another in SQL: the name of an output column that is a cast. */
const typeNames: Record<string, string> = {
  int: 'int4', integer: 'int4', smallint: 'int2', bigint: 'int8', real: 'float4', float: 'float8', 'double precision': 'float8',
  decimal: 'numeric', dec: 'numeric', boolean: 'bool', char: 'bpchar', character: 'bpchar', 'character varying': 'varchar',
  'bit varying': 'varbit', 'timestamp with time zone': 'timestamptz', 'timestamp without time zone': 'timestamp',
  'time with time zone': 'timetz', 'time without time zone': 'time',
};


/**
 * The name of an output column that has no alias, as PostgreSQL's FigureColname (src/backend/parser/parse_target.c)
 * finds it; undefined where it cannot be told, or depends on the version.
 */
export function outputName(expr: Expr, name: (word: string) => string, ofQuery: (query: Expr) => string | undefined): string | undefined {
  return figure(expr).name;

  function figure(e: Expr): Figure {
    switch (e.type) {
      case 'ref':
        return strong(e.name === '*' ? undefined : name(e.name));
      case 'call':
        // The grammar's own syntax, not a function: TRIM calls btrim.
        return strong(e.function.name === 'trim' ? 'btrim' : name(e.function.name));
      case 'cast':
        return figured(e.operand, typeName(e.to));
      case 'case':
        return figured(e.else, 'case');
      case 'arrayIndex':
        return figure(e.array);
      case 'array':
      case 'array select':
        return strong('array');
      case 'list':
        return strong('row');
      case 'extract':
      case 'substring':
      case 'overlay':
        return strong(e.type);
      case 'keyword':
        return strong(e.keyword);
      case 'binary':
        return e.op === 'AT TIME ZONE' ? strong('timezone') : none;
      case 'boolean':
        // `bool` before PostgreSQL 15, when TRUE was a cast.
        return { name: undefined, strong: false };
      case 'select':
      case 'union':
      case 'union all':
      case 'values':
      case 'with':
      case 'with recursive':
        return strong(ofQuery(e));
      default:
        return none;
    }
  }

  /** A cast and CASE are called as what they give, if that has a name of its own. */
  function figured(e: Expr | null | undefined, otherwise: string): Figure {
    const own = e ? figure(e) : none;
    return own.strong ? own : { name: otherwise, strong: false };
  }

  function typeName(type: DataTypeDef): string {
    if (type.kind === 'array') return typeName(type.arrayOf);
    return typeNames[type.name] ?? name(type.name);
  }
}

interface Figure {
  readonly name: string | undefined;
  readonly strong: boolean;
}

const none: Figure = { name: '?column?', strong: false };

function strong(name: string | undefined): Figure {
  return { name, strong: true };
}
