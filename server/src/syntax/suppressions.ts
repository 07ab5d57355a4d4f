import type { Range } from '../text/range';
import { Lines } from '../text/lines';
import type { Comment, Script, Statement } from './statement';

/** One rule name in a suppression comment. */
export interface Suppression {
  readonly rule: string;
  /** Of the rule's name in the comment. */
  readonly range: Range;
  readonly comment: Comment;
  readonly reason: string | undefined;
  /** The whole file, or the statement that the comment stands before, in or beside. */
  readonly scope: 'file' | Statement | undefined;
}

const form = /^(?:--|\/\*)\s*upright-ignore(-file)?\s+([^:*]*?)(?:\s*:\s*(.*?))?\s*(?:\*\/)?$/s;

/**
 * `-- upright-ignore RULE[, RULE]: reason` before or beside a statement; `-- upright-ignore-file RULE: reason` anywhere.
 * A comment without a rule suppresses nothing.
 */
export function readSuppressions(text: string, script: Script): Suppression[] {
  let lines: Lines | undefined;
  return script.comments.flatMap((comment) => {
    if (!comment.text.includes('upright-ignore')) return [];
    const match = form.exec(comment.text);
    if (!match) return [];
    lines ??= new Lines(text);
    const scope = match[1] ? ('file' as const) : statementOf(comment, script, lines);
    const listAt = comment.range.start + comment.text.indexOf(match[2]!, comment.text.indexOf('upright-ignore') + 'upright-ignore'.length);
    return [...match[2]!.matchAll(/[^\s,]+/g)].map((rule) => ({
      rule: rule[0],
      range: { start: listAt + rule.index, end: listAt + rule.index + rule[0].length },
      comment,
      reason: match[3] || undefined,
      scope,
    }));
  });
}

/** The statement around the comment, or the one that ends on its line, or else the next one. */
function statementOf(comment: Comment, script: Script, lines: Lines): Statement | undefined {
  const around = script.statements.find((s) => s.range.start < comment.range.start && comment.range.end <= s.range.end);
  if (around) return around;
  const line = lines.position(comment.range.start).line;
  const beside = script.statements.find((s) => s.end <= comment.range.start && lines.position(s.end).line === line);
  return beside ?? script.statements.find((s) => s.range.start >= comment.range.end);
}
