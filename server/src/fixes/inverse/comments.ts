import { identifier, isComment, lex } from '../../syntax/lexer';
import type { Statement } from '../../syntax/statement';
import { keyOfNeeded } from './other';
import { renamedIn, statementsSince } from './former-text';
import type { Origin } from '../../schema/objects';
import type { ObjectName } from '../../syntax/effects';
import type { Scene } from './scene';
import type { Undo } from './undo';
import { oneLine } from './one-line';

/** COMMENT, with what it said before. */
export function undoComment(scene: Scene): Undo[] {
  const { statement } = scene;
  const target = targetOf(statement);
  const within = statement.effects.flatMap((effect) => (effect.does === 'need' ? [keyOfNeeded(scene, effect.object), ...(effect.object.parent ? [keyOfNeeded(scene, { ...effect.object.parent, kind: 'table', range: effect.object.range })] : [])] : []));
  const former = lastComment(scene, target);
  return [{ is: 'sql', sql: former ? former.text : `${oneLine(target.text)} IS NULL`, within }];
}

interface Target {
  readonly text: string;
  /** The same for every spelling. */
  readonly key: string;
}

/** COMMENT ON ... up to its IS. */
function targetOf(statement: Statement): Target {
  const { text } = statement;
  const tokens = lex(text).filter((token) => !isComment(token));
  const is = tokens.length - 2;
  const words = tokens.slice(0, is).map((token) => identifier(text, token) ?? text.slice(token.start, token.end));
  return { text: text.slice(0, tokens[is - 1]?.end ?? text.length), key: words.join(' ').replace(/(?<=^| )public \. /g, '') };
}

function lastComment(scene: Scene, target: Target): Statement | undefined {
  let last: Statement | undefined;
  for (const statement of earlier(scene)) if (statement.kind === 'CommentStmt' && targetOf(statement).key === target.key) last = statement;
  return last;
}

function* earlier(scene: Scene): IterableIterator<Statement> {
  const object = scene.statement.effects.find((effect) => effect.does === 'need')?.object;
  const owner = object && scene.before.relation(object.parent ?? object);
  if (owner !== undefined && owner !== 'unknown') return yield* statementsSince(scene, owner.origin);
  for (const { up, index } of scene.context.folder.migrations) {
    if (index > scene.context.index) return;
    for (const statement of up?.script.statements ?? []) {
      if (index === scene.context.index && statement.range.start >= scene.statement.range.start) return;
      yield statement;
    }
  }
}

interface Said {
  readonly object: ObjectName;
  readonly text: string;
}

/** The last COMMENT on each object since one was made, of those that are asked for by their present names. */
export function lastComments(scene: Scene, origin: Origin, asked: (object: ObjectName) => boolean, within: readonly string[]): Undo[] {
  const last = new Map<string, Said>();
  for (const statement of statementsSince(scene, origin))
    for (const effect of statement.effects) {
      if (effect.does === 'rename') for (const [key, said] of last) last.set(key, afterRename(said, effect.object, effect.to));
      if (effect.does !== 'need' || statement.kind !== 'CommentStmt') continue;
      const { key } = targetOf(statement);
      last.delete(key);
      if (!/\bis\s+null$/i.test(statement.text)) last.set(key, { object: effect.object, text: statement.text });
    }
  return [...last.values()].filter(({ object }) => asked(object)).map(({ text }): Undo => ({ is: 'sql', sql: text, within }));
}

function afterRename(said: Said, renamed: ObjectName, to: string): Said {
  const { object, text } = said;
  const inTable = renamed.parent === undefined || renamed.parent.name === object.parent?.name;
  const isTable = object.parent?.name === renamed.name && renamed.kind === 'table';
  const isObject = object.name === renamed.name && object.kind === renamed.kind && inTable;
  if (!isTable && !isObject) return said;
  return { object: isTable ? { ...object, parent: { ...object.parent!, name: to } } : { ...object, name: to }, text: renamedIn(text, renamed.name, to, false) };
}
