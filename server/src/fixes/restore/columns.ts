import type { SchemaObject } from '../../postgres/snapshot';
import { makeObjectName } from '../../schema/choose-name';
import { quoteName, quoteQualified } from '../quote-name';
import { nameIn, plainly } from './spelling';

/** A column as ADD COLUMN and CREATE TABLE take it, and what has to come before and after it for its sequence. */
export interface ColumnText {
  readonly text: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export function columnText(column: SchemaObject, sequences: readonly SchemaObject[], home: string | undefined): ColumnText {
  const { is, name } = column;
  const sequence = sequences.find((one) => belongsTo(one, column));
  if (sequence && isSerial(column, sequence)) return { text: `${quoteName(name)} ${serials[is['type']!]}`, before: [], after: [] };
  const parts = [quoteName(name), plainly(is['type']!, home)];
  if (is['collation'] !== undefined) parts.push(`COLLATE ${plainly(is['collation'], home)}`);
  if (is['identity'] !== undefined) parts.push(identityText(column, sequence, home));
  else if (is['generated'] !== undefined) parts.push(generatedText(is, home));
  else if (is['default'] !== undefined) parts.push(`DEFAULT ${plainly(is['default'], home)}`);
  if (is['not null'] !== undefined && is['identity'] === undefined) parts.push('NOT NULL');
  const own = sequence !== undefined && is['identity'] === undefined;
  return { text: parts.join(' '), before: own ? [createSequence(sequence, home)] : [], after: own ? [ownedBy(sequence, home)] : [] };
}

/** DEFAULT's place in a generated column. */
export function generatedText(is: SchemaObject['is'], home: string | undefined): string {
  return `GENERATED ALWAYS AS (${plainly(is['default'] ?? '', home)}) ${is['generated']!.toUpperCase()}`;
}

export function identityText(column: SchemaObject, sequence: SchemaObject | undefined, home: string | undefined): string {
  const named = sequence && sequence.name !== makeObjectName(column.parent!, column.name, 'seq') ? [`SEQUENCE NAME ${quoteQualified(nameIn(sequence.schema, sequence.name, home))}`] : [];
  const options = sequence ? [...named, ...sequenceOptions(sequence.is)] : [];
  return `GENERATED ${column.is['identity']!.toUpperCase()} AS IDENTITY${options.length === 0 ? '' : ` (${options.join(' ')})`}`;
}

const serials: Readonly<Record<string, string>> = { smallint: 'smallserial', integer: 'serial', bigint: 'bigserial' };
const largest: Readonly<Record<string, string>> = { smallint: '32767', integer: '2147483647', bigint: '9223372036854775807' };

export function belongsTo({ kind, is }: SchemaObject, { schema, parent, name }: SchemaObject): boolean {
  const bare = (path: string) => path.replaceAll('"', '');
  return kind === 'sequence' && is['owned by'] !== undefined && [`${schema}.${parent}.${name}`, `${parent}.${name}`].includes(bare(is['owned by']));
}

function isSerial(column: SchemaObject, sequence: SchemaObject): boolean {
  const { is } = column;
  const type = is['type']!;
  const takesNext = is['default']?.replaceAll('"', '') === `nextval('${sequence.schema}.${sequence.name}'::regclass)`;
  const usual = sequence.is['type'] === type && sequenceOptions(sequence.is).length === 0 && sequence.name === makeObjectName(column.parent!, column.name, 'seq') && sequence.schema === column.schema;
  return takesNext && usual && type in serials && is['not null'] !== undefined;
}

/** Those that differ from what CREATE SEQUENCE takes by itself. */
export function sequenceOptions(is: SchemaObject['is']): string[] {
  const up = !is['increment']?.startsWith('-');
  return [
    ...(is['increment'] === '1' ? [] : [`INCREMENT BY ${is['increment']}`]),
    ...(is['minimum'] === (up ? '1' : `-${BigInt(largest[is['type']!] ?? 0) + 1n}`) ? [] : [`MINVALUE ${is['minimum']}`]),
    ...(is['maximum'] === (up ? largest[is['type']!] : '-1') ? [] : [`MAXVALUE ${is['maximum']}`]),
    ...(is['start'] === (up ? is['minimum'] : is['maximum']) ? [] : [`START WITH ${is['start']}`]),
    ...(is['cache'] === '1' ? [] : [`CACHE ${is['cache']}`]),
    ...(is['cycle'] === undefined ? [] : ['CYCLE']),
  ];
}

export function createSequence(sequence: SchemaObject, home: string | undefined): string {
  const type = sequence.is['type'] === 'bigint' ? [] : [`AS ${sequence.is['type']}`];
  return ['CREATE SEQUENCE', quoteQualified(nameIn(sequence.schema, sequence.name, home)), ...type, ...sequenceOptions(sequence.is)].join(' ');
}

export function ownedBy({ schema, name, is }: SchemaObject, home: string | undefined): string {
  return `ALTER SEQUENCE ${quoteQualified(nameIn(schema, name, home))} OWNED BY ${is['owned by'] === undefined ? 'NONE' : plainly(is['owned by'], home)}`;
}
