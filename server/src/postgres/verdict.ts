import type { Verdict } from './proof';
import type { Sending } from './sending';
import type { Outcome } from './session';

/** Over a part's outcomes, and what came with them. `unsent`: why nothing of the part is sent; it may hold more than is known. */
export function verdict(outcomes: readonly Outcome[], sendings: readonly Sending[], unsent?: string): Verdict {
  let unproved = unsent;
  for (const [i, outcome] of outcomes.entries()) {
    if (outcome.result === 'failed' && outcome.unproved === undefined) return { state: 'no', reason: outcome.failure.message };
    if (outcome.result === 'failed') unproved ??= outcome.unproved;
    else if (outcome.result === 'not run' && !sendings[i]?.harmless) unproved ??= outcome.reason;
  }
  return unproved === undefined ? { state: 'yes' } : { state: 'unproved', reason: unproved };
}

/** A second run says little of a migration that does not run once. */
export function twiceVerdict(applies: Verdict, second: readonly Outcome[], sendings: readonly Sending[]): Verdict {
  const all = verdict(second, sendings);
  return all.state === 'yes' && applies.state !== 'yes' ? { state: 'unproved', reason: applies.reason } : all;
}
