import { apply } from '../../schema/apply';
import type { Effect } from '../../syntax/effects';
import type { Statement } from '../../syntax/statement';
import { identifier } from '../../syntax/lexer';
import { undoAttach, undoChange, undoMove, undoRename } from './changed';
import { undoCreate } from './created';
import { undoData } from './data';
import { undoOther } from './other';
import { undoDrop } from './restored';
import type { Scene } from './scene';
import type { Step, Undo } from './undo';

/** The steps that undo one statement, in the order in which they run. */
export function undoStatement(scene: Scene): Step[] {
  const { statement } = scene;
  const words = new Set<string>();
  for (const token of statement.tokens()) {
    const word = identifier(statement.text, { ...token, start: token.start - statement.range.start, end: token.end - statement.range.start });
    if (word !== undefined) words.add(word);
  }
  const undos: Undo[] = [];
  let { before } = scene;
  for (const effect of inPasses(statement)) {
    const alone: Statement = Object.create(statement, { effects: { value: [effect] } });
    const after = apply(before, alone, { file: scene.context.migration.up!.file, version: scene.context.migration.version }).schema;
    if (skipsAll(scene, effect)) return [];
    undos.unshift(...undoEffect({ ...scene, before, after }, effect));
    before = after;
  }
  undos.unshift(...undoData(scene), ...undoOther(scene));
  return undos.map((undo) => ({ undo, words }));
}

/** ALTER TABLE IF EXISTS of what is not there. */
function skipsAll({ before }: Scene, effect: Effect): boolean {
  return effect.does === 'need' && effect.guard === 'exists' && before.relation(effect.object) === undefined;
}

/** ALTER TABLE drops before it changes types, and changes types before it adds (AT_PASS_* in commands/tablecmds.c). */
function inPasses(statement: Statement): readonly Effect[] {
  if (statement.kind !== 'AlterTableStmt') return statement.effects;
  const pass = (effect: Effect) => (effect.does === 'drop' ? 1 : effect.does === 'change' && effect.change.set === 'type' ? 2 : effect.does === 'create' ? 3 : effect.does === 'change' ? 4 : 0);
  return [...statement.effects].sort((a, b) => pass(a) - pass(b));
}

function undoEffect(scene: Scene, effect: Effect): Undo[] {
  switch (effect.does) {
    case 'create': return undoCreate(scene, effect);
    case 'drop': return undoDrop(scene, effect);
    case 'rename': return undoRename(scene, effect);
    case 'move': return undoMove(scene, effect);
    case 'change': return undoChange(scene, effect);
    case 'attach': case 'detach': return undoAttach(scene, effect);
    default: return [];
  }
}
