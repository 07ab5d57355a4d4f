import { identifier, isComment, lex } from '../../syntax/lexer';
import type { Origin } from '../../schema/objects';
import type { Schema } from '../../schema/schema';
import { fromUtf8 } from '../../text/utf8';
import { applyEdits, insert, replace, type TextEdit } from '../../text/edits';
import { quoteName } from '../quote-name';
import { renamedColumns, schemaBefore, statementsSince, withPresentNames, type Maker } from './former-text';
import { tableIn, type Scene } from './scene';

/**
 * CREATE VIEW as it was. PostgreSQL has settled what each `*` stood for and what each column is called when the view was
 * made: where its tables have other columns by now, or other names for them, both are written out.
 */
export function viewText(scene: Scene, origin: Origin, maker: Maker): string {
  return withPresentNames(scene, origin, expanded(scene, origin, maker));
}

interface Source {
  readonly name: string;
  readonly columns: readonly string[] | undefined;
}

function expanded(scene: Scene, origin: Origin, { statement, text }: Maker): string {
  const then = statement.kind === 'DoStmt' ? undefined : schemaBefore(scene, origin);
  if (!then) return text;
  const renamed = renamedColumns(scene, origin, text);
  const kept = (shown: string, column: string) => (renamed.has(column) ? `${shown} AS ${quoteName(column)}` : shown);
  const toUtf16 = fromUtf8(text);
  const edits: TextEdit[] = [];
  for (const select of selectsIn(statement.tree())) {
    const sources: Source[] = [];
    for (const item of select.fromClause ?? []) sources.push(...sourcesOf(scene, origin, then, item));
    for (const { ResTarget: target } of select.targetList ?? []) {
      const reference = target?.val?.ColumnRef;
      const fields: any[] = reference?.fields ?? [];
      if (fields.length === 0) continue;
      const column: string | undefined = fields[fields.length - 1].String?.sval;
      if (column !== undefined && target.name === undefined && renamed.has(column)) edits.push(insert(referenceEnd(text, toUtf16(reference.location ?? 0), fields.length), ` AS ${quoteName(column)}`));
      if (column !== undefined) continue;
      const qualifier: string | undefined = fields.length > 1 ? fields[fields.length - 2].String?.sval : undefined;
      const meant = qualifier === undefined ? sources : sources.filter((source) => source.name === qualifier);
      if (meant.length === 0 || meant.some((source) => source.columns === undefined)) continue;
      const start = toUtf16(reference.location ?? 0);
      const end = text.indexOf('*', start) + 1;
      const list = meant.flatMap((source) => source.columns!.map((name) => kept(sources.length > 1 || qualifier !== undefined ? `${quoteName(source.name)}.${quoteName(name)}` : quoteName(name), name)));
      if (end > 0) edits.push(replace({ start, end }, list.join(', ')));
    }
  }
  return applyEdits(text, edits);
}

/** Where a dotted name of so many parts ends. */
function referenceEnd(text: string, start: number, parts: number): number {
  const tokens = lex(text, start).filter((token) => !isComment(token));
  return tokens[parts * 2 - 2]?.end ?? start;
}

function* selectsIn(node: any): IterableIterator<any> {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const item of node) yield* selectsIn(item);
    return;
  }
  if (node.targetList && node.fromClause) yield node;
  for (const key in node) yield* selectsIn(node[key]);
}

/** What a FROM item brings; columns undefined: as they are, for all that is known, or not to be told. */
function sourcesOf(scene: Scene, origin: Origin, then: Schema, item: any): Source[] {
  if (item.JoinExpr) {
    const { larg, rarg, usingClause, isNatural } = item.JoinExpr;
    const both = [...sourcesOf(scene, origin, then, larg), ...sourcesOf(scene, origin, then, rarg)];
    return usingClause || isNatural ? both.map(({ name }) => ({ name, columns: undefined })) : both;
  }
  const node = item.RangeVar;
  const alias: string | undefined = (item.RangeSubselect ?? item.RangeFunction ?? node)?.alias?.aliasname;
  if (!node) return [{ name: alias ?? '', columns: undefined }];
  const written = { ...(node.schemaname === undefined ? {} : { schema: node.schemaname }), name: node.relname };
  return [{ name: alias ?? node.relname, columns: changedColumns(scene, origin, then, written) }];
}

/** The columns that a table had, if it has others now or gets them back in another order. */
function changedColumns(scene: Scene, origin: Origin, then: Schema, name: { readonly schema?: string; readonly name: string }): readonly string[] | undefined {
  const table = tableIn(then, name);
  if (!table?.columnsKnown || table.columns.length === 0) return undefined;
  let present = table.name;
  let columns = table.columns.map((column) => column.name);
  for (const statement of statementsSince(scene, origin))
    for (const effect of statement.effects) {
      if (effect.does !== 'rename') continue;
      if (effect.object.kind === 'column' && effect.object.parent?.name === present) columns = columns.map((column) => (column === effect.object.name ? effect.to : column));
      else if (effect.object.kind === 'table' && effect.object.name === present) present = effect.to;
    }
  const now = tableIn(scene.before, { name: present })?.columns.map((column) => column.name);
  const back = scene.context.up?.script.statements.some(({ effects }) => effects.some((effect) => effect.does === 'drop' && effect.object.kind === 'column' && effect.object.parent?.name === present));
  const names = table.columns.map((column) => column.name);
  return now?.join() === columns.join() && names.join() === columns.join() && !back ? undefined : names;
}

/** Names in a text, those in the bodies of functions included. */
export function wordsIn(text: string): Set<string> {
  const words = new Set<string>();
  for (const token of lex(text)) {
    if (isComment(token)) continue;
    const name = identifier(text, token);
    if (name !== undefined) words.add(name);
    else if (token.kind === 'dollar' || token.kind === 'string') for (const word of text.slice(token.start, token.end).match(/[a-z_][\w$]*/gi) ?? []) words.add(word.toLowerCase());
  }
  return words;
}
