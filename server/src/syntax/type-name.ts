import type { QualifiedName } from './effects';

/** PostgreSQL's internal names of the types that the grammar spells with words (gram.y, format_type). */
const spelled: Readonly<Record<string, string>> = {
  bool: 'boolean', int2: 'smallint', int4: 'integer', int8: 'bigint', float4: 'real', float8: 'double precision',
  varchar: 'character varying', bpchar: 'character', varbit: 'bit varying', decimal: 'numeric',
};
const timeTypes: Readonly<Record<string, readonly [string, string]>> = {
  timestamptz: ['timestamp', ' with time zone'], timestamp: ['timestamp', ' without time zone'],
  timetz: ['time', ' with time zone'], time: ['time', ' without time zone'],
};
/** `typmod` of an interval that names no fields (INTERVAL_FULL_RANGE in utils/timestamp.h). */
const intervalFullRange = 0x7fff;

export interface TypeReading {
  readonly type: string;
  readonly name: QualifiedName;
  readonly serial: boolean;
}

/** A TypeName node in PostgreSQL's short spelling, as format_type gives it. */
export function readType(node: any): TypeReading {
  const parts: string[] = (node?.names ?? []).map((n: any) => n.String?.sval ?? '');
  const builtin = parts[0] === 'pg_catalog';
  const last = parts[parts.length - 1] ?? '';
  const schema = parts.length > 1 && !builtin ? parts[parts.length - 2] : undefined;
  const serial = parts.length === 1 && /^(?:small|big)?serial[248]?$/.test(last);
  const modifiers = (node?.typmods ?? []).map((m: any) => m.A_Const?.ival?.ival ?? (m.A_Const?.ival ? 0 : undefined));
  let name = schema === undefined ? last : `${schema}.${last}`;
  let type: string;
  const time = timeTypes[last];
  if (time && schema === undefined) type = time[0] + arguments_(modifiers) + time[1];
  else if (last === 'interval' && schema === undefined)
    type = modifiers.length === 2 && modifiers[0] === intervalFullRange ? `interval(${modifiers[1]})` : 'interval';
  else {
    name = schema === undefined ? (spelled[last] ?? last) : name;
    type = name === 'character' && modifiers.length === 1 && modifiers[0] === 1 ? 'character(1)' : name + arguments_(modifiers);
  }
  return { type: type + '[]'.repeat((node?.arrayBounds ?? []).length), name: { name: last, ...(schema === undefined ? {} : { schema }) }, serial };
}

function arguments_(modifiers: readonly (number | undefined)[]): string {
  return modifiers.length > 0 && modifiers.every((m) => m !== undefined) ? `(${modifiers.join(',')})` : '';
}
