import type { ProofInput } from './proof';
import type { Ending, ProofContext } from './prove-migration';
import { sendingsOf, type Sending } from './sending';
import type { Ahead, Mentions } from './session';
import { spelled, type TableName } from './snapshot';

/** The calls of a proof in which every statement does what it is there for, but for those of the second runs. */
export function callsOfProof(input: ProofInput, context: ProofContext, ending: Ending, mentions: Mentions): readonly Ahead[] {
  const goOn: readonly Ahead[] = ending === 'go on' ? [{ call: 'back' }, { call: 'commit' }] : [];
  const up = sendingsOf(input.up);
  const upTexts = textsOf(up);
  const calls: Ahead[] = [{ call: 'begin' }];
  if (ending === 'go on' && input.down) calls.push({ call: 'note', scope: mentions });
  calls.push(...runs(upTexts, true), ...recordRuns(input, context), { call: 'boundary' }, { call: 'mark' }, ...runs(upTexts, false, true), { call: 'back' });
  if (!input.down || !isWhole(up)) return [...calls, ...goOn];
  const down = sendingsOf(input.down);
  calls.push(...runs(textsOf(down), false), { call: 'boundary' });
  // What becomes of the others depends on what it is that is not sent.
  if (!isWhole(down)) return calls;
  calls.push(ending === 'go on' ? { call: 'compare', noted: 'before', tracking: context.tracking } : { call: 'note', scope: 'touched' });
  if (context.tracking) calls.push({ call: 'run', texts: [withoutRecords(context.tracking)], observe: false, anyway: true });
  calls.push(...runs(upTexts, false, true));
  if (ending === 'stay') calls.push({ call: 'rollback' }, { call: 'compare', noted: 'after', tracking: context.tracking });
  return [...calls, ...goOn];
}

function recordRuns({ record }: ProofInput, { unknowns }: ProofContext): readonly Ahead[] {
  return unknowns.record === undefined ? runs(record, false) : [];
}

/** None, where there is nothing to run. */
function runs(texts: readonly string[], observe: boolean, anyway = false): readonly Ahead[] {
  return texts.length === 0 ? [] : [{ call: 'run', texts, observe, ...(anyway ? { anyway } : {}) }];
}

function textsOf(sendings: readonly Sending[]): readonly string[] {
  return sendings.flatMap(({ text }) => text ?? []);
}

function isWhole(sendings: readonly Sending[]): boolean {
  return sendings.every(({ text, harmless }) => text !== undefined || harmless);
}

const routine = /\b(?:function|procedure|aggregate|routine)\b/i;
const type = /\b(?:create|alter|drop|on)\s+(?:type|domain)\b/i;
const comment = /\bcomment\b/gi;
/** Where it is read with relations, types and routines. */
const ownComment = /\bcomment\s+on\s+(?:table|column|constraint|index|(?:materialized\s+)?view|foreign\s+table|sequence|trigger|rule|policy|type|domain|function|procedure|aggregate|routine)\b/gi;

/** Whatever the texts may name; the tool's own record stays in its own table. */
export function mentionsOf({ up, down }: ProofInput): Mentions {
  const names = new Set<string>();
  let routines = false;
  let types = false;
  let comments = 0;
  let ownComments = 0;
  for (const { text } of [...up.statements, ...(down?.statements ?? [])]) {
    for (const [word, quoted] of text.matchAll(/"((?:[^"]|"")+)"|[\p{L}_][\p{L}\p{N}_$]*/gu)) names.add(quoted?.replaceAll('""', '"') ?? word.toLowerCase());
    routines ||= routine.test(text);
    types ||= type.test(text);
    comments += text.match(comment)?.length ?? 0;
    ownComments += text.match(ownComment)?.length ?? 0;
  }
  // A comment may be one on a type.
  types ||= ownComments > 0;
  return { names: [...names], kinds: [...(routines ? (['routine'] as const) : []), ...(types ? (['type'] as const) : [])], comments: comments > 0 && comments === ownComments };
}

/** The tool's own records, taken back. */
export function withoutRecords(table: TableName): string {
  return `delete from ${spelled(table)}`;
}
