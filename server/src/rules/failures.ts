import type { Failure, Outcome } from '../postgres/session';
import type { Statement } from '../syntax/statement';
import type { Range } from '../text/range';
import type { Rule, SectionScript } from './rule';

/** The rule that says more of a failure than that there was one, by its SQLSTATE (documentation, appendix A). */
const tellingRules: Readonly<Record<string, string>> = {
  '42P01': 'unknown-table',
  '42703': 'unknown-column',
  '42704': 'unknown-object', '42883': 'unknown-object', '3F000': 'unknown-object',
  '42P07': 'duplicate-object', '42701': 'duplicate-object', '42710': 'duplicate-object', '42723': 'duplicate-object', '42P06': 'duplicate-object',
  '2BP01': 'dependents-break',
  '42601': 'syntax-error',
  '25001': 'nontransactional-with-others',
  '55P04': 'enum-value-used-same-tx',
};

export function ruleOf(failure: Failure, direction: 'up' | 'down'): string {
  if (failure.sqlstate === '42704' && failure.message.startsWith('role ')) return 'unknown-role';
  return tellingRules[failure.sqlstate] ?? (direction === 'up' ? 'apply-fails' : 'down-fails');
}

/** Statements that PostgreSQL refused, where that is evidence. */
export function failuresIn(section: SectionScript, outcomes: readonly Outcome[]): { readonly statement: Statement; readonly failure: Failure }[] {
  return outcomes.flatMap((outcome, i) => {
    const statement = section.script.statements[i];
    return statement && outcome.result === 'failed' && outcome.unproved === undefined && !section.steps[i]?.mendedLater ? [{ statement, failure: outcome.failure }] : [];
  });
}

/** The check of a rule that stands for some of what PostgreSQL refuses in a first run or in a down. */
export function failuresOf(rule: string, effect?: string): NonNullable<Rule['checkProof']> {
  return ({ up, down, proof: { proof } }, report) => {
    for (const [section, outcomes] of [[up, proof.up], [down, proof.down]] as const) {
      if (!section) continue;
      for (const { statement, failure } of failuresIn(section, outcomes)) {
        if (ruleOf(failure, section.direction) !== rule) continue;
        report({
          message: `${effect ?? (section.direction === 'up' ? 'This fails' : 'Going back fails')}: ${failure.message}`,
          file: section.file, range: failureRange(section, statement, failure), statement, refused: section.direction, failure,
        });
      }
    }
  };
}

/** PostgreSQL's own position; else the name that its message holds; else the statement's first words. */
export function failureRange({ text }: SectionScript, statement: Statement, failure: Failure): Range {
  const { start, end } = statement.range;
  if (failure.position !== undefined) {
    const at = start + failure.position;
    const token = statement.tokens().find((candidate) => candidate.start <= at && at < candidate.end);
    if (token && at < end) return qualified(statement, token);
  }
  const named = statement.effects.find((effect) => 'object' in effect && failure.message.includes(`"${effect.object.name}"`));
  if (named && 'object' in named && named.object.range.end > named.object.range.start) return named.object.range;
  const line = /[\r\n]/.exec(text.slice(start, end));
  return { start, end: line ? start + line.index : end };
}

/** PostgreSQL points at the first word of a qualified name; what it means is mostly the last. */
function qualified(statement: Statement, first: Range): Range {
  const tokens = statement.tokens();
  let i = tokens.findIndex((token) => token.start === first.start);
  while (tokens[i + 2] && tokens[i + 1]!.kind === 'punctuation' && tokens[i + 1]!.end - tokens[i + 1]!.start === 1 && tokens[i + 1]!.start === tokens[i]!.end && tokens[i + 2]!.start === tokens[i + 1]!.end && statement.text[tokens[i + 1]!.start - statement.range.start] === '.') i += 2;
  return { start: first.start, end: tokens[i]!.end };
}
