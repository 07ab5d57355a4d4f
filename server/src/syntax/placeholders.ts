import type { Range } from '../text/range';
import type { Statement } from './statement';

/**
 * What templates put a value in the place of: Go and Jinja templates, ERB, shell and Java variables, those of builds (`@x@`, `$(x)`),
 * variables of psql and of libraries with named parameters. None of it is SQL outside quotes and comments.
 */
const PLACEHOLDER = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|<%[\s\S]*?%>|[#$@%]\{[^}\n]*\}|[#$@]\[\w[^\]\n]*\]|\$\(\w+\)|@[A-Za-z_][\w.-]*@|(?<![\w:]):(?:'\w+'|"\w+"|[A-Za-z_]\w*)|\$[A-Za-z_]\w*/g;

/** The placeholder at which PostgreSQL's grammar refuses the statement; ranges are offsets in the file. */
export function placeholderIn({ text, range, fault }: Statement): { readonly text: string; readonly range: Range } | undefined {
  if (!fault) return undefined;
  const at = fault.range.start - range.start;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const end = match.index + match[0].length;
    if (match.index <= at && at < end) return { text: match[0], range: { start: range.start + match.index, end: range.start + end } };
  }
  return undefined;
}

/** Which statements of the text are run is for a template to say. */
export function hasTemplateBlocks(text: string): boolean {
  return /\{\{-?\s*(?:if|range|with|else)\b/.test(text);
}
