import { parseScript } from '../syntax/parse-script';
import { chainOf, type Chain, type HistoryToProve } from './chain';
import type { Part, Proof } from './proof';
import { packState, unpackState, type KeptStates } from './kept-state';
import { ProofMemory, type Remembered, type SetupFailure } from './proof-memory';
import { applyMigration, needsSettling, proveMigration, type Ending, type ProofContext, type Proved } from './prove-migration';
import { sendAll, sendingsOf } from './sending';
import { SessionLost, type Outcome, type Saved, type Session } from './session';
import type { Snapshot } from './snapshot';
import { nothingUnknown, unknownsAfter, type Unknowns } from './unknowns';

export interface ProverOptions {
  /** A session is opened when there is something to prove, and closed when there was nothing for so long, in milliseconds. */
  readonly open: (from?: Uint8Array) => Promise<Session>;
  readonly idleMs: number;
  /** Where states outlive the process. */
  readonly states?: KeptStates | undefined;
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

/** A state is kept every so many migrations: from it to any other it is a few milliseconds each. */
const savedEvery = 50;
/** The state that was used longest ago goes first. */
const mostSaved = 8;
/** From so many migrations on, one process after another does not run them again. */
const longHistory = 20;
/** From so many statements on, a baseline is not run again for each return to the beginning. */
const longSetup = 20;
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
  /** What is unknown in a state, for those that have been reached. */
  const unknowns = new Map<string, Unknowns>();
  /** Statements that did not end, or ended the session: on the way to later migrations they are not tried again. */
  const hanging = new Set<string>();
  const saved = new Map<string, Saved>();
  let session: Session | undefined;
  /** The state that is committed in the session. */
  let at: string | undefined;
  /** The state behind the first migration of the history in which that is: another one in each folder. */
  let beginning: string | undefined;
  /** Nothing has been run in it. */
  let isUntouched = false;
  /** A proof was slow without hanging: another try for each such one would take longer than calling one by one. */
  let isSlow = false;
  let generation = 0;
  const keptOutside = new Set<string>();
  let packing: Promise<unknown> | undefined;
  let running: Promise<unknown> | undefined;
  /** Somebody waits for what is being done. */
  let awaitedNow = false;
  let idle: NodeJS.Timeout | undefined;

  async function drop(): Promise<void> {
    const old = session;
    session = undefined;
    at = undefined;
    saved.clear();
    await old?.close();
  }

  /** `ways`: the states on the way to where it is to go. */
  async function opened(ways: readonly string[] = []): Promise<Session> {
    if (session?.lost !== undefined) await drop();
    session ??= (await openedAtKept(ways)) ?? (await openedEmpty());
    return session;
  }

  async function openedEmpty(): Promise<Session> {
    const pg = await options.open();
    isUntouched = true;
    return pg;
  }

  async function openedAtKept(ways: readonly string[]): Promise<Session | undefined> {
    // What its baseline did not run has to be known, too.
    if (!options.states || !proofs.knowsSetup(ways[0]!)) return undefined;
    for (const state of ways.slice(longHistory).reverse()) {
      const bytes = options.states.read(state);
      if (!bytes) continue;
      const kept = unpackState(bytes);
      // One with which PostgreSQL does not start is as good as none.
      const pg = await options.open(kept.database).catch(() => undefined);
      if (!pg) return undefined;
      unknowns.set(state, kept.unknowns);
      at = state;
      isUntouched = false;
      return pg;
    }
    return undefined;
  }

  /** For the next process, if that would find the same. */
  async function keepOutside(pg: Session, chain: Chain, index: number): Promise<void> {
    const state = chain.states[index]!;
    if (!options.states || !pg.pack || index < longHistory || keptOutside.has(state) || proofs.remembered(chain).proofs.length < index) return;
    keptOutside.add(state);
    await keep(pg, state);
    const known = unknowns.get(state)!;
    const written = pg.pack(saved.get(state)!).then((database) => database && options.states!.write(state, packState({ database, unknowns: known })), () => {});
    packing = Promise.all([packing, written]);
  }

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
        const impatience = setTimeout(() => void (awaitedNow || drop()), patienceMs);
        await before.catch(() => {});
        clearTimeout(impatience);
      }
      check();
      clearTimeout(idle);
      awaitedNow = awaited;
      try {
        return await work(check);
      } catch (error) {
        if (session && session.lost === undefined) await session.rollback().catch(() => {});
        if (error instanceof SessionLost) check();
        throw error;
      } finally {
        if (session?.lost !== undefined) await drop();
        idle = setTimeout(() => void drop(), options.idleMs);
        idle.unref();
      }
    })();
    running = current;
    return current;
  }

  const contextOf = (history: HistoryToProve, index: number, state: string, check: () => void, stepwise = false): ProofContext => {
    const known = unknowns.get(state) ?? nothingUnknown;
    const { unknownBefore, pathBefore } = history.migrations[index]!;
    return { unknowns: { ...known, anything: known.anything ?? unknownBefore, path: pathBefore }, external: history.external, creates: history.creates, tracking: history.tracking, check, stepwise };
  };

  /** Brings the session to the state before migration `index`. */
  async function goTo(history: HistoryToProve, chain: Chain, index: number, check: () => void): Promise<void> {
    const ways = chain.states.slice(0, index + 1);
    const pg = await opened(ways);
    const here = at === undefined ? -1 : ways.lastIndexOf(at);
    const kept = ways.findLastIndex((state) => saved.has(state) && unknowns.has(state));
    let next = Math.max(here, kept);
    if (next < 0 || kept > here) {
      const from = kept < 0 ? undefined : used(ways[kept]!);
      // Somebody may come back to it: a workspace has several folders.
      if (at !== undefined && beginning !== chain.states[1]) await keep(pg, at);
      at = undefined;
      if (!isUntouched) await pg.restore(from);
      isUntouched = false;
      if (kept < 0) await start(pg, history, ways[0]!);
      next = Math.max(kept, 0);
      at = ways[next];
    }
    beginning = chain.states[1];
    for (; next < index; next++) {
      check();
      const state = ways[next]!;
      at = undefined;
      unknowns.set(ways[next + 1]!, await applyMigration(pg, history.migrations[next]!, contextOf(history, next, state, check), hanging));
      await arrive(pg, ways[next + 1]!, next + 1);
    }
  }

  /** At the state before migration `index`. */
  async function arrive(pg: Session, state: string, index: number): Promise<void> {
    at = state;
    if (index % savedEvery === 0) await keep(pg, state);
  }

  async function start(pg: Session, history: HistoryToProve, state: string): Promise<void> {
    const sendings = sendingsOf({ statements: history.setup.flatMap((text) => parseScript(text).statements), mode: 'none' });
    await pg.begin();
    const outcomes = await sendAll(pg, sendings, false);
    await pg.commit();
    if (pg.lost !== undefined) throw new SessionLost(pg.lost);
    const failures: SetupFailure[] = [];
    let known = nothingUnknown;
    for (const [i, outcome] of outcomes.entries()) {
      const { statement, harmless } = sendings[i]!;
      // A dump's own commands and rows make no schema.
      if (outcome.result === 'ran' || harmless || statement.kind === 'PsqlCommand' || statement.kind === 'CopyData' || statement.kind === 'CopyStmt') continue;
      failures.push({ text: statement.text, outcome });
      known = unknownsAfter(known, statement, false, 'a statement of the baseline did not run');
    }
    proofs.setSetup(state, failures);
    unknowns.set(state, known);
    if (sendings.length > longSetup) await keep(pg, state);
  }

  /** A state that is saved, which is then the last to go. */
  function used(state: string): Saved | undefined {
    const found = saved.get(state);
    if (found === undefined) return undefined;
    saved.delete(state);
    saved.set(state, found);
    return found;
  }

  async function keep(pg: Session, state: string): Promise<void> {
    if (used(state) !== undefined) return;
    const kept = await pg.save();
    if (kept === undefined) return;
    saved.set(state, kept);
    for (const [oldest, one] of saved) {
      if (saved.size <= mostSaved) break;
      saved.delete(oldest);
      await pg.forget(one);
    }
  }

  async function proveOne(history: HistoryToProve, chain: Chain, index: number, check: () => void, ending: Ending = 'stay'): Promise<Proof> {
    try {
      return await proveFrom(history, chain, index, check, ending, isSlow);
    } catch (error) {
      check();
      if (!session?.ahead || isSlow || !(error instanceof SessionLost)) throw error;
      const proof = await proveFrom(history, chain, index, check, ending, true);
      isSlow = session?.lost === undefined;
      return proof;
    }
  }

  async function proveFrom(history: HistoryToProve, chain: Chain, index: number, check: () => void, ending: Ending, stepwise: boolean): Promise<Proof> {
    await goTo(history, chain, index, check);
    const pg = await opened();
    const input = history.migrations[index]!;
    const state = chain.states[index]!;
    const context = contextOf(history, index, state, check, stepwise);
    let proved = await proveMigration(pg, input, context, ending);
    if (proved === needsSettling) {
      await keep(pg, state);
      at = undefined;
      proved = (await proveMigration(pg, input, context, 'settle')) as Proved;
    }
    if (proved.isApplied) {
      unknowns.set(chain.states[index + 1]!, proved.unknowns);
      if (pg.lost === undefined) await arrive(pg, chain.states[index + 1]!, index + 1);
    }
    if (pg.lost !== undefined) rememberHanging(history, index, proved.proof);
    proofs.set(chain.proofs[index]!, proved.proof);
    return proved.proof;
  }

  function rememberHanging(history: HistoryToProve, index: number, proof: Proof): void {
    const { up, down } = history.migrations[index]!;
    const look = (outcomes: readonly Outcome[], statements: typeof up.statements) =>
      outcomes.forEach((outcome, i) => {
        if (outcome.result === 'failed' && endsSessions.has(outcome.failure.sqlstate)) hanging.add(statements[i]!.text);
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
            if (session && at === chain.states[focus]) await keep(session, at!);
            check();
            await linger();
          }
        }
        for (let index = 0; index <= last; index++) {
          check();
          if (!found[index]) await proveNext(index, index < last ? 'go on' : 'stay');
        }
        // Another folder's history stays where it is.
        if (isNew && session && session.lost === undefined && last >= 0) {
          await goTo(history, chain, focus ?? last, check);
          await keepOutside(session, chain, focus ?? last);
        }
        return found as Proof[];
      }),
    schemas: (history, index) =>
      exclusively(async (check) => {
        await goTo(history, chainOf(history), index, check);
        const pg = await opened();
        const { up, down } = history.migrations[index]!;
        const texts = (part: typeof up) => sendingsOf(part).flatMap(({ text }) => (text === undefined || hanging.has(text) ? [] : [text]));
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
      await packing;
      await drop();
      await running?.catch(() => {});
      clearTimeout(idle);
      await drop();
    },
  };
}
