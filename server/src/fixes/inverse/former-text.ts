import { identifier, isComment, lex } from '../../syntax/lexer';
import type { EffectOf, ObjectKind } from '../../syntax/effects';
import type { Statement } from '../../syntax/statement';
import type { Schema } from '../../schema/schema';
import type { Origin } from '../../schema/objects';
import { contains } from '../../text/range';
import { applyEdits, insert, replace, type TextEdit } from '../../text/edits';
import { quoteName } from '../quote-name';
import type { Scene } from './scene';

/** The statement that made an object. */
export interface Maker {
  readonly statement: Statement;
  readonly effect: EffectOf<'create'>;
  /** The statement, or the part of a DO block, that makes it; without a semicolon, and with its schema where the down would make it in another. */
  readonly text: string;
  /** The search path was another one then. */
  readonly isElsewhere: boolean;
}

/** Undefined where the history does not hold the statement, or it made the object with text that was put together at run time. */
export function makerOf(scene: Scene, origin: Origin): Maker | undefined {
  for (const { up } of scene.context.folder.migrations) {
    if (!up || up.file !== origin.file || !contains(up.range, origin.statement)) continue;
    const statement = up.script.statements.find((one) => one.range.start === origin.statement.start);
    const effect = statement?.effects.find((one): one is EffectOf<'create'> => one.does === 'create' && one.object.range.start === origin.range.start);
    if (!statement || !effect) return undefined;
    if (statement.kind !== 'DoStmt') return { statement, effect, ...inItsSchema(scene, origin, effect, statement.text, statement.range.start) };
    if (effect.range.start === statement.range.start) return undefined;
    return { statement, effect, ...inItsSchema(scene, origin, effect, up.text.slice(effect.range.start, effect.range.end), effect.range.start) };
  }
  return undefined;
}

const inSchemas = new Set<ObjectKind>(['table', 'foreign table', 'view', 'materialized view', 'sequence', 'type', 'domain', 'function', 'procedure', 'aggregate']);

/** @param offset where the text begins in its file, in UTF-16 units */
function inItsSchema(scene: Scene, origin: Origin, { object }: EffectOf<'create'>, text: string, offset: number): Pick<Maker, 'text' | 'isElsewhere'> {
  const schema = schemaBefore(scene, origin)?.creationSchema();
  if (schema === undefined || schema === scene.home) return { text, isElsewhere: false };
  const isNamed = object.schema !== undefined || !inSchemas.has(object.kind);
  return { text: isNamed ? text : applyEdits(text, [insert(object.range.start - offset, `${quoteName(schema)}.`)]), isElsewhere: true };
}

/** The schema that the statement found. */
export function schemaBefore(scene: Scene, origin: Origin): Schema | undefined {
  for (const { up } of scene.context.folder.migrations) {
    if (up?.file !== origin.file) continue;
    const step = up.steps.find(({ statement }) => statement.range.start === origin.statement.start);
    if (step) return step.before;
  }
  return undefined;
}

/** What ran after a statement of the history and before the one that is being undone, in order. */
export function* statementsSince(scene: Scene, origin: Origin): IterableIterator<Statement> {
  let found = false;
  for (const { up, index } of scene.context.folder.migrations) {
    if (index > scene.context.index) return;
    if (!found && up?.file !== origin.file) continue;
    for (const statement of up?.script.statements ?? []) {
      if (index === scene.context.index && statement.range.start >= scene.statement.range.start) return;
      if (found) yield statement;
      else if (up!.file === origin.file && statement.range.start === origin.statement.start) found = true;
    }
  }
}

/** A table's name and those that it has had since a statement. */
export function formerNames(scene: Scene, origin: Origin, name: string): ReadonlySet<string> {
  const names = new Set([name]);
  for (const statement of [...statementsSince(scene, origin)].reverse())
    for (const effect of statement.effects) if (effect.does === 'rename' && effect.object.kind === 'table' && names.has(effect.to)) names.add(effect.object.name);
  return names;
}

/** Columns that were renamed after a statement, of tables that its text names; by the names that they had then. */
export function renamedColumns(scene: Scene, origin: Origin, text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of statementsSince(scene, origin))
    for (const effect of statement.effects)
      if (effect.does === 'rename' && effect.object.kind === 'column' && mentions(text, effect.object.parent?.name ?? '')) names.add(effect.object.name);
  return names;
}

/**
 * A statement's text with the names that its objects have by now: what was renamed since is written under its new name.
 * PostgreSQL follows renames in views, constraints, indexes and triggers, but not in the bodies of functions, which are
 * one token here. `table`: the one that the text belongs to without naming it.
 */
export function withPresentNames(scene: Scene, origin: Origin, text: string, table?: string): string {
  let result = text;
  for (const statement of statementsSince(scene, origin))
    for (const effect of statement.effects) {
      if (effect.does !== 'rename' || effect.object.kind === 'enum value' || effect.object.kind === 'constraint') continue;
      const { name, parent } = effect.object;
      if (parent && parent.name !== table && !mentions(result, parent.name)) continue;
      result = renamedIn(result, name, effect.to, effect.object.kind === 'column' || effect.object.kind === 'table');
    }
  return result;
}

function mentions(text: string, name: string): boolean {
  return lex(text).some((token) => identifier(text, token) === name);
}

/** `aliases`: what follows AS is a name of its own. */
export function renamedIn(text: string, from: string, to: string, aliases: boolean): string {
  const edits: TextEdit[] = [];
  let previous: string | undefined;
  for (const token of lex(text)) {
    if (isComment(token)) continue;
    const name = identifier(text, token);
    if (name === from && !(aliases && previous === 'as')) edits.push(replace(token, quoteName(to)));
    previous = name;
  }
  return applyEdits(text, edits);
}

/** A CREATE as CREATE OR REPLACE. */
export function orReplace(text: string): string {
  const tokens = lex(text).filter((token) => !isComment(token));
  const second = tokens[1] && identifier(text, tokens[1]);
  if (!tokens[0] || second === 'or') return text;
  return applyEdits(text, [insert(tokens[0].end, text[0] === 'c' ? ' or replace' : ' OR REPLACE')]);
}

/** The same without words that stand in front of the name: IF NOT EXISTS, CONCURRENTLY, OR REPLACE. */
export function withoutWords(text: string, words: string): string {
  const wanted = words.toLowerCase().split(' ');
  const tokens = lex(text).filter((token) => !isComment(token));
  const at = tokens.findIndex((_, i) => wanted.every((word, j) => tokens[i + j] && identifier(text, tokens[i + j]!) === word));
  if (at < 0) return text;
  const end = tokens[at + wanted.length]?.start ?? text.length;
  return applyEdits(text, [replace({ start: tokens[at]!.start, end }, '')]);
}
