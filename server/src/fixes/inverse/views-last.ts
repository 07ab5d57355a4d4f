import type { Step, Undo } from './undo';
import { wordsIn } from './view-text';

/**
 * A view that comes back while a later step still changes a table that it reads would stand in the way of that step, or
 * see the table as the up left it: it is made last, and with it what needs it. So is a view or CREATE TABLE AS that reads
 * what only a later step brings back.
 */
export function viewsLast(steps: readonly Step[]): Step[] {
  const first: Step[] = [];
  const last: Step[] = [];
  const held = new Set<string>();
  steps.forEach((step, i) => {
    const { undo } = step;
    const words = wordsOf(undo);
    const queries = undo.is === 'create' && undo.late !== undefined;
    const later = steps.slice(i + 1);
    if (queries && (later.some((other) => changes(other.undo, words) || bringsBack(other.undo, words)) || meets(words, held))) {
      held.add(nameOf(undo.key));
      last.push({ ...step, undo: { ...undo, sql: undo.late! } });
    } else if (meets(words, held)) {
      if (undo.is === 'create') held.add(nameOf(undo.key));
      last.push(step);
    } else first.push(step);
  });
  return [...first, ...readersLast(last)];
}

/** Each behind the steps that bring back what it names. */
function readersLast(steps: readonly Step[]): Step[] {
  const left = [...steps];
  const done: Step[] = [];
  while (left.length > 0) {
    const ready = left.findIndex(({ undo }, i) => {
      const words = wordsOf(undo);
      return !left.some((other, j) => j !== i && bringsBack(other.undo, words));
    });
    done.push(...left.splice(Math.max(0, ready), 1));
  }
  return done;
}

/** The bare name in a key. */
function nameOf(key: string): string {
  const parts = key.split('\0');
  return parts[0] === 'routine' ? parts[2]! : parts[parts.length - 1]!;
}

function meets(words: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  for (const name of names) if (words.has(name)) return true;
  return false;
}

function wordsOf(undo: Undo): ReadonlySet<string> {
  if (undo.is === 'create') return wordsIn([...undo.sql, ...(undo.late ?? [])].join('\n'));
  if (undo.is === 'alter') return new Set([undo.table.name]);
  return undo.is === 'sql' ? wordsIn(undo.sql) : new Set();
}

function bringsBack(undo: Undo, names: ReadonlySet<string>): boolean {
  return undo.is === 'create' && /^relation\0/.test(undo.key) && names.has(nameOf(undo.key));
}

/** Does a step change a table of one of these names, or take it away? */
function changes(undo: Undo, names: ReadonlySet<string>): boolean {
  switch (undo.is) {
    case 'drop': return (undo.kind === 'column' && names.has(undo.on!.name)) || ((undo.kind === 'table' || undo.kind === 'view' || undo.kind === 'materialized view') && names.has(undo.name.name));
    case 'alter': return undo.family === 'change' && names.has(undo.table.name);
    case 'rename': return [...wordsIn(undo.sql)].some((word) => names.has(word) && /^alter (?:table|view|materialized view|foreign table)/i.test(undo.sql));
    default: return false;
  }
}
