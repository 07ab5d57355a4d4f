import type { KeptStates } from '../postgres/kept-state';
import type { Part, Proof, ProofInput } from '../postgres/proof';
import type { Remembered, SetupFailure } from '../postgres/proof-memory';
import { createProver, Superseded, type Prover, type Schemas } from '../postgres/replay';
import type { Session } from '../postgres/session';
import type { MigrationContext, MigrationProof } from '../rules/rule';
import { alignProof } from './align-proof';
import type { Configuration } from './configuration';
import type { FolderHistory } from './history-to-prove';
import type { Kept } from './kept';

/** How the host gives PostgreSQL: embedded, or a real server where the configuration names one. @throws SessionLost */
export type OpenPostgres = (settings: Configuration['postgres'], from?: Uint8Array) => Promise<Session>;

/** What PostgreSQL's part in a folder's audit is. */
export type PostgresState =
  /** Nobody asked for it yet, or it is not to be run. */
  | { readonly state: 'off'; readonly reason: string }
  | { readonly state: 'running'; readonly done: number; readonly of: number }
  | { readonly state: 'ran' }
  /** There is no PostgreSQL to be had. */
  | { readonly state: 'failed'; readonly reason: string };

/** Milliseconds after a proof until it is kept. */
const keepAfterMs = 5000;

interface Last {
  readonly input: ProofInput;
  readonly proof: Proof;
}

export interface ProveOptions {
  /** The migration that somebody is looking at is proved first. */
  readonly focus?: MigrationContext;
  /** Called after each proof that was not known before. */
  readonly onProof?: () => void;
}

/**
 * PostgreSQL's answers to the folders of a workspace. Each kind of PostgreSQL that a configuration asks for is one prover, and
 * one process, for all folders: histories are told apart by their content.
 */
export class Proofs {
  private readonly provers = new Map<string, Prover>();
  /** The last proof of each migration, by folder and by the up's file and place in it. */
  private readonly last = new Map<string, Map<string, Last>>();
  private readonly states = new Map<string, PostgresState>();
  /** What was proved last of each folder. */
  private readonly ran = new Map<string, { readonly history: FolderHistory; readonly settings: Configuration['postgres'] }>();
  private readonly failures = new Map<string, readonly SetupFailure[]>();
  /** Folders whose proofs of former runs have been looked for. */
  private readonly recalled = new Set<string>();
  /** What is to be kept of folders for the next run. */
  private readonly unkept = new Map<string, () => Remembered>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly open: OpenPostgres,
    /** How long PostgreSQL is kept when there is nothing to prove, in milliseconds. */
    private readonly idleMs: number,
    /** Where proofs outlive the process. A real server's do not: what it holds besides may be another next time. */
    private readonly kept?: Kept,
  ) {}

  state(path: string, history: FolderHistory | undefined): PostgresState {
    const state = this.states.get(path) ?? { state: 'off', reason: 'it has not been run yet' };
    // Until the newer text's turn comes.
    return state.state === 'ran' && history && history !== this.ran.get(path)?.history ? { state: 'running', done: 0, of: history.proved.length } : state;
  }

  /** Statements of the folder's baseline that PostgreSQL refused. */
  setupFailures(path: string): readonly SetupFailure[] {
    return this.failures.get(path) ?? [];
  }

  /** For each migration of the history what is known of it; nothing is run for that. */
  known(path: string, { history, proved }: FolderHistory, configuration: Configuration): readonly (MigrationProof | undefined)[] {
    const last = this.last.get(path);
    if (!last) return proved.map(() => undefined);
    const fresh = this.proverOf(configuration.postgres).known(history);
    return proved.map((migration, i): MigrationProof | undefined => {
      const proof = fresh[i];
      if (proof) return { proof, fresh: true };
      const old = last.get(keyOf(migration));
      return old && { proof: alignProof(old.proof, old.input, history.migrations[i]!), fresh: false };
    });
  }

  /**
   * Proves what is not known of a folder's history. Resolves to false when a newer call for the same PostgreSQL took over.
   * A PostgreSQL that cannot be had is no error but the folder's state.
   */
  async prove(path: string, toProve: FolderHistory, { postgres }: Configuration, { focus, onProof }: ProveOptions): Promise<boolean> {
    const { history, proved } = toProve;
    const prover = this.proverOf(postgres);
    const isKept = this.kept !== undefined && postgres.url === undefined;
    if (isKept) this.recall(path, prover);
    const isNew = prover.known(history).includes(undefined);
    const at = focus ? indexIn(proved, focus) : -1;
    const last = this.last.get(path) ?? new Map<string, Last>();
    this.last.set(path, last);
    let done = 0;
    let running: PostgresState | undefined;
    const before = this.states.get(path);
    const learn = (index: number, proof: Proof) => {
      const key = keyOf(proved[index]!);
      const isNews = last.get(key)?.proof !== proof;
      last.set(key, { input: history.migrations[index]!, proof });
      running = { state: 'running', done: ++done, of: proved.length };
      this.states.set(path, running);
      if (isNews) onProof?.();
    };
    try {
      await prover.prove(history, { ...(at < 0 ? {} : { focus: at }), onProof: learn });
      this.states.set(path, { state: 'ran' });
      this.ran.set(path, { history: toProve, settings: postgres });
      this.failures.set(path, prover.setupFailures(history));
      if (isKept && isNew) this.keepSoon(path, () => prover.remembered(history));
      return true;
    } catch (error) {
      if (error instanceof Superseded) {
        // Called off, unless a newer call has said how far it is.
        if (this.states.get(path) !== running) return false;
        if (before && before.state !== 'running') this.states.set(path, before);
        else this.states.delete(path);
        return false;
      }
      this.states.set(path, { state: 'failed', reason: error instanceof Error ? error.message : String(error) });
      return true;
    }
  }

  /** The schema before a migration, after it, and after its down. @throws SessionLost, Superseded */
  schemas({ history, proved }: FolderHistory, { postgres }: Configuration, migration: MigrationContext): Promise<Schemas> {
    return this.proverOf(postgres).schemas(history, indexIn(proved, migration));
  }

  /** The proof that a migration would have with this down. @throws SessionLost, Superseded */
  tryDown({ history, proved }: FolderHistory, { postgres }: Configuration, migration: MigrationContext, down: Part): Promise<Proof> {
    return this.proverOf(postgres).tryDown(history, indexIn(proved, migration), down);
  }

  /** Would another process be told the same? Not by a server, nor where a failure was the machine's own. */
  areLasting(): boolean {
    return [...this.ran.values()].every(({ history: { history, proved }, settings }) => settings.url === undefined && this.proverOf(settings).remembered(history).proofs.length === proved.length);
  }

  /** Ends what is being proved; what is known stays. */
  cancel(): void {
    for (const prover of this.provers.values()) prover.cancel();
  }

  async close(): Promise<void> {
    this.keep();
    await Promise.all([...this.provers.values()].map((prover) => prover.close()));
  }

  private recall(path: string, prover: Prover): void {
    if (this.recalled.has(path)) return;
    this.recalled.add(path);
    const bytes = this.kept!.read(keptName(path));
    if (bytes) prover.learn(JSON.parse(bytes.toString('utf8')) as Remembered);
  }

  /** Not after every key stroke. */
  private keepSoon(path: string, remembered: () => Remembered): void {
    this.unkept.set(path, remembered);
    this.timer ??= setTimeout(() => this.keep(), keepAfterMs);
    this.timer.unref();
  }

  private keep(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [path, remembered] of this.unkept) this.kept!.write(keptName(path), Buffer.from(JSON.stringify(remembered())));
    this.unkept.clear();
  }

  private keptStates(): KeptStates | undefined {
    const { kept } = this;
    return kept && { read: (state) => kept.read(`state ${state}`), write: (state, bytes) => kept.write(`state ${state}`, bytes) };
  }

  private proverOf(settings: Configuration['postgres']): Prover {
    const key = JSON.stringify([settings.url ?? null, settings.timeoutMs]);
    let prover = this.provers.get(key);
    if (!prover) {
      const states = settings.url === undefined ? this.keptStates() : undefined;
      prover = createProver({ open: (from) => this.open(settings, from), idleMs: this.idleMs, states });
      this.provers.set(key, prover);
    }
    return prover;
  }
}

function indexIn(proved: readonly MigrationContext[], migration: MigrationContext): number {
  return proved.findIndex((other) => keyOf(other) === keyOf(migration));
}

function keyOf({ up }: MigrationContext): string {
  return `${up!.file}:${up!.range.start}`;
}

function keptName(path: string): string {
  return `proofs of ${path}`;
}
