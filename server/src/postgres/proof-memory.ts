import type { Chain } from './chain';
import type { Proof } from './proof';
import type { Outcome } from './session';

export interface SetupFailure {
  readonly text: string;
  readonly outcome: Exclude<Outcome, { result: 'ran' }>;
}

/** What another process can learn of a history, by hashes of all that it rests on: plain data. */
export interface Remembered {
  readonly setup: { readonly key: string; readonly failures: readonly SetupFailure[] };
  readonly proofs: readonly (readonly [string, Proof])[];
}

const mostRemembered = 4000;
/** Failures of this machine rather than of the migration: out of memory or room, ended from outside, an I/O error (SQLSTATEs: documentation, appendix A). */
const ofTheMachine = /^(?:53|57|58030)/;

/** What has been proved, by the keys of a chain. */
export class ProofMemory {
  private readonly proofs = new Map<string, Proof>();
  private readonly setups = new Map<string, readonly SetupFailure[]>();

  get(key: string): Proof | undefined {
    return this.proofs.get(key);
  }

  set(key: string, proof: Proof): void {
    this.proofs.set(key, proof);
    for (const oldest of this.proofs.keys()) {
      if (this.proofs.size <= mostRemembered) break;
      this.proofs.delete(oldest);
    }
  }

  setupFailures({ states }: Chain): readonly SetupFailure[] {
    return this.setups.get(states[0]!) ?? [];
  }

  knowsSetup(state: string): boolean {
    return this.setups.has(state);
  }

  setSetup(state: string, failures: readonly SetupFailure[]): void {
    this.setups.set(state, failures);
  }

  /** What would be found again: nothing behind the first failure that was the machine's own, as all that follows may rest on it. */
  remembered(chain: Chain): Remembered {
    const failures = this.setupFailures(chain);
    const proofs: [string, Proof][] = [];
    for (const key of failures.some(({ outcome }) => isOfTheMachine(outcome)) ? [] : chain.proofs) {
      const proof = this.proofs.get(key);
      if (proof && !isLasting(proof)) break;
      if (proof) proofs.push([key, proof]);
    }
    return { setup: { key: chain.states[0]!, failures }, proofs };
  }

  learn({ setup, proofs }: Remembered): void {
    if (!this.setups.has(setup.key)) this.setups.set(setup.key, setup.failures);
    for (const [key, proof] of proofs) this.set(key, proof);
  }
}

function isLasting({ up, record, second, down, again, atCommit }: Proof): boolean {
  return !(atCommit && ofTheMachine.test(atCommit.sqlstate)) && ![up, record, second, down, again].flat().some(isOfTheMachine);
}

function isOfTheMachine(outcome: Outcome): boolean {
  return outcome.result === 'failed' && ofTheMachine.test(outcome.failure.sqlstate);
}
