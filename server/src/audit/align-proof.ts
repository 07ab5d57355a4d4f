import type { Part, Proof, ProofInput } from '../postgres/proof';
import type { Outcome } from '../postgres/session';

const pending: Outcome = { result: 'not run', reason: 'it is being proved' };

/**
 * A proof of an earlier text, told of the present one: statements that are not edited keep what was said of them, so that
 * nothing flickers while PostgreSQL works. Only what failed behind the edit may have been mended by it.
 */
export function alignProof(proof: Proof, then: ProofInput, now: ProofInput): Proof {
  const up = moved(then.up, now.up);
  const down = moved(then.down, now.down);
  const sameUp = then.up.statements === now.up.statements;
  const sameDown = then.down?.statements === now.down?.statements;
  // The up runs again behind the down.
  const again = up(proof.again);
  return {
    ...proof,
    up: up(proof.up), second: up(proof.second), again: sameDown ? again : again.map((outcome) => (outcome.result === 'ran' ? outcome : pending)), down: down(proof.down),
    atCommit: sameUp ? proof.atCommit : undefined,
    record: sameUp ? proof.record : [],
    difference: sameUp && sameDown ? proof.difference : [],
  };
}

function moved(old: Part | undefined, present: Part | undefined): (outcomes: readonly Outcome[]) => readonly Outcome[] {
  const [then, now] = [old?.statements ?? [], present?.statements ?? []];
  if (then === now && old?.mode === present?.mode) return (outcomes) => outcomes;
  if (old?.mode !== present?.mode) return (outcomes) => (outcomes.length === 0 ? outcomes : now.map(() => pending));
  const most = Math.min(then.length, now.length);
  let head = 0;
  while (head < most && then[head]!.text === now[head]!.text) head++;
  let tail = 0;
  while (tail < most - head && then[then.length - 1 - tail]!.text === now[now.length - 1 - tail]!.text) tail++;
  return (outcomes) => {
    if (outcomes.length === 0) return outcomes;
    return now.map((_, i) => {
      const outcome = i < head ? outcomes[i] : i >= now.length - tail ? outcomes[i - now.length + then.length] : undefined;
      return outcome && (i < head || outcome.result === 'ran') ? outcome : pending;
    });
  };
}
