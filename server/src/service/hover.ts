import type { Workspace } from '../audit/workspace';
import type { Finding } from '../rules/finding';
import { rules } from '../rules/all';
import { overlaps, type Range } from '../text/range';
import { describe, type Description } from './describe';
import { directiveAt, type FoundDirective } from './directives';
import { nameAt } from './name-at';
import { observed } from './proof';
import { rulePage } from './rule-page';
import { statementAt } from './place';

/** What a hover shows, top to bottom. */
export interface HoverAnswer {
  readonly range: Range;
  /** A comment that the tool or Upright acts on. */
  readonly directive: FoundDirective | undefined;
  readonly object: Description | undefined;
  readonly findings: readonly ExplainedFinding[];
  /** What PostgreSQL saw the statement do, a line each. */
  readonly observed: readonly string[];
}

export interface ExplainedFinding {
  readonly rule: string;
  readonly title: string;
  /** Markdown. */
  readonly why: string;
  readonly instead: string;
  readonly page: string;
}

const mostFindings = 3;

/** The object that a name stands for, and why the findings here are findings. */
export function hover(workspace: Workspace, file: string, offset: number): HoverAnswer | undefined {
  const directive = directiveAt(workspace, file, offset);
  const named = nameAt(workspace, file, offset);
  const place = statementAt(workspace, file, offset);
  const statement = place?.statement;
  const findings = workspace.findings(file);
  const here = findings.filter(({ range }) => range.start <= offset && offset <= range.end);
  // On a name the object is the answer, and elsewhere in a statement all that is wrong with it.
  const shown = here.length > 0 || named || !statement ? here : findings.filter(({ range }) => overlaps(range, statement.range));
  // A statement's own word stands for it.
  const first = statement?.tokens()[0];
  const onStatement = place && first && offset <= first.end;
  const facts = onStatement || (!named && shown.length > 0 && place) ? observed(place) : [];
  if (!directive && !named && shown.length === 0 && facts.length === 0) return undefined;
  return {
    range: directive?.range ?? named?.use.range ?? here[0]?.range ?? (onStatement && first ? { start: first.start, end: first.end } : statement!.range),
    directive,
    object: named && describe(named),
    findings: unique(shown).slice(0, mostFindings),
    observed: facts,
  };
}

function unique(findings: readonly Finding[]): ExplainedFinding[] {
  return [...new Set(findings.map(({ rule }) => rule))].flatMap((id) => {
    const rule = rules.find((candidate) => candidate.id === id);
    const page = rulePage(id);
    return rule && page ? [{ rule: id, title: rule.title, why: rule.why, instead: rule.instead, page }] : [];
  });
}
