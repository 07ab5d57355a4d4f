/** PostgreSQL's other spellings of a type's name (format_type), for types that are not spelled by the grammar. */
const spellings: Readonly<Record<string, string>> = {
  int: 'integer', int4: 'integer', int8: 'bigint', int2: 'smallint', bool: 'boolean', float8: 'double precision', float4: 'real',
  varchar: 'character varying', bpchar: 'character', timestamptz: 'timestamp with time zone', timestamp: 'timestamp without time zone',
};

/** Are two types one, as far as a routine's signature goes? A schema that only one of them names is no difference. */
export function sameType(a: string, b: string): boolean {
  const [schemaA, nameA] = parts(a);
  const [schemaB, nameB] = parts(b);
  return nameA === nameB && (schemaA === undefined || schemaB === undefined || schemaA === schemaB);
}

export function sameSignature(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((type, i) => sameType(type, b[i]!));
}

/** Length and precision are no part of an argument's type. */
function parts(type: string): [string | undefined, string] {
  const plain = type.replace(/\(\d+(?:,\d+)*\)/, '');
  const array = plain.endsWith('[]') ? '[]' : '';
  const element = plain.replace(/(?:\[\])+$/, '');
  const dot = element.indexOf('.');
  const name = dot < 0 ? element : element.slice(dot + 1);
  return [dot < 0 ? undefined : element.slice(0, dot), (spellings[name] ?? name) + array];
}
