import { chainOf, type Chain, type HistoryToProve } from './chain';
import type { Part, Proof } from './proof';
import { ProofMemory, type Remembered, type SetupFailure } from './proof-memory';
import { needsSettling, proveMigration, type Ending, type Proved } from './prove-migration';
import { sendingsOf } from './sending';
import { SessionLost, type Outcome } from './session';
import type { Snapshot } from './snapshot';
import { Standing, type StandingOptions } from './standing';

export interface ProverOptions extends StandingOptions {
  /** A session is opened when there is something to prove, and closed when there was nothing for so long, in milliseconds. */
  readonly idleMs: number;
}

export interface ProveRequest {
  /** The migration that somebody is looking at: it is proved first, and the database waits in the state before it. */
  readonly focus?: number;
  /** As soon as each is known, in no fixed order; also those that were known before. */
  readonly onProof?: (index: number, proof: Proof) => void;
}

export interface Schemas {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** What the down leaves. */
  readonly afterDown: Snapshot | undefined;
}

export interface Prover {
  /**
   * Proves what is not known yet of a history. A newer call ends an older one, which rejects with `Superseded`.
   * @throws SessionLost when there is no PostgreSQL to be had.
   */
  prove(history: HistoryToProve, request?: ProveRequest): Promise<readonly Proof[]>;
  /** Those proofs of a history that are known, without running anything. */
  known(history: HistoryToProve): readonly (Proof | undefined)[];
  /** What of a history's setup did not run. */
  setupFailures(history: HistoryToProve): readonly SetupFailure[];
  /** What is known of a history and would be found again, for another prover to learn. */
  remembered(history: HistoryToProve): Remembered;
  learn(remembered: Remembered): void;
  /** The schema before, after, and after the down of one migration. */
  schemas(history: HistoryToProve, index: number): Promise<Schemas>;
  /** The proof that a migration would have with another down; it is remembered for when it has it. */
  tryDown(history: HistoryToProve, index: number, down: Part): Promise<Proof>;
  cancel(): void;
  close(): Promise<void>;
}

export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** Whoever has edited a migration may go on: the database stays there for so long before it turns to later ones, in milliseconds. */
const lingerMs = 300;
/** A newer text does not wait longer than that, in milliseconds, for a statement of an older one. */
const patienceMs = 1000;
/** It took too long (57014), or the session went down with it (57P02). */
const endsSessions = new Set(['57014', '57P02']);

/**
 * Proves histories, and does as little as it can for it: proofs are remembered by the content of all that they rest on,
 * the database stands before the migration that is being edited, so that an edit is run and rolled back there, and
 * states along the way are kept, so that an edit far back does not replay all that came before.
 */
export function createProver(options: ProverOptions): Prover {
  const proofs = new ProofMemory();
  const standing = new Standing(options, proofs);
  /** A proof was slow without hanging: another try for each such one would take longer than calling one by one. */
  let isSlow = false;
  let generation = 0;
  let running: Promise<unknown> | undefined;
  /** Somebody waits for what is being done. */
  let awaitedNow = false;
  let idle: NodeJS.Timeout | undefined;

  let endLingering = () => {};

  /** Not longer than until something newer is asked for. */
  function linger(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, lingerMs);
      endLingering = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function newer(): number {
    endLingering();
    return ++generation;
  }

  /** One at a time. Of texts the newest one wins; what somebody asked for and waits for is done before it. */
  function exclusively<T>(work: (check: () => void) => Promise<T>, awaited = false): Promise<T> {
    const mine = newer();
    const check = () => {
      if (!awaited && mine !== generation) throw new Superseded('a newer text is being proved');
    };
    const before = running;
    const current = (async () => {
      if (before) {
        const impatience = setTimeout(() => void (awaitedNow || standing.drop()), patienceMs);
        await before.catch(() => {});
        clearTimeout(impatience);
      }
      check();
      clearTimeout(idle);
      awaitedNow = awaited;
      try {
        return await work(check);
      } catch (error) {
        const { session } = standing;
        if (session && session.lost === undefined) await session.rollback().catch(() => {});
        if (error instanceof SessionLost) check();
        throw error;
      } finally {
        if (standing.session?.lost !== undefined) await standing.drop();
        idle = setTimeout(() => void standing.drop(), options.idleMs);
        idle.unref();
      }
    })();
    running = current;
    return current;
  }

  async function proveOne(history: HistoryToProve, chain: Chain, index: number, check: () => void, ending: Ending = 'stay'): Promise<Proof> {
    try {
      return await proveFrom(history, chain, index, check, ending, isSlow);
    } catch (error) {
      check();
      if (!standing.session?.ahead || isSlow || !(error instanceof SessionLost)) throw error;
      const proof = await proveFrom(history, chain, index, check, ending, true);
      isSlow = standing.session?.lost === undefined;
      return proof;
    }
  }

  async function proveFrom(history: HistoryToProve, chain: Chain, index: number, check: () => void, ending: Ending, stepwise: boolean): Promise<Proof> {
    const pg = await standing.goTo(history, chain, index, check);
    const input = history.migrations[index]!;
    const context = standing.contextOf(history, chain, index, check, stepwise);
    let proved = await proveMigration(pg, input, context, ending);
    if (proved === needsSettling) {
      await standing.leave();
      proved = (await proveMigration(pg, input, context, 'settle')) as Proved;
    }
    if (proved.isApplied) await standing.arrive(pg, chain, index + 1, proved.unknowns);
    if (pg.lost !== undefined) rememberHanging(history, index, proved.proof);
    proofs.set(chain.proofs[index]!, proved.proof);
    return proved.proof;
  }

  function rememberHanging(history: HistoryToProve, index: number, proof: Proof): void {
    const { up, down } = history.migrations[index]!;
    const look = (outcomes: readonly Outcome[], statements: typeof up.statements) =>
      outcomes.forEach((outcome, i) => {
        if (outcome.result === 'failed' && endsSessions.has(outcome.failure.sqlstate)) standing.hanging.add(statements[i]!.text);
      });
    for (const outcomes of [proof.up, proof.second, proof.again]) look(outcomes, up.statements);
    if (down) look(proof.down, down.statements);
  }

  return {
    known: (history) => chainOf(history).proofs.map((key) => proofs.get(key)),
    setupFailures: (history) => proofs.setupFailures(chainOf(history)),
    remembered: (history) => proofs.remembered(chainOf(history)),
    learn: (remembered) => proofs.learn(remembered),
    prove: (history, request = {}) =>
      exclusively(async (check) => {
        const chain = chainOf(history);
        const last = history.migrations.length - 1;
        const found = chain.proofs.map((key) => proofs.get(key));
        found.forEach((proof, index) => proof && request.onProof?.(index, proof));
        const proveNext = async (index: number, ending: Ending) => {
          const proof = await proveOne(history, chain, index, check, ending);
          found[index] = proof;
          request.onProof?.(index, proof);
        };
        const { focus } = request;
        const isNew = found.includes(undefined);
        if (focus !== undefined && !found[focus]) {
          await proveNext(focus, 'stay');
          if (found.includes(undefined)) {
            await standing.keepHere();
            check();
            await linger();
          }
        }
        for (let index = 0; index <= last; index++) {
          check();
          if (!found[index]) await proveNext(index, index < last ? 'go on' : 'stay');
        }
        // Another folder's history stays where it is.
        if (isNew && standing.session && standing.session.lost === undefined && last >= 0) {
          await standing.goTo(history, chain, focus ?? last, check);
          await standing.keepOutside(chain, focus ?? last);
        }
        return found as Proof[];
      }),
    schemas: (history, index) =>
      exclusively(async (check) => {
        const pg = await standing.goTo(history, chainOf(history), index, check);
        const { up, down } = history.migrations[index]!;
        const texts = (part: typeof up) => sendingsOf(part).flatMap(({ text }) => (text === undefined || standing.hanging.has(text) ? [] : [text]));
        const before = await pg.snapshot();
        await pg.begin();
        await pg.run(texts(up), false);
        const after = await pg.snapshot();
        if (down) await pg.run(texts(down), false);
        const afterDown = down && (await pg.snapshot());
        await pg.rollback();
        return { before, after, afterDown };
      }, true),
    tryDown: (history, index, down) =>
      exclusively(async (check) => {
        const migrations = history.migrations.map((migration, i) => (i === index ? { ...migration, down } : migration));
        const tried = { ...history, migrations };
        const chain = chainOf(tried);
        return proofs.get(chain.proofs[index]!) ?? proveOne(tried, chain, index, check);
      }, true),
    cancel: () => void newer(),
    async close() {
      newer();
      clearTimeout(idle);
      await standing.written();
      await standing.drop();
      await running?.catch(() => {});
      clearTimeout(idle);
      await standing.drop();
    },
  };
}
