import type { Difference } from './difference';
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
 * Proves a migration on the committed schema of the session, in one transaction that is rolled back. Where the tool would
 * commit between two statements, or two runs, and that may have made a difference, the answer is `needsSettling`: with
 * `settle` the up is committed, and the session left there. It may be lost after it, if a statement did not end: then the
 * proof says so.
 *
 * @throws SessionLost when the session ends outside a migration's statements, and what `context.check` throws.
 */
export async function proveMigration(session: Session, input: ProofInput, context: ProofContext, settle: boolean): Promise<Proved | typeof needsSettling> {
  const started = performance.now();
  const sendings = sendingsOf(input.up);
  const run: Run = { session, context, settle };
  if (!settle && sendings.slice(0, -1).some(addsEnumValue)) return needsSettling;
  if (settle && input.down) await session.note('all');

  await session.begin();
  const { outcomes: up, unknowns: after } = await runUp(run, sendings, true);
  const { outcomes: record, unknowns } = await writeRecord(run, input, after);
  const atCommit = session.lost !== undefined ? undefined : settle ? (await session.commit()).failure : await session.boundary();
  const applies = verdict([...up, ...record, ...(atCommit ? [failed(atCommit)] : [])], sendings);
  const proved = (rest: Partial<Proof>): Proved => {
    const untried: Verdict = { state: 'unproved', reason: session.lost ?? applies.reason };
    return {
      proof: { applies, twice: untried, reverses: untried, up, record, atCommit, second: [], down: [], difference: [], again: [], ms: performance.now() - started, ...rest },
      unknowns: atCommit ? afterAll(context.unknowns, input.up, atCommit.message) : unknowns,
    };
  };
  if (session.lost !== undefined) return proved({});
  if (atCommit || waitsForCommit(run, up)) {
    if (!settle) await session.rollback();
    return atCommit ? proved({}) : needsSettling;
  }
  context.check();

  if (settle) await session.begin();
  const base = await session.mark();
  const second = await runAgain(run, sendings, up);
  const again = { second, twice: twiceVerdict(applies, second, sendings) };
  if (session.lost !== undefined) return proved(again);
  await session.back(base);
  context.check();

  const back = await proveDown(run, input, applies, up);
  if (!settle && session.lost === undefined && [second, back.down, back.again].some((outcomes) => waitsForCommit(run, outcomes))) return needsSettling;
  return proved({ ...again, ...back });
}

interface Run {
  readonly session: Session;
  readonly context: ProofContext;
  readonly settle: boolean;
}

/** Failures that a commit in between might have prevented: a new enum value in use (55P04), pending trigger events (55006). */
const commitMatters = new Set(['55P04', '55006']);

function waitsForCommit({ settle }: Run, outcomes: readonly Outcome[]): boolean {
  return !settle && outcomes.some((outcome) => outcome.result === 'failed' && commitMatters.has(outcome.failure.sqlstate));
}

/** Runs only the up, and commits it: for those that come after. Statements in `hanging` are left out. */
export async function applyMigration(session: Session, input: ProofInput, context: ProofContext, hanging: ReadonlySet<string>): Promise<Unknowns> {
  const sendings = sendingsOf(input.up).map((sending): Sending => (hanging.has(sending.statement.text) ? { ...sending, text: undefined, note: 'it did not end before' } : sending));
  await session.begin();
  const run: Run = { session, context, settle: true };
  const { unknowns: after } = await runUp(run, sendings, false);
  if (session.lost !== undefined) throw new SessionLost(session.lost);
  const { unknowns } = await writeRecord(run, input, after);
  const { failure } = await session.commit();
  return failure ? afterAll(context.unknowns, input.up, failure.message) : unknowns;
}

/** The first run: in one go, but for commits that the tool makes and a later statement needs. */
async function runUp({ session, context, settle }: Run, sendings: readonly Sending[], observe: boolean): Promise<{ outcomes: readonly Outcome[]; unknowns: Unknowns }> {
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

/**
 * A key that is there already is the migration's own doing (it records itself) or a second one of its version. Whatever else
 * is in the way, a trigger of a runner of their own, say, is no fault of the migration's, and stays in the way.
 */
async function writeRecord({ session }: Run, { record }: ProofInput, unknowns: Unknowns): Promise<{ outcomes: readonly Outcome[]; unknowns: Unknowns }> {
  if (session.lost !== undefined || unknowns.record !== undefined) return { outcomes: [], unknowns };
  const outcomes = (await session.run(record, false)).map((outcome): Outcome => {
    if (outcome.result !== 'failed' || outcome.failure.sqlstate === '23505') return outcome;
    return { ...outcome, unproved: `the tool's own record cannot be written: ${outcome.failure.message}` };
  });
  const inTheWay = outcomes.map((outcome) => (outcome.result === 'failed' ? outcome.unproved : undefined)).find((why) => why !== undefined);
  return { outcomes, unknowns: { ...unknowns, record: inTheWay } };
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

/** Leaves the session rolled back. */
async function proveDown(run: Run, input: ProofInput, applies: Verdict, up: readonly Outcome[]): Promise<Pick<Proof, 'reverses' | 'down' | 'difference' | 'again'>> {
  const { session, context, settle } = run;
  const end = async (reverses: Verdict, found: Partial<Proof> = {}) => {
    if (session.lost === undefined) await session.rollback();
    return { down: [], difference: [], again: [], ...found, reverses };
  };
  if (!input.down) return end({ state: 'unproved', reason: 'there is no down' });
  if (up.some((outcome) => outcome.result === 'failed')) return end({ state: 'unproved', reason: applies.reason });

  const sendings = sendingsOf(input.down);
  const down = await sendAll(run, sendings);
  const undone = verdict(down, sendings);
  if (session.lost !== undefined) return end(undone, { down });
  const late = await session.boundary();
  context.check();
  // What a statement that was not run would have done would be told as its absence.
  if (undone.state === 'unproved' || late) return end(late ? { state: 'no', reason: late.message } : undone, { down });
  let found: readonly Difference[] = [];
  if (settle) found = await session.compare('before', context.tracking);
  else await session.note('touched');

  let again: readonly Outcome[] = [];
  if (undone.state === 'yes') {
    // The tool would have taken its own record back by now.
    if (context.tracking) await session.run([`truncate ${quoted(context.tracking)}`], false);
    const upSendings = sendingsOf(input.up);
    again = await sendAll(run, upSendings);
    if (session.lost !== undefined) return end(verdict(again, upSendings), { down, difference: found, again });
  }
  await session.rollback();
  if (!settle) found = await session.compare('after', context.tracking);
  const [first] = found;
  const repeated = verdict(again, sendingsOf(input.up));
  const reverses = undone.state !== 'yes' ? undone : first ? ({ state: 'no', reason: `${first.what}: ${first.kind} ${first.name}` } as const) : repeated.state === 'yes' ? applies : repeated;
  return { down, difference: found, again, reverses };
}

async function sendAll({ session, context }: Run, sendings: readonly Sending[]): Promise<readonly Outcome[]> {
  return (await send(session, sendings, false)).map((outcome, i) => judge(outcome, sendings[i]!, context.unknowns, context.external));
}

function quoted({ schema, table }: TableName): string {
  return [schema, table].flatMap((part) => (part === undefined ? [] : `"${part.replaceAll('"', '""')}"`)).join('.');
}

/** Over a part's outcomes, and what came with them. */
function verdict(outcomes: readonly Outcome[], sendings: readonly Sending[]): Verdict {
  let unproved: string | undefined;
  for (const [i, outcome] of outcomes.entries()) {
    if (outcome.result === 'failed' && outcome.unproved === undefined) return { state: 'no', reason: outcome.failure.message };
    if (outcome.result === 'failed') unproved ??= outcome.unproved;
    else if (outcome.result === 'not run' && !sendings[i]?.harmless) unproved ??= outcome.reason;
  }
  return unproved === undefined ? { state: 'yes' } : { state: 'unproved', reason: unproved };
}

function twiceVerdict(applies: Verdict, second: readonly Outcome[], sendings: readonly Sending[]): Verdict {
  const all = verdict(second, sendings);
  return all.state === 'yes' && applies.state !== 'yes' ? { state: 'unproved', reason: applies.reason } : all;
}

function failed(failure: Failure): Outcome {
  return { result: 'failed', failure };
}

function afterAll(unknowns: Unknowns, part: Part, why: string): Unknowns {
  return part.statements.reduce((all, statement) => unknownsAfter(all, statement, false, why), unknowns);
}

function brief({ statement }: Sending): string {
  const text = statement.text.replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
