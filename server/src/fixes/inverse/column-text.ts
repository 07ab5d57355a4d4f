import { identifier, isComment, lex, type Token } from '../../syntax/lexer';
import type { Column, Constraint, Table } from '../../schema/objects';
import { joinedColumns, makeObjectName } from '../../schema/choose-name';
import type { QualifiedName } from '../../syntax/effects';
import { contains } from '../../text/range';
import { isRetimed } from './constraint-text';
import { oneLine } from './one-line';
import { quoteName, quoteQualified } from '../quote-name';
import { statementsSince, withPresentNames } from './former-text';
import type { Scene } from './scene';

/** Words that end a column's type: the first of its constraints. */
const constraintWords = new Set(['constraint', 'default', 'not', 'null', 'primary', 'unique', 'references', 'check', 'generated', 'deferrable', 'initially', 'exclude']);

/** A column and the constraints that stand beside it. */
export interface ColumnText {
  /** `name type ...`, as it stands in ADD COLUMN. */
  readonly text: string;
  /** Those of the table's constraints that the text brings along. */
  readonly constraints: readonly Constraint[];
}

/** A column as it is: as it was written where that is still all there is to it, else put together. */
export function columnText(scene: Scene, table: Table, column: Column): ColumnText {
  const inline = table.constraints.filter((one) => isInline(column, one));
  if (isAsWritten(scene, table, column, inline)) return { text: oneLine(column.definition.text), constraints: inline };
  const serial = stillSerial(scene, column);
  const parts = [quoteName(column.name), serial ? serialOf(column.type) : typeText(scene, column)];
  if (column.identity) parts.push(identityText(column));
  else if (column.generated !== undefined) parts.push(generatedText(scene, table, column));
  else if (column.default !== undefined) parts.push(`DEFAULT ${oneLine(column.default)}`);
  if (column.notNull && !serial) parts.push('NOT NULL');
  return { text: parts.join(' '), constraints: [] };
}

/** A constraint that stands beside its column, not as a clause of its own. */
export function isInline(column: Column, constraint: Constraint): boolean {
  const { range, text } = column.definition;
  return constraint.origin.file === column.origin.file && contains({ start: range.start, end: range.start + text.length }, constraint.definition.range);
}

export function isAsWritten(scene: Scene, table: Table, column: Column, inline: readonly Constraint[]): boolean {
  const { definition } = column;
  if (column.name !== definition.name || column.type !== definition.type || column.default !== definition.default || column.identity !== definition.identity) return false;
  if (column.generated !== definition.generated || column.typeName.name !== definition.typeName.name) return false;
  const made = inline.length === constraintsIn(definition.text) && inline.every((one) => one.name === (one.definition.name ?? choice(table, one)) && !isRetimed(scene, table, one));
  const key = inline.some((one) => one.type === 'primary key');
  const notNull = key || column.serial || column.identity !== undefined || /\bnot\s+null\b/i.test(withoutStrings(definition.text));
  return made && (notNull || !column.notNull) && column.notNull === definition.notNull && withPresentNames(scene, column.origin, definition.text, table.name) === definition.text;
}

/** How many constraints with a name of their own are written in a column's text. */
function constraintsIn(text: string): number {
  let count = 0;
  let depth = 0;
  for (const token of lex(text)) {
    const c = text[token.start];
    if (token.kind === 'punctuation' && (c === '(' || c === '[')) depth++;
    if (token.kind === 'punctuation' && (c === ')' || c === ']')) depth--;
    if (depth === 0 && token.kind === 'word' && ['primary', 'unique', 'references', 'check'].includes(identifier(text, token)!)) count++;
  }
  return count;
}

function withoutStrings(text: string): string {
  return lex(text).filter((token) => token.kind === 'word').map((token) => text.slice(token.start, token.end)).join(' ');
}

/** The name that PostgreSQL would choose today if nothing had it yet. */
export function choice(table: Table, constraint: Constraint): string {
  const label = { 'primary key': 'pkey', unique: 'key', 'foreign key': 'fkey', check: 'check', exclude: 'excl', 'not null': 'not_null' }[constraint.type];
  const columns = [...new Set(constraint.columns)];
  if (constraint.type === 'primary key') return makeObjectName(table.name, undefined, label);
  if (constraint.type === 'check') return makeObjectName(table.name, columns.length === 1 ? columns[0] : undefined, label);
  return makeObjectName(table.name, joinedColumns(columns), label);
}

/** A change of its type leaves a serial column its sequence; a new default takes it away. */
function stillSerial(scene: Scene, column: Column): boolean {
  if (column.serial || column.definition.serial !== true || column.default !== undefined) return column.serial;
  for (const statement of statementsSince(scene, column.origin))
    for (const effect of statement.effects)
      if (effect.does === 'change' && effect.change.set === 'default' && effect.object.name === column.name) return false;
  return true;
}

const serials: Readonly<Record<string, string>> = { smallint: 'smallserial', bigint: 'bigserial', smallserial: 'smallserial', bigserial: 'bigserial', serial2: 'smallserial', serial8: 'bigserial' };

const serialOf = (type: string): string => serials[type] ?? 'serial';

const integers: Readonly<Record<string, string>> = { serial: 'integer', serial4: 'integer', bigserial: 'bigint', serial8: 'bigint', smallserial: 'smallint', serial2: 'smallint' };

/** The type as the file writes it, or as PostgreSQL spells the one it was changed to. */
export function typeText(scene: Scene, column: Column): string {
  const { definition } = column;
  if (definition.serial && column.type === definition.type) return integers[column.type] ?? column.type;
  if (column.type === definition.type && column.typeName.name === definition.typeName.name) {
    const written = writtenType(definition.text);
    if (written !== '') return withPresentNames(scene, column.origin, written);
  }
  return spelledType(column.type, column.typeName);
}

function writtenType(text: string): string {
  const tokens = lex(text).filter((token) => !isComment(token));
  const end = tokens.findIndex((_, i) => i > 1 && endsType(text, tokens, i));
  const last = tokens[(end < 0 ? tokens.length : end) - 1];
  return tokens[1] && last ? oneLine(text.slice(tokens[1].start, last.end)) : '';
}

function endsType(text: string, tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (let i = 0; i < at; i++) {
    const c = text[tokens[i]!.start];
    if (tokens[i]!.kind === 'punctuation') depth += c === '(' ? 1 : c === ')' ? -1 : 0;
  }
  return depth === 0 && tokens[at]!.kind === 'word' && constraintWords.has(identifier(text, tokens[at]!)!);
}

/** PostgreSQL's short spelling with the quotes that a name may need. */
export function spelledType(type: string, name: QualifiedName): string {
  const plain = name.schema === undefined ? name.name : `${name.schema}.${name.name}`;
  return type.startsWith(plain) && plain !== '' ? quoteQualified(name) + type.slice(plain.length) : type;
}

/** GENERATED ... AS IDENTITY with its options where the file gives them. */
export function identityText(column: Column): string {
  const written = /\bgenerated\s+(always|by\s+default)\s+as\s+identity(?:\s*\([^()]*\))?/i.exec(column.definition.text);
  const always = column.identity === 'always';
  if (written && /^always$/i.test(written[1]!) === always) return oneLine(written[0]);
  return `GENERATED ${always ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`;
}

function generatedText(scene: Scene, table: Table, column: Column): string {
  return oneLine(withPresentNames(scene, column.origin, column.generated!, table.name));
}
