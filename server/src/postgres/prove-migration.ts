import type { Part, Proof, ProofInput, Verdict } from './proof';
import { addsEnumValue, sendingsOf, type Sending } from './sending';
import { SessionLost, type Failure, type Outcome, type Session } from './session';
import type { TableName } from './snapshot';
import { unknownsAfter, whyUnproved, type Unknowns } from './unknowns';

export interface ProofContext {
  readonly unknowns: Unknowns;
  /** Names that are made outside the folder: a failure that names one proves nothing. */
  readonly external: ReadonlySet<string>;
  readonly tracking: TableName | undefined;
  /** Throws when nobody wants the proof any more. */
  readonly check: () => void;
}

/** A proof, and the state of things behind it. */
export interface Proved {
  readonly proof: Proof;
  readonly unknowns: Unknowns;
}

/** The up needs a commit where the proof has none; it has to be proved with `settle`. */
export const needsSettling = Symbol('needs settling');

/**
 * Proves a migration on the committed schema of the session. With `settle` the session is left with the up committed,
 * and so prepared for the next migration; without, as it was. The session may be lost after it, if a statement did not
 * end: then the proof says so.
 *
 * @throws SessionLost when the session ends outside a migration's statements, and what `context.check` throws.
 */
export async function proveMigration(session: Session, input: ProofInput, context: ProofContext, settle: boolean): Promise<Proved | typeof needsSettling> {
  const started = performance.now();
  const sendings = sendingsOf(input.up);
  if (!settle && sendings.slice(0, -1).some(addsEnumValue)) return needsSettling;
  const run: Run = { session, context };

  if (input.down) await session.remember();
  await session.begin();
  const { outcomes: up, unknowns } = await runUp(run, sendings, settle, true);
  const record = session.lost === undefined ? await session.run(input.record, false) : [];
  const atCommit = await finish(session, settle);
  const applies = verdict([...up, ...record, ...asOutcomes(atCommit)].map((outcome, i) => ({ outcome, harmless: sendings[i]?.harmless === true })));
  if (!settle && applies.state !== 'yes' && rests(up)) {
    await session.rollback();
    return needsSettling;
  }
  const proof = (rest: Partial<Proof>, lost?: string): Proved => {
    const untried: Verdict = { state: 'unproved', reason: lost ?? (applies.state === 'yes' ? undefined : 'it does not apply') };
    return {
      proof: { applies, twice: untried, reverses: untried, up, record, atCommit, second: [], down: [], difference: [], again: [], ms: performance.now() - started, ...rest },
      unknowns: atCommit ? afterAll(context.unknowns, input.up, atCommit.message) : unknowns,
    };
  };
  if (session.lost !== undefined) return proof({}, session.lost);
  if (atCommit) {
    if (!settle) await session.rollback();
    return proof({});
  }
  context.check();

  if (settle) await session.begin();
  const base = await session.mark();
  const second = await runAgain(run, sendings, up);
  if (session.lost !== undefined) return proof({ second, twice: twiceVerdict(applies, second, sendings) }, session.lost);
  if (!settle && rests(second)) {
    await session.rollback();
    return needsSettling;
  }
  const twice = twiceVerdict(applies, second, sendings);
  await session.back(base);
  context.check();

  const back = await proveDown(run, input, applies, up);
  if (session.lost === undefined) {
    await session.rollback();
    if (!settle && [...back.down, ...back.again].some((outcome) => outcome.result === 'failed' && commitMatters.has(outcome.failure.sqlstate))) return needsSettling;
  }
  return proof({ twice, second, ...back });
}

interface Run {
  readonly session: Session;
  readonly context: ProofContext;
}

/** Failures that a commit in between might have prevented: a new enum value in use (55P04), pending trigger events (55006). */
const commitMatters = new Set(['55P04', '55006']);

function rests(outcomes: readonly Outcome[]): boolean {
  return outcomes.some((outcome) => outcome.result === 'failed' && commitMatters.has(outcome.failure.sqlstate));
}

/** Runs only the up, and commits it: for those that come after. Statements in `hanging` are left out. */
export async function applyMigration(session: Session, input: ProofInput, context: ProofContext, hanging: ReadonlySet<string>): Promise<Unknowns> {
  const sendings = sendingsOf(input.up).map((sending): Sending => (hanging.has(sending.statement.text) ? { ...sending, text: undefined, note: 'it did not end before' } : sending));
  await session.begin();
  const { unknowns } = await runUp({ session, context }, sendings, true, false);
  if (session.lost !== undefined) throw new SessionLost(session.lost);
  await session.run(input.record, false);
  const { failure } = await session.commit();
  return failure ? afterAll(context.unknowns, input.up, failure.message) : unknowns;
}

/** The first run: in one go, but for commits that the tool makes and a later statement needs. */
async function runUp({ session, context }: Run, sendings: readonly Sending[], settle: boolean, observe: boolean): Promise<{ outcomes: readonly Outcome[]; unknowns: Unknowns }> {
  const outcomes: Outcome[] = [];
  for (let from = 0; from < sendings.length; ) {
    const cut = settle ? sendings.findIndex((sending, i) => i >= from && i < sendings.length - 1 && addsEnumValue(sending)) : -1;
    const to = cut < 0 ? sendings.length : cut + 1;
    outcomes.push(...(await send(session, sendings.slice(from, to), observe)));
    if (to < sendings.length && session.lost === undefined) {
      await session.commit();
      await session.begin();
    }
    from = to;
  }
  let { unknowns } = context;
  const judged = outcomes.map((outcome, i): Outcome => {
    const result = judge(outcome, sendings[i]!, unknowns, context.external);
    const sending = sendings[i]!;
    if (result.result === 'ran') unknowns = unknownsAfter(unknowns, sending.statement, true, '');
    else if (!sending.harmless) unknowns = unknownsAfter(unknowns, sending.statement, false, `${brief(sending)} ${result.result === 'failed' ? 'failed' : 'was not run'}`);
    return result;
  });
  return { outcomes: judged, unknowns };
}

async function send(session: Session, sendings: readonly Sending[], observe: boolean): Promise<readonly Outcome[]> {
  const sent = sendings.filter((sending) => sending.text !== undefined);
  const results = await session.run(sent.map(({ text }) => text!), observe);
  let at = 0;
  return sendings.map((sending): Outcome => {
    if (sending.text === undefined) return { result: 'not run', reason: sending.note! };
    const result = results[at++]!;
    return result.result === 'ran' && sending.note !== undefined ? { ...result, locks: [], instead: sending.note } : result;
  });
}

function judge(outcome: Outcome, sending: Sending, unknowns: Unknowns, external: ReadonlySet<string>): Outcome {
  if (outcome.result !== 'failed' || outcome.unproved !== undefined) return outcome;
  // It ends or begins transactions by itself, which the tool lets it do.
  if (sending.alone && (outcome.failure.sqlstate === '2D000' || outcome.failure.sqlstate === '25001')) return { result: 'not run', reason: 'it cannot run in the transaction of the proof' };
  const unproved = whyUnproved(outcome.failure, unknowns, external);
  return unproved === undefined ? outcome : { ...outcome, unproved };
}

/** Statements are independent of each other here: what ran the first time is tried again. */
async function runAgain({ session, context }: Run, sendings: readonly Sending[], first: readonly Outcome[]): Promise<readonly Outcome[]> {
  const tried = sendings.filter((_, i) => first[i]!.result === 'ran');
  const results = await send(session, tried, false);
  let at = 0;
  return sendings.map((sending, i): Outcome => {
    const outcome = first[i]!;
    if (outcome.result === 'ran') return judge(results[at++]!, sending, context.unknowns, context.external);
    return outcome.result === 'not run' ? outcome : { result: 'not run', reason: 'it did not run the first time' };
  });
}

async function finish(session: Session, settle: boolean): Promise<Failure | undefined> {
  if (session.lost !== undefined) return undefined;
  return settle ? (await session.commit()).failure : session.boundary();
}

async function proveDown(run: Run, input: ProofInput, applies: Verdict, up: readonly Outcome[]): Promise<Pick<Proof, 'reverses' | 'down' | 'difference' | 'again'>> {
  const { session, context } = run;
  const nothing = { down: [], difference: [], again: [] };
  if (!input.down) return { ...nothing, reverses: { state: 'unproved', reason: 'there is no down' } };
  if (up.some((outcome) => outcome.result === 'failed')) return { ...nothing, reverses: { state: 'unproved', reason: applies.reason ?? 'it does not apply' } };

  const sendings = sendingsOf(input.down);
  const down = (await send(session, sendings, false)).map((outcome, i) => judge(outcome, sendings[i]!, context.unknowns, context.external));
  const ran = verdict(down.map((outcome, i) => ({ outcome, harmless: sendings[i]!.harmless })));
  if (session.lost !== undefined) return { ...nothing, down, reverses: ran };
  const late = await session.boundary();
  context.check();
  const found = down.some((outcome) => outcome.result === 'not run' && outcome.reason) && ran.state !== 'yes' ? [] : await session.difference(context.tracking);
  if (ran.state !== 'yes' || late) return { ...nothing, down, difference: found, reverses: late ? { state: 'no', reason: late.message } : ran };

  // The tool would have taken its own record back by now.
  if (context.tracking) await session.run([`truncate ${[context.tracking.schema, context.tracking.table].filter((part) => part !== undefined).map((part) => `"${part.replaceAll('"', '""')}"`).join('.')}`], false);
  const upSendings = sendingsOf(input.up);
  const again = (await send(session, upSendings, false)).map((outcome, i) => judge(outcome, upSendings[i]!, context.unknowns, context.external));
  const repeated = verdict(again.map((outcome, i) => ({ outcome, harmless: upSendings[i]!.harmless })));
  const reverses: Verdict = found.length > 0 ? { state: 'no', reason: `${found[0]!.what}: ${found[0]!.kind} ${found[0]!.name}` } : repeated.state === 'yes' ? applies : repeated;
  return { down, difference: found, again, reverses };
}

function verdict(outcomes: readonly { readonly outcome: Outcome; readonly harmless: boolean }[]): Verdict {
  let unproved: string | undefined;
  for (const { outcome, harmless } of outcomes) {
    if (outcome.result === 'failed' && outcome.unproved === undefined) return { state: 'no', reason: outcome.failure.message };
    if (outcome.result === 'failed') unproved ??= outcome.unproved;
    else if (outcome.result === 'not run' && !harmless) unproved ??= outcome.reason;
  }
  return unproved === undefined ? { state: 'yes' } : { state: 'unproved', reason: unproved };
}

function twiceVerdict(applies: Verdict, second: readonly Outcome[], sendings: readonly Sending[]): Verdict {
  const all = verdict(second.map((outcome, i) => ({ outcome, harmless: sendings[i]!.harmless })));
  return all.state === 'yes' && applies.state !== 'yes' ? { state: 'unproved', reason: applies.reason } : all;
}

function asOutcomes(failure: Failure | undefined): readonly Outcome[] {
  return failure ? [{ result: 'failed', failure }] : [];
}

function afterAll(unknowns: Unknowns, part: Part, why: string): Unknowns {
  return part.statements.reduce((all, statement) => unknownsAfter(all, statement, false, why), unknowns);
}

function brief({ statement }: Sending): string {
  const text = statement.text.replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
