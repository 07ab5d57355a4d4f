import { lex } from '../syntax/lexer';
import { insert, replace } from '../text/edits';
import { lineBreak } from '../text/lines';
import type { Range } from '../text/range';
import { byText } from './by-text';
import type { Slip } from './convention';

const SWITCH = /^--[ \t]*\+goose[ \t]+envsub[ \t]+(on|off)[ \t]*\r?$/gim;

/** internal/sqlparser/parser.go: what stands between `ENVSUB ON` and `ENVSUB OFF`, in whatever section, quote or body the lines are. */
const substituted = byText((text): readonly Range[] => {
  const found: Range[] = [];
  let from: number | undefined;
  for (const { index, 0: line, 1: word } of text.matchAll(SWITCH)) {
    if (word!.toLowerCase() === 'on') from ??= index + line.length;
    else if (from !== undefined) {
      found.push({ start: from, end: index });
      from = undefined;
    }
  }
  return from === undefined ? found : [...found, { start: from, end: text.length }];
});

/** Does goose put environment variables into what stands at the offset? */
export function isSubstituted(text: string, at: number): boolean {
  return substituted(text).some(({ start, end }) => start <= at && at < end);
}

const escaping = '-- +goose ENVSUB OFF';

/**
 * Dollars that were meant to be text. mfridman/interpolate, parser.go: `$$` and `\$` are `$`, `$name` and `${name}` are variables, `$(` and a last
 * `$` stay, and anything else behind a `$` is an error.
 */
export function dollars(text: string): Slip[] {
  if (substituted(text).length === 0) return [];
  return lex(text).flatMap(({ kind, start, end, open }): Slip[] => {
    const word = text.slice(start, end);
    if (kind === 'dollar') {
      const tag = /^\$\w*\$/.exec(word)![0];
      const at = [start, end - tag.length].find((quote) => isSubstituted(text, quote));
      // Dollars that are doubled are meant for goose.
      if (at === undefined || open || /\$\$\$/.test(word)) return [];
      return [{ fate: 'filled in', range: { start: at, end: at + tag.length }, why: `This body is none to PostgreSQL: behind -- +goose ENVSUB ON, goose takes what follows a $ for a variable, and $$ for $`, ...(at === start ? switchedOff(text, start, end, tag) : {}) }];
    }
    if ((kind !== 'string' && kind !== 'parameter') || !isSubstituted(text, start)) return [];
    const odd = /(?<![\\$])(?:\\\\|\$\$)*\$(?![A-Za-z\p{L}{($]|\r?$)/mu.exec(word);
    if (!odd) return [];
    const at = start + odd.index + odd[0].length - 1;
    return [{
      fate: 'filled in', range: { start: at, end: Math.max(at + 1, kind === 'parameter' ? end : 0) },
      why: `goose stops at ${kind === 'parameter' ? word : 'this $'} with "variable substitution failed": behind -- +goose ENVSUB ON it takes what follows a $ for a variable`,
      ...(kind === 'string' ? { edits: [replace({ start: at, end: at + 1 }, '$$')], fix: 'Write $$ for $' } : {}),
    }];
  });
}

/** The lines of a body between switches, if no variable is in them. */
function switchedOff(text: string, start: number, end: number, tag: string): Pick<Slip, 'edits' | 'fix'> {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  if (next < 0 || /\$(?:[A-Za-z]|\{)/.test(text.slice(from, next).replaceAll(tag, ''))) return {};
  const br = lineBreak(text);
  return { edits: [insert(from, `${escaping}${br}`), insert(next + 1, `-- +goose ENVSUB ON${br}`)], fix: 'Switch ENVSUB off around it' };
}
