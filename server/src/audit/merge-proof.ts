import type { Outcome } from '../postgres/session';
import type { MigrationContext, Run, SectionScript } from '../rules/rule';
import type { Found } from './suppress';

/**
 * The text proposes, PostgreSQL disposes: what it refuses too rests on its words from then on, what it runs is withdrawn, and
 * where it gives another reason that reason stands alone. `contexts`: the migrations of the files, with their proofs.
 */
export function mergeProof(text: readonly Found[], proved: readonly Found[], contexts: ReadonlyMap<string, MigrationContext>): Found[] {
  const byStatement = new Map<string, Found[]>();
  for (const found of proved) byStatement.set(placeOf(found), [...(byStatement.get(placeOf(found)) ?? []), found]);
  const answered = new Map<Found, Found>();
  for (const found of text) {
    const partner = partnerOf(found, byStatement);
    const rival = partner && answered.get(partner);
    // Of two names in one statement PostgreSQL tells the first that it meets.
    if (partner && (!rival || (!says(rival, partner) && says(found, partner)))) answered.set(partner, found);
  }
  const partnerOfText = new Map([...answered].map(([partner, found]) => [found, partner]));
  const merged = text.flatMap((found): Found[] => {
    const partner = partnerOfText.get(found);
    if (partner) return [confirmed(found, partner)];
    return isWithdrawn(found, byStatement, contexts) ? [] : [found];
  });
  return [...merged, ...proved.filter((found) => !answered.has(found))];
}

function placeOf({ finding, statement }: Found): string {
  return `${finding.file}:${statement?.range.start ?? ''}`;
}

function partnerOf(found: Found, byStatement: ReadonlyMap<string, readonly Found[]>): Found | undefined {
  if (!found.statement) return undefined;
  return byStatement.get(placeOf(found))?.find((other) => other.finding.rule === found.finding.rule && (found.refused === undefined || other.refused === found.refused));
}

/** Text messages hold PostgreSQL's words where it has words for it. */
function says(text: Found, proved: Found): boolean {
  return text.finding.message.startsWith(proved.finding.message);
}

/** The text knows the place, the fixes and who else has to do with it; PostgreSQL knows what is wrong. */
function confirmed(text: Found, proved: Found): Found {
  const { message, sqlstate, detail, hint } = proved.finding;
  const said = { ...(sqlstate === undefined ? {} : { sqlstate }), ...(detail === undefined ? {} : { detail }), ...(hint === undefined ? {} : { hint }) };
  return { ...text, finding: { ...text.finding, message: says(text, proved) ? text.finding.message : message, evidence: 'postgresql', ...said } };
}

function isWithdrawn(found: Found, byStatement: ReadonlyMap<string, readonly Found[]>, contexts: ReadonlyMap<string, MigrationContext>): boolean {
  const { refused, statement, finding } = found;
  const context = contexts.get(finding.file);
  if (refused === undefined || !statement || !context?.proof) return false;
  const outcome = outcomeOf(context, refused, finding.file, statement.range.start);
  if (outcome?.result === 'ran') return outcome.instead === undefined;
  if (outcome?.result === 'failed') {
    const told = byStatement.get(placeOf(found))?.some((other) => other.refused === refused && other.finding.rule === finding.rule);
    // A second name of the same kind is as wrong as the first; anything else PostgreSQL knows better.
    return outcome.unproved === undefined && !told;
  }
  if (refused !== 'up again') return false;
  const first = outcomeOf(context, 'up', finding.file, statement.range.start);
  return first?.result === 'failed' && first.unproved === undefined;
}

function outcomeOf({ up, down, proof }: MigrationContext, run: Run, file: string, start: number): Outcome | undefined {
  const section: SectionScript | undefined = run === 'down' ? down : up;
  if (!section || !proof || section.file !== file) return undefined;
  const index = section.script.statements.findIndex((statement) => statement.range.start === start);
  const outcomes = { up: proof.proof.up, 'up again': proof.proof.second, down: proof.proof.down }[run];
  return outcomes[index];
}
