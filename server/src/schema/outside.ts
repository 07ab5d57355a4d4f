import type { Known } from './known';
import type { NamesUsed } from './names-used';

/** So many different tables that no file creates are a sign of a baseline elsewhere, not of slips. */
const manyTables = 4;

/**
 * Are there signs that the folder's baseline lies elsewhere? The first migration needs tables before it has made one, several
 * migrations need one that no file makes, or the folder needs more than a few of them.
 */
export function outsideOf(names: readonly (NamesUsed | undefined)[], known: Known): { outside: readonly string[]; madeHere: ReadonlySet<string> | undefined } {
  const made = new Set<string>();
  for (const one of names) for (const name of one?.makes.keys() ?? []) made.add(name);
  const elsewhere = new Set(known.objects.map((name) => name.slice(name.indexOf('.') + 1)));
  const outside = new Set<string>();
  let again = false;
  for (const one of names) {
    const missing = [...(one?.needsTables ?? [])].filter((name) => !made.has(name) && !elsewhere.has(name));
    again ||= missing.some((name) => outside.has(name));
    for (const name of missing) outside.add(name);
  }
  const first = names.find((one) => one && one.makes.size + one.needsTables.size > 0);
  const atOnce = [...(first?.needsFirst ?? [])].some((name) => outside.has(name));
  return atOnce || again || outside.size >= manyTables ? { outside: [...outside].sort(), madeHere: made } : { outside: [], madeHere: undefined };
}
