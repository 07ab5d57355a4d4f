import type { Dropped, Step } from './undo';

/**
 * A down without the steps that a later one makes needless: what is done to a table that is dropped in the end, what is
 * brought back only to be dropped. A step is kept while something that it may depend on is dropped in between.
 */
export function simplify(steps: readonly Step[]): Step[] {
  const left: (Step | undefined)[] = [...steps];
  for (let i = left.length - 1; i >= 0; i--) {
    const step = left[i];
    if (step?.undo.is === 'drop') dropNeedless(left, i, step.undo, step);
    if (step?.undo.is === 'create' && step.undo.replaces) dropReplaced(left, i, step.undo.key);
  }
  return left.filter((step) => step !== undefined);
}

/** Goes back from a DROP; `key` is the name that the object has at that point of the down. */
function dropNeedless(left: (Step | undefined)[], at: number, drop: Dropped, step: Step): void {
  let key = drop.key;
  let name = drop.name;
  const between: string[] = [];
  /** Made again on the way: what had the name before must go all the same. */
  const made = new Set<string>();
  for (let i = at - 1; i >= 0; i--) {
    const before = left[i];
    if (!before) continue;
    const { undo } = before;
    if (undo.is === 'rename' && undo.to.key === key) {
      key = undo.from.key;
      name = undo.from.name;
      left[i] = undefined;
      left[at] = { ...step, undo: { ...drop, name } };
    } else if (undo.is === 'create' && undo.key === key) {
      left[i] = undefined;
      if (!undo.replaces) {
        left[at] = undefined;
        return;
      }
    } else if (undo.within.includes(key) && !between.some((word) => before.words.has(word)) && !(undo.is === 'drop' && made.has(undo.key))) left[i] = undefined;
    else if (undo.is === 'drop') between.push(undo.name.name);
    else if ((undo.is === 'create' || undo.is === 'alter') && undo.key !== undefined) made.add(undo.key);
  }
}

/** Two texts of one function: the older one, which comes later in the down, is the one that counts. */
function dropReplaced(left: (Step | undefined)[], at: number, key: string): void {
  for (let i = at - 1; i >= 0; i--) {
    const undo = left[i]?.undo;
    if (undo?.is === 'create' && undo.replaces && undo.key === key) left[i] = undefined;
    else if (undo?.is === 'drop' && undo.key === key) return;
  }
}
