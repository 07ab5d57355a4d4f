import { parseScript } from '../syntax/parse-script';
import type { Chain, HistoryToProve } from './chain';
import { packState, unpackState, type KeptStates } from './kept-state';
import type { ProofMemory, SetupFailure } from './proof-memory';
import { applyMigration, type ProofContext } from './prove-migration';
import { sendAll, sendingsOf } from './sending';
import { SessionLost, type Saved, type Session } from './session';
import { nothingUnknown, unknownsAfter, type Unknowns } from './unknowns';

export interface StandingOptions {
  readonly open: (from?: Uint8Array) => Promise<Session>;
  /** Where states outlive the process. */
  readonly states?: KeptStates | undefined;
}

/** A state is kept every so many migrations: from it to any other it is a few milliseconds each. */
const savedEvery = 50;
/** The state that was used longest ago goes first. */
const mostSaved = 8;
/** From so many migrations on, one process after another does not run them again. */
const longHistory = 20;
/** From so many statements on, a baseline is not run again for each return to the beginning. */
const longSetup = 20;

/**
 * The database that proofs run in: it stands before some migration of some history, and goes to any other by what is nearest, the
 * state in which it is or one that was saved. States are called by the keys of a chain.
 */
export class Standing {
  /** Statements that did not end, or ended the session: on the way to later migrations they are not tried again. */
  readonly hanging = new Set<string>();
  /** What is unknown in a state, for those that have been reached. */
  private readonly unknowns = new Map<string, Unknowns>();
  private readonly saved = new Map<string, Saved>();
  private readonly keptOutside = new Set<string>();
  private current: Session | undefined;
  /** The state that is committed in the session. */
  private at: string | undefined;
  /** The state behind the first migration of the history in which that is: another one in each folder. */
  private beginning: string | undefined;
  /** Nothing has been run in the session. */
  private isUntouched = false;
  private packing: Promise<unknown> | undefined;

  constructor(
    private readonly options: StandingOptions,
    private readonly proofs: ProofMemory,
  ) {}

  /** Undefined until it is needed, and once it was dropped. */
  get session(): Session | undefined {
    return this.current;
  }

  /** Also in the midst of what somebody else does with it, who is told so by `SessionLost`. */
  async drop(): Promise<void> {
    const old = this.current;
    this.current = undefined;
    this.at = undefined;
    this.saved.clear();
    await old?.close();
  }

  /** Resolves when nothing is being written for the next process any more. */
  async written(): Promise<void> {
    await this.packing;
  }

  /** For a migration that is run where the database stands. */
  contextOf(history: HistoryToProve, { states }: Chain, index: number, check: () => void, stepwise = false): ProofContext {
    const known = this.unknowns.get(states[index]!) ?? nothingUnknown;
    const { unknownBefore, pathBefore } = history.migrations[index]!;
    return { unknowns: { ...known, anything: known.anything ?? unknownBefore, path: pathBefore }, external: history.external, creates: history.creates, tracking: history.tracking, check, stepwise };
  }

  /** Brings the session to the state before migration `index`. @throws SessionLost, and what `check` throws */
  async goTo(history: HistoryToProve, chain: Chain, index: number, check: () => void): Promise<Session> {
    const ways = chain.states.slice(0, index + 1);
    const pg = await this.opened(ways);
    const here = this.at === undefined ? -1 : ways.lastIndexOf(this.at);
    const kept = ways.findLastIndex((state) => this.saved.has(state) && this.unknowns.has(state));
    let next = Math.max(here, kept);
    if (next < 0 || kept > here) {
      const from = kept < 0 ? undefined : this.used(ways[kept]!);
      // Somebody may come back to it: a workspace has several folders.
      if (this.at !== undefined && this.beginning !== chain.states[1]) await this.keep(pg, this.at);
      this.at = undefined;
      if (!this.isUntouched) await pg.restore(from);
      this.isUntouched = false;
      if (kept < 0) await this.start(pg, history, ways[0]!);
      next = Math.max(kept, 0);
      this.at = ways[next];
    }
    this.beginning = chain.states[1];
    for (; next < index; next++) {
      check();
      this.at = undefined;
      await this.arrive(pg, chain, next + 1, await applyMigration(pg, history.migrations[next]!, this.contextOf(history, chain, next, check), this.hanging));
    }
    return pg;
  }

  /** What came before migration `index` has been committed. */
  async arrive(pg: Session, { states }: Chain, index: number, unknowns: Unknowns): Promise<void> {
    const state = states[index]!;
    this.unknowns.set(state, unknowns);
    if (pg.lost !== undefined) return;
    this.at = state;
    if (index % savedEvery === 0) await this.keep(pg, state);
  }

  /** The state in which it is can be gone back to. */
  async keepHere(): Promise<void> {
    if (this.current && this.current.lost === undefined && this.at !== undefined) await this.keep(this.current, this.at);
  }

  /** Something is committed that `arrive` is told of only when it is whole. */
  async leave(): Promise<void> {
    await this.keepHere();
    this.at = undefined;
  }

  /** Keeps the state before migration `index`, in which it is, for the next process, if that would find the same. */
  async keepOutside(chain: Chain, index: number): Promise<void> {
    const { current: pg, options: { states } } = this;
    const state = chain.states[index]!;
    if (!states || !pg?.pack || this.at !== state || index < longHistory || this.keptOutside.has(state) || this.proofs.remembered(chain).proofs.length < index) return;
    this.keptOutside.add(state);
    await this.keep(pg, state);
    const unknowns = this.unknowns.get(state)!;
    const written = pg.pack(this.saved.get(state)!).then((database) => database && states.write(state, packState({ database, unknowns })), () => {});
    this.packing = Promise.all([this.packing, written]);
  }

  /** @param ways the states on the way to where it is to go. */
  private async opened(ways: readonly string[]): Promise<Session> {
    if (this.current?.lost !== undefined) await this.drop();
    return (this.current ??= (await this.openedAtKept(ways)) ?? (await this.openedEmpty()));
  }

  private async openedEmpty(): Promise<Session> {
    const pg = await this.options.open();
    this.isUntouched = true;
    return pg;
  }

  private async openedAtKept(ways: readonly string[]): Promise<Session | undefined> {
    const { states, open } = this.options;
    // What its baseline did not run has to be known, too.
    if (!states || !this.proofs.knowsSetup(ways[0]!)) return undefined;
    for (const state of ways.slice(longHistory).reverse()) {
      const bytes = states.read(state);
      if (!bytes) continue;
      const kept = unpackState(bytes);
      // One with which PostgreSQL does not start is as good as none.
      const pg = await open(kept.database).catch(() => undefined);
      if (!pg) return undefined;
      this.unknowns.set(state, kept.unknowns);
      this.at = state;
      this.isUntouched = false;
      return pg;
    }
    return undefined;
  }

  private async start(pg: Session, history: HistoryToProve, state: string): Promise<void> {
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
    this.proofs.setSetup(state, failures);
    this.unknowns.set(state, known);
    if (sendings.length > longSetup) await this.keep(pg, state);
  }

  /** A state that is saved, which is then the last to go. */
  private used(state: string): Saved | undefined {
    const found = this.saved.get(state);
    if (found === undefined) return undefined;
    this.saved.delete(state);
    this.saved.set(state, found);
    return found;
  }

  private async keep(pg: Session, state: string): Promise<void> {
    if (this.used(state) !== undefined) return;
    const kept = await pg.save();
    if (kept === undefined) return;
    this.saved.set(state, kept);
    for (const [oldest, one] of this.saved) {
      if (this.saved.size <= mostSaved) break;
      this.saved.delete(oldest);
      await pg.forget(one);
    }
  }
}
