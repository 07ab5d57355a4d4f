import type { StatementBlock } from '../migrations/convention';
import type { Problem } from '../schema/problem';
import type { Effect, EffectOf, ObjectKind } from '../syntax/effects';
import type { Statement } from '../syntax/statement';
import { insert, type TextEdit } from '../text/edits';
import { keywordsLike } from './style';
import { quoteName, quoteQualified } from './quote-name';
import { insertBefore, nameStart, wrapInDo } from './statement-edits';

export interface Guarding {
  readonly title: string;
  readonly edits: () => readonly TextEdit[];
}

const takesIfNotExists = new Set<ObjectKind>([
  'table', 'foreign table', 'index', 'sequence', 'schema', 'extension', 'materialized view', 'column', 'enum value', 'statistics', 'server', 'collation',
]);
const takesOrReplace = new Set<ObjectKind>(['function', 'procedure', 'aggregate', 'view', 'rule', 'trigger', 'language']);
const ifExistsTakers = new Set<ObjectKind>([
  'table', 'foreign table', 'view', 'materialized view', 'index', 'sequence', 'schema', 'extension', 'type', 'domain', 'function', 'procedure', 'routine',
  'aggregate', 'trigger', 'policy', 'rule', 'role', 'column', 'constraint', 'publication', 'statistics', 'collation', 'server', 'foreign data wrapper',
  'event trigger', 'text search configuration', 'text search dictionary', 'cast', 'language', 'access method', 'conversion', 'subscription',
]);

/**
 * What makes a statement harmless when it runs a second time: IF [NOT] EXISTS or OR REPLACE at the exact token, or,
 * where the grammar has neither, a DROP ... IF EXISTS in front or a DO block around. Undefined: there is no such guard.
 * `block`: lines of the tool that a DO block needs around it.
 */
export function guard(text: string, problem: Problem, block: StatementBlock | undefined): Guarding | undefined {
  const { statement, effect } = problem;
  if (problem.kind === 'depended' || effect.range.start < statement.range.start || statement.kind === 'DoStmt') return undefined;
  switch (effect.does) {
    // No guard brings back what the statement needs.
    case 'create': return problem.kind === 'missing' || effect.guard === 'replace' ? undefined : guardCreate(text, statement, effect, block);
    case 'drop': return ifExists(statement, effect);
    case 'rename': return guardRename(text, problem, effect, block);
    case 'insert': return onConflict(statement, effect);
    case 'need': case 'change': case 'validate': return alterIfExists(problem);
    default: return undefined;
  }
}

function guardCreate(text: string, statement: Statement, effect: EffectOf<'create'>, block: StatementBlock | undefined): Guarding | undefined {
  const { object, definition } = effect;
  const what = described(effect);
  if (definition.of === 'index' && !definition.index.named) {
    if (definition.index.columns.some((column) => column === null)) return undefined;
    const name = [definition.index.table.name, ...definition.index.columns, 'idx'].join('_');
    const on = statement.tokens().find((token) => /^on$/i.test(text.slice(token.start, token.end)));
    if (!on || new TextEncoder().encode(name).length > 63) return undefined;
    return { title: `Name the index ${name} and add IF NOT EXISTS`, edits: () => [insert(on.start, `${keywordsLike(statement, 'IF NOT EXISTS')} ${quoteName(name)} `)] };
  }
  if (takesIfNotExists.has(object.kind))
    return { title: `Add IF NOT EXISTS to ${what}`, edits: () => [insert(nameStart(statement, object.range), `${keywordsLike(statement, 'IF NOT EXISTS')} `)] };
  const constraintTrigger = definition.of === 'trigger' && definition.constraint;
  if (takesOrReplace.has(object.kind) && !constraintTrigger)
    return { title: `Add OR REPLACE to ${what}`, edits: () => [insert(statement.tokens()[0]!.end, ` ${keywordsLike(statement, 'OR REPLACE')}`)] };
  const keyed = definition.of === 'constraint' && (definition.constraint.type === 'primary key' || definition.constraint.type === 'unique');
  if (object.kind === 'constraint' && !keyed && object.parent && object.name !== '') {
    const line = `ALTER TABLE ${quoteQualified(object.parent)} DROP CONSTRAINT IF EXISTS ${quoteName(object.name)};`;
    return { title: `Drop ${what} first if it exists`, edits: () => [insertBefore(text, statement, [line])] };
  }
  if ((object.kind === 'policy' || object.kind === 'trigger') && object.parent) {
    const line = `DROP ${object.kind.toUpperCase()} IF EXISTS ${quoteName(object.name)} ON ${quoteQualified(object.parent)};`;
    return { title: `Drop ${what} first if it exists`, edits: () => [insertBefore(text, statement, [line])] };
  }
  // The index goes into the constraint: a second run has built it again, or does not find it.
  if (definition.of === 'constraint' && definition.constraint.usingIndex !== undefined) return undefined;
  if (object.kind === 'constraint' && keyed)
    return { title: `Skip ${what} when it is there`, edits: () => [wrapInDo(text, statement, ['duplicate_object', 'duplicate_table', 'invalid_table_definition'], block)] };
  if (['type', 'domain', 'role', 'cast', 'conversion', 'publication', 'event trigger', 'foreign data wrapper'].includes(object.kind))
    return { title: `Skip ${what} when it is there`, edits: () => [wrapInDo(text, statement, ['duplicate_object'], block)] };
  return undefined;
}

function ifExists(statement: Statement, effect: EffectOf<'drop'>): Guarding | undefined {
  if (!ifExistsTakers.has(effect.object.kind)) return undefined;
  // DROP TABLE a, b has one IF EXISTS, in front of the first name.
  const first = statement.kind === 'DropStmt' || statement.kind === 'DropRoleStmt' ? firstDropped(statement) : effect.object.range;
  return { title: `Add IF EXISTS to the drop of ${described(effect)}`, edits: () => [insert(nameStart(statement, first), `${keywordsLike(statement, 'IF EXISTS')} `)] };
}

function firstDropped(statement: Statement) {
  const drop = statement.effects.find((effect): effect is EffectOf<'drop'> => effect.does === 'drop')!;
  return drop.object.range;
}

/**
 * ALTER ... RENAME: of a relation IF EXISTS; of anything else a DO block that swallows the missing old name, and the new one
 * that is there where the file makes the old one again.
 */
function guardRename(text: string, { statement, kind: problem }: Problem, effect: EffectOf<'rename'>, block: StatementBlock | undefined): Guarding | undefined {
  const { kind } = effect.object;
  if (['table', 'view', 'materialized view', 'index', 'sequence', 'foreign table'].includes(kind))
    return { title: `Add IF EXISTS to the rename of ${described(effect)}`, edits: () => [insert(nameStart(statement, effect.object.range), `${keywordsLike(statement, 'IF EXISTS')} `)] };
  const condition = kind === 'column' ? 'undefined_column' : kind === 'function' || kind === 'procedure' ? 'undefined_function' : kind === 'enum value' ? 'invalid_parameter_value' : 'undefined_object';
  const taken = kind === 'column' ? 'duplicate_column' : kind === 'function' || kind === 'procedure' ? 'duplicate_function' : 'duplicate_object';
  return { title: `Skip the rename of ${described(effect)} when it is done`, edits: () => [wrapInDo(text, statement, problem === 'duplicate' ? [condition, taken] : [condition], block)] };
}

function onConflict(statement: Statement, effect: EffectOf<'insert'>): Guarding | undefined {
  const tokens = statement.tokens();
  let depth = 0;
  let at = statement.range.end;
  for (const token of tokens) {
    const word = statement.text.slice(token.start - statement.range.start, token.end - statement.range.start);
    if (word === '(') depth++;
    else if (word === ')') depth--;
    else if (depth === 0 && /^returning$/i.test(word)) {
      at = tokens[tokens.indexOf(token) - 1]!.end;
      break;
    }
  }
  return { title: `Add ON CONFLICT DO NOTHING to the insert into ${effect.insert.table.name}`, edits: () => [insert(at, ` ${keywordsLike(statement, 'ON CONFLICT DO NOTHING')}`)] };
}

/** ALTER TABLE on a table that a later statement of the file renames or drops. */
function alterIfExists(problem: Problem): Guarding | undefined {
  const { statement, object } = problem;
  const renamesPart = statement.effects.some((effect) => effect.does === 'rename' && (effect.object.kind === 'column' || effect.object.kind === 'constraint'));
  if ((statement.kind !== 'AlterTableStmt' && !renamesPart) || object.kind === 'column' || object.kind === 'constraint') return undefined;
  return { title: `Add IF EXISTS to ALTER TABLE ${object.name}`, edits: () => [insert(nameStart(statement, object.range), `${keywordsLike(statement, 'IF EXISTS')} `)] };
}

/** `table agents`, `column agents.status`: an object in words. */
export function described(effect: Effect): string {
  if (!('object' in effect)) return 'the statement';
  const { object } = effect;
  const name = object.schema === undefined ? object.name : `${object.schema}.${object.name}`;
  if (object.kind === 'column' && object.parent) return `column ${object.parent.name}.${object.name}`;
  if (object.kind === 'constraint' && object.name === '') return `a constraint on ${object.parent?.name ?? 'the table'}`;
  if (object.kind === 'enum value') return `value '${object.name}' of type ${object.parent?.name ?? ''}`.trim();
  if (object.kind === 'index' && object.name === '') return 'an index without a name';
  return `${object.kind} ${name}`;
}
