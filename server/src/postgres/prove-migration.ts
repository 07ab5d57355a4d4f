import { callsOfProof, mentionsOf, withoutRecords } from './calls-ahead';
import type { HistoryToProve } from './chain';
import type { Difference } from './difference';
import type { Part, Proof, ProofInput, Verdict } from './proof';
import { enumCommits, sendAll, sendingsOf, type Sending } from './sending';
import { SessionLost, waitsForCommit, type Failure, type Outcome, type Session } from './session';
import type { TableName } from './snapshot';
import { twiceVerdict, verdict } from './verdict';
import { nothingUnknown, pathAfter, unknownsAfter, whyUnproved, type Unknowns } from './unknowns';

export interface ProofContext {
  readonly unknowns: Unknowns;
  /** Names that are made outside the folder: a failure that names one proves nothing. */
  readonly external: ReadonlySet<string>;
  readonly creates: HistoryToProve['creates'];
  readonly tracking: TableName | undefined;
  /** Throws when nobody wants the proof any more. */
  readonly check: () => void;
  /** Every call of the session by itself, so that it is known which statement it was that ended it. */
  readonly stepwise: boolean;
}

/** A proof, and the state of things behind the migration. */
export interface Proved {
  readonly proof: Proof;
  readonly unknowns: Unknowns;
  /** The up is committed in the session, which otherwise is where it was. */
  readonly isApplied: boolean;
}

/**
 * What becomes of the session: it stays before the migration; or, where that takes no more than the proof, goes on to behind it;
 * or commits the up in the midst of the proof, as the tool does.
 */
export type Ending = 'stay' | 'go on' | 'settle';

/** The up needs a commit where the proof has none; it has to be proved with `settle`. */
export const needsSettling = Symbol('needs settling');

/**
 * Proves a migration on the committed schema of the session, in one transaction that is rolled back, or back to where its up had
 * run. Where the tool would commit between two statements, or two runs, and that may have made a difference, the answer is
 * `needsSettling`: with `settle` the up is committed, and the session left there. It may be lost after it, if a statement did
 * not end: then the proof says so.
 *
 * @throws SessionLost when the session ends outside a migration's statements, and what `context.check` throws.
 */
export async function proveMigration(session: Session, input: ProofInput, given: ProofContext, ending: Ending): Promise<Proved | typeof needsSettling> {
  const started = performance.now();
  const settle = ending === 'settle';
  const sendings = sendingsOf(input.up);
  if (!settle && enumCommits(sendings).size > 0) return needsSettling;
  const mentions = mentionsOf(input);
  // What is made already, commit and all, need not be called off.
  const isMade = !settle && !given.stepwise && (await session.ahead?.(callsOfProof(input, given, ending, mentions)));
  const context: ProofContext = isMade ? { ...given, check: () => {} } : given;
  const run: Run = { session, context, settle, unknowns: context.unknowns };
  if (settle && input.down) await session.note('all');

  await session.begin();
  if (ending === 'go on' && input.down) await session.note(mentions);
  const { outcomes: up, unknowns: after } = await runUp(run, sendings, true);
  const { outcomes: record, unknowns } = await writeRecord(run, input, after);
  const later: Run = { ...run, unknowns };
  const atCommit = session.lost !== undefined ? undefined : settle ? (await session.commit()).failure : await session.boundary();
  const applies = verdict([...up, ...record, ...(atCommit ? [failed(atCommit)] : [])], sendings, input.up.unsent);
  const proved = (rest: Partial<Proof>): Proved => {
    const untried: Verdict = { state: 'unproved', reason: session.lost ?? applies.reason };
    return {
      proof: { applies, twice: untried, reverses: untried, up, record, atCommit, second: [], down: [], difference: [], again: [], ms: performance.now() - started, ...rest },
      unknowns: atCommit ? afterAll(context.unknowns, input.up, atCommit.message) : unknowns,
      isApplied: settle,
    };
  };
  if (session.lost !== undefined) return proved({});
  if (atCommit || anyWaitsForCommit(run, up.filter((_, i) => sendings[i]!.alone))) {
    if (!settle) await session.rollback();
    return atCommit ? proved({}) : needsSettling;
  }
  context.check();

  if (settle) await session.begin();
  await session.mark();
  // All that it needs was there the first time: what is missing, or in the way, the second time is its own doing.
  const sure: Run = { ...later, unknowns: nothingUnknown, context: { ...context, external: new Set() } };
  const second = await runAgain(applies.state === 'yes' ? sure : later, sendings, up);
  const again = { second, twice: twiceVerdict(applies, second, sendings) };
  if (session.lost !== undefined) return proved(again);
  await session.back();
  context.check();

  const { isOpen, ...undone } = await proveDown(later, input, applies, ending);
  const back = withOthers(undone, input.down);
  const isLost = session.lost !== undefined;
  const mustSettle = !settle && !isLost && [second, back.down, back.again].some((outcomes) => anyWaitsForCommit(run, outcomes));
  let isApplied = settle;
  if (isOpen && !isLost) {
    if (ending === 'go on' && !mustSettle) {
      await session.back();
      isApplied = (await session.commit()).failure === undefined;
    } else await session.rollback();
  }
  return mustSettle ? needsSettling : { ...proved({ ...again, ...back }), isApplied };
}

interface Run {
  readonly session: Session;
  readonly context: ProofContext;
  readonly settle: boolean;
  /** Before the part that is run. */
  readonly unknowns: Unknowns;
}

function anyWaitsForCommit({ settle }: Run, outcomes: readonly Outcome[]): boolean {
  return !settle && outcomes.some(waitsForCommit);
}

/** Runs only the up, and commits it: for those that come after. Statements in `hanging` are left out. */
export async function applyMigration(session: Session, input: ProofInput, context: ProofContext, hanging: ReadonlySet<string>): Promise<Unknowns> {
  const sendings = sendingsOf(input.up).map((sending): Sending => (hanging.has(sending.statement.text) ? { ...sending, text: undefined, note: 'it did not end before' } : sending));
  await session.begin();
  const run: Run = { session, context, settle: true, unknowns: context.unknowns };
  const { unknowns: after } = await runUp(run, sendings, false);
  if (session.lost !== undefined) throw new SessionLost(session.lost);
  const { unknowns } = await writeRecord(run, input, after);
  const { failure } = await session.commit();
  return failure ? afterAll(context.unknowns, input.up, failure.message) : unknowns;
}

/** The first run: in one go, but for commits that the tool makes and a later statement needs. */
async function runUp(run: Run, sendings: readonly Sending[], observe: boolean): Promise<{ outcomes: readonly Outcome[]; unknowns: Unknowns }> {
  const { session, settle } = run;
  const outcomes: Outcome[] = [];
  const cuts = settle ? [...enumCommits(sendings)] : [];
  for (let from = 0; from < sendings.length; ) {
    const cut = cuts.shift();
    const to = cut === undefined ? sendings.length : cut + 1;
    const sent = sendings.slice(from, to);
    outcomes.push(...(await sendAll(session, sent, observe)).map((outcome, i) => (asksForServer.test(sent[i]!.statement.text) ? refusedByAuthor(outcome, 'up') : outcome)));
    if (to < sendings.length && session.lost === undefined) {
      await session.commit();
      await session.begin();
    }
    from = to;
  }
  return judgeInOrder(run, outcomes, sendings);
}

/** What one statement did not do is unknown to those behind it. */
function judgeInOrder(run: Run, outcomes: readonly Outcome[], sendings: readonly Sending[]): { outcomes: readonly Outcome[]; unknowns: Unknowns } {
  let { unknowns } = run;
  const judged = outcomes.map((outcome, i): Outcome => {
    const sending = sendings[i]!;
    const result = withOwnType(judge({ ...run, unknowns }, outcome, sending), sendings.slice(0, i));
    if (result.result === 'ran') unknowns = pathAfter(unknownsAfter(unknowns, sending.statement, true, ''), sending.statement, run.context.creates);
    else if (!sending.harmless) unknowns = unknownsAfter(unknowns, sending.statement, false, whyNotDone(result, sending));
    return result;
  });
  return { outcomes: judged, unknowns };
}

/** A value may be used at once if its type is as new as it is, but not inside a savepoint (AddEnumLabel in catalog/pg_enum.c). */
function withOwnType(outcome: Outcome, before: readonly Sending[]): Outcome {
  if (outcome.result !== 'failed' || outcome.failure.sqlstate !== '55P04') return outcome;
  const type = /of enum type "?([^"]+)"?$/.exec(outcome.failure.message)?.[1];
  const isOwn = before.some(({ statement }) => statement.effects.some((effect) => effect.does === 'create' && effect.object.kind === 'type' && effect.object.name === type));
  return isOwn ? { ...outcome, unproved: `${outcome.failure.message} in a savepoint, which the tool does not set` } : outcome;
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

function judge({ session, context, unknowns }: Run, outcome: Outcome, { alone, statement }: Sending): Outcome {
  if (outcome.result !== 'failed' || outcome.unproved !== undefined) return outcome;
  const { failure } = outcome;
  // It ends or begins transactions by itself, which the tool lets it do.
  if (alone && (failure.sqlstate === '2D000' || failure.sqlstate === '25001')) return { result: 'not run', reason: 'it cannot run in the transaction of the proof' };
  if (waitsForCommit(outcome) && (alone || session.uncommitted)) return { ...outcome, unproved: `${failure.message}: the tool commits before, the proof does not` };
  const unproved = whyUnproved(failure, statement, unknowns, context);
  return unproved === undefined ? outcome : { ...outcome, unproved };
}

/** Statements are independent of each other here: what ran the first time is tried again. */
async function runAgain(run: Run, sendings: readonly Sending[], first: readonly Outcome[]): Promise<readonly Outcome[]> {
  const tried = sendings.filter((_, i) => first[i]!.result === 'ran');
  const results = await sendJudged(run, tried);
  let at = 0;
  return first.map((outcome): Outcome => {
    if (outcome.result === 'ran') return results[at++]!;
    return outcome.result === 'not run' ? outcome : { result: 'not run', reason: 'it did not run the first time' };
  });
}

type Undone = Pick<Proof, 'reverses' | 'down' | 'difference' | 'again'>;

/** What a down that belongs to other downs does alone is no evidence, unless it is all that is asked. */
function withOthers(undone: Undone, down: Part | undefined): Undone {
  const why = down?.together;
  if (why === undefined || undone.reverses.state !== 'no') return undone;
  const judged = undone.down.map((outcome): Outcome => (outcome.result === 'failed' ? { unproved: why, ...outcome } : outcome));
  return { reverses: { state: 'unproved', reason: why }, down: judged, difference: [], again: [] };
}

/** `isOpen`: the transaction is not rolled back yet. */
async function proveDown(run: Run, input: ProofInput, applies: Verdict, ending: Ending): Promise<Undone & { readonly isOpen: boolean }> {
  const { session, context } = run;
  const end = (reverses: Verdict, found: Partial<Proof> = {}) => ({ down: [], difference: [], again: [], ...found, reverses, isOpen: true });
  if (!input.down) return end({ state: 'unproved', reason: 'there is no down' });
  if (applies.state !== 'yes') return end({ state: 'unproved', reason: applies.reason });

  const sendings = sendingsOf(input.down);
  const down = judgeInOrder(run, (await sendAll(session, sendings, false)).map((outcome) => refusedByAuthor(outcome, 'down')), sendings).outcomes;
  const undone = verdict(down, sendings, input.down.unsent);
  if (session.lost !== undefined) return end(undone, { down });
  const late = await session.boundary();
  context.check();
  // What a statement that was not run would have done would be told as its absence.
  if (undone.state === 'unproved' || late) return end(late ? { state: 'no', reason: late.message } : undone, { down });
  // What the down leaves is compared with what was before: noted then, or looked at again after the rollback.
  let found = ending === 'stay' ? undefined : await session.compare('before', context.tracking);
  const isOpen = found !== undefined;
  if (!found) await session.note('touched');

  let again: readonly Outcome[] = [];
  if (undone.state === 'yes') {
    // The tool would have taken its own record back by now.
    if (context.tracking) await session.run([withoutRecords(context.tracking)], false);
    const upSendings = sendingsOf(input.up);
    again = await sendJudged(run, upSendings);
    if (session.lost !== undefined) return end(verdict(again, upSendings), { down, difference: found ?? [], again });
  }
  if (!found) {
    await session.rollback();
    found = (await session.compare('after', context.tracking))!;
  }
  const difference = found.filter((one) => !mayBeElsewhere(one, input.up));
  const [first] = difference;
  const repeated = verdict(again, sendingsOf(input.up));
  const reverses = undone.state !== 'yes' ? undone : first ? ({ state: 'no', reason: `${first.what}: ${first.kind} ${first.name}` } as const) : repeated;
  return { down, difference, again, reverses, isOpen };
}

/** What an up drops only if it is there, and does not make, may be there elsewhere: its down may well make it. */
function mayBeElsewhere({ what, kind, is }: Difference, { statements }: Part): boolean {
  if (what !== 'left over') return false;
  const named = (does: 'create' | 'drop') => statements.some(({ effects }) => effects.some((effect) => effect.does === does && effect.object.kind === kind && effect.object.name === is!.name && (effect.object.schema ?? is!.schema) === is!.schema && (effect.does === 'create' || effect.guard === 'exists')));
  return named('drop') && !named('create');
}

/** Of a block that asks what the server has. */
const asksForServer = /\b(?:pg_(?:available_)?extensions?|pg_roles|pg_settings|server_version(?:_num)?|current_setting|version\s*\()/i;

/**
 * A down that says by RAISE in a DO block that there is no way back, or not from here, does what it was written for; so does an up
 * that says that it is not for such a server.
 */
function refusedByAuthor(outcome: Outcome, direction: 'up' | 'down'): Outcome {
  if (outcome.result !== 'failed' || !/^PL\/pgSQL function inline_code_block line \d+ at RAISE$/.test(outcome.failure.where ?? '')) return outcome;
  return { ...outcome, unproved: `the ${direction} refuses: ${outcome.failure.message}` };
}

async function sendJudged(run: Run, sendings: readonly Sending[]): Promise<readonly Outcome[]> {
  return (await sendAll(run.session, sendings, false)).map((outcome, i) => judge(run, outcome, sendings[i]!));
}

function failed(failure: Failure): Outcome {
  return { result: 'failed', failure };
}

function afterAll(unknowns: Unknowns, part: Part, why: string): Unknowns {
  return part.statements.reduce((all, statement) => unknownsAfter(all, statement, false, why), unknowns);
}

/** What was in the way of a statement is in the way of all that rests on it. */
function whyNotDone(outcome: Exclude<Outcome, { result: 'ran' }>, { statement }: Sending): string {
  if (outcome.result === 'failed' && outcome.unproved !== undefined) return outcome.unproved;
  const text = statement.text.replace(/\s+/g, ' ');
  return `${text.length > 60 ? `${text.slice(0, 57)}...` : text} ${outcome.result === 'failed' ? 'failed' : 'was not run'}`;
}
