import type { SchemaObject } from '../../postgres/snapshot';
import type { QualifiedName } from '../../syntax/effects';
import { identifier, lex } from '../../syntax/lexer';
import { quoteName, quoteQualified } from '../quote-name';

/** PostgreSQL's text without the schema in which names are found anyway: a person is to read it. */
export function plainly(sql: string, home: string | undefined): string {
  if (home === undefined || !sql.includes('.')) return sql;
  const tokens = lex(sql);
  let result = '';
  let from = 0;
  tokens.forEach((token, i) => {
    const dot = tokens[i + 1];
    const name = tokens[i + 2];
    if (dot?.start !== token.end || sql[dot.start] !== '.' || name?.start !== dot.end || (name.kind !== 'word' && name.kind !== 'quoted')) return;
    if (identifier(sql, token) !== home || (i > 0 && sql[tokens[i - 1]!.end - 1] === '.')) return;
    result += sql.slice(from, token.start);
    from = name.start;
  });
  return result + sql.slice(from);
}

export function nameIn(schema: string | undefined, name: string, home: string | undefined): QualifiedName {
  return schema === undefined || schema === home ? { name } : { schema, name };
}

/** The table (or type) that a part belongs to. */
export function ownerName({ schema, parent }: SchemaObject, home: string | undefined): QualifiedName {
  return nameIn(schema, parent!, home);
}

/** A routine's name and the types of its arguments. */
export function routineParts({ name }: SchemaObject, home: string | undefined): { readonly name: string; readonly types: string } {
  const at = name.indexOf('(');
  return { name: name.slice(0, at), types: plainly(name.slice(at + 1, -1), home) };
}

const onOwner = new Set(['trigger', 'rule', 'policy', 'constraint']);

/** As COMMENT ON and ALTER name it, without the kind's word. */
export function subject(object: SchemaObject, home: string | undefined): string {
  const { kind, schema, name } = object;
  if (kind === 'column' || kind === 'attribute') return `${quoteQualified(ownerName(object, home))}.${quoteName(name)}`;
  if (kind === 'domain constraint') return `${quoteName(name)} ON DOMAIN ${quoteQualified(ownerName(object, home))}`;
  if (onOwner.has(kind)) return `${quoteName(name)} ON ${quoteQualified(ownerName(object, home))}`;
  if (kind === 'function' || kind === 'procedure' || kind === 'aggregate') {
    const { name: own, types } = routineParts(object, home);
    return `${quoteQualified(nameIn(schema, own, home))}(${kind === 'aggregate' && types === '' ? '*' : types})`;
  }
  if (kind === 'cast') return `(${plainly(name, home)})`;
  return quoteQualified(nameIn(schema, name, home));
}

const words: Readonly<Record<string, string>> = { attribute: 'COLUMN', 'domain constraint': 'CONSTRAINT' };

/** The word or words after COMMENT ON, DROP and ALTER. */
export function kindWord({ kind }: SchemaObject): string {
  return words[kind] ?? kind.toUpperCase();
}

/** `%` and `,` of options: `fillfactor=70, autovacuum_enabled=false`, as WITH takes them. */
export function optionNames(options: string): readonly string[] {
  return options.split(', ').map((option) => option.slice(0, option.indexOf('=')));
}
