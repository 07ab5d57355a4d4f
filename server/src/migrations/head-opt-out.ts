import { insert } from '../text/edits';
import { lineBreak } from '../text/lines';
import { byText } from './by-text';
import type { Convention, Slip } from './convention';
import { lineToTop, markerLines } from './marker-lines';

export interface HeadOptOut {
  readonly tool: string;
  /** The line as the tool takes it. */
  readonly words: string;
  isOut(text: string): boolean;
  /** A line of a file that is meant for it. */
  readonly meant: RegExp;
  /** The tool's own form, in a line. */
  readonly pattern: RegExp;
  readonly does: string;
}

/** The members of a convention whose tool looks at the start of a file alone for the line by which it sends the file without a transaction, as one query. */
export function headOptOut({ tool, words, isOut, meant, pattern, does }: HeadOptOut): Pick<Convention, 'optOut' | 'slips' | 'directives'> {
  const slips = (text: string): Slip[] => {
    if (isOut(text)) return [];
    const [line] = markerLines(text, meant);
    return line ? [{ fate: 'ignored', range: line.range, why: `The file still runs in a transaction: ${tool} looks for ${words} at its very start`, edits: lineToTop(text, line, words) }] : [];
  };
  return {
    optOut: { shown: words, allows: 'one', apply: (_file, text) => ({ by: 'edit', edit: insert(0, `${words}${lineBreak(text)}`) }) },
    slips: byText(slips),
    directives: [{ text: words, pattern, does, at: 'first line' }],
  };
}
