import { isComment, lex } from '../../syntax/lexer';
import type { Constraint, Table } from '../../schema/objects';
import { quoteQualified } from '../quote-name';
import { choice, columnText, isAsWritten, isInline } from './column-text';
import { constraintText, isRetimed } from './constraint-text';
import { makerOf, schemaBefore, withPresentNames, type Maker } from './former-text';
import { withQueryTypes } from './query-types';
import { spelled, type Scene } from './scene';

export interface TableText {
  readonly text: string;
  /** The constraints that the text brings along. */
  readonly constraints: readonly Constraint[];
  /** It is the query that made the table, so that what the query reads must be there. */
  readonly queries?: boolean;
}

/**
 * CREATE TABLE for a table as it is: its own statement where nothing has changed it since, else put together, without its
 * foreign keys. Undefined where its columns are not known.
 */
export function tableText(scene: Scene, stored: Table): TableText | undefined {
  const maker = makerOf(scene, stored.origin);
  const then = maker && schemaBefore(scene, stored.origin);
  const table = maker && then && isAs(maker) ? withQueryTypes(stored, maker.statement.tree()?.query?.SelectStmt, then) : stored;
  if (maker && isWholeAsWritten(scene, table, maker)) return { text: maker.text, constraints: table.constraints };
  if (maker && isAs(maker) && (!table.columnsKnown || table.columns.some((column) => column.type === ''))) {
    const query = withPresentNames(scene, table.origin, maker.text, table.name).replace(/\s+with\s+(?:no\s+)?data$/i, '');
    return { text: `${query}\nWITH NO DATA`, constraints: [], queries: true };
  }
  if (!table.columnsKnown || table.columns.some((column) => column.type === '')) return undefined;
  const constraints = table.constraints.filter((one) => one.type !== 'foreign key' && one.type !== 'not null');
  const lines = [
    ...table.columns.map((column) => columnText(scene, { ...table, constraints: [] }, column).text),
    ...constraints.map((one) => constraintText(scene, table, one)),
  ];
  const kind = table.unlogged ? 'UNLOGGED TABLE' : table.kind === 'foreign table' ? 'FOREIGN TABLE' : 'TABLE';
  const tail = maker && !isAs(maker) ? withPresentNames(scene, table.origin, tailOf(maker.text), table.name) : '';
  return { text: `CREATE ${kind} ${quoteQualified(spelled(scene, table))} (\n${lines.map((line) => `    ${line}`).join(',\n')}\n)${tail}`, constraints };
}

const isAs = ({ effect }: Maker): boolean => effect.definition.of === 'table' && effect.definition.asQuery !== undefined;

function isWholeAsWritten(scene: Scene, table: Table, maker: Maker): boolean {
  const { definition, object } = maker.effect;
  if (definition.of !== 'table' || object.name !== table.name) return false;
  // Other names in it may have been found in another schema, too.
  if (definition.asQuery || maker.isElsewhere) return false;
  if (definition.partitionOf || definition.like.length > 0 || definition.inherits.length > 0) return table.constraints.every((one) => one.origin.statement.start === table.origin.statement.start && one.origin.file === table.origin.file);
  if (definition.columns.length !== table.columns.length || definition.constraints.length !== table.constraints.length) return false;
  const here = (one: { origin: Table['origin'] }) => one.origin.file === table.origin.file && one.origin.statement.start === table.origin.statement.start;
  const columns = table.columns.every((column) => here(column) && isAsWritten(scene, table, column, table.constraints.filter((one) => isInline(column, one))));
  const constraints = table.constraints.every((one) => here(one) && one.name === (one.definition.name ?? choice(table, one)) && !isRetimed(scene, table, one));
  return columns && constraints && withPresentNames(scene, table.origin, maker.text, table.name) === maker.text;
}

/** What follows the list of columns: PARTITION BY, INHERITS, WITH, TABLESPACE, SERVER. */
function tailOf(text: string): string {
  let depth = 0;
  for (const token of lex(text).filter((one) => !isComment(one))) {
    if (token.kind !== 'punctuation') continue;
    if (text[token.start] === '(') depth++;
    if (text[token.start] === ')' && --depth === 0) return text.slice(token.end).trimEnd();
  }
  return '';
}
