import type { ProofInput } from './proof';
import type { Ending, ProofContext } from './prove-migration';
import { sendingsOf, type Sending } from './sending';
import type { Ahead } from './session';
import type { TableName } from './snapshot';

/** The calls of a proof in which every statement does what it is there for, but for those of the second runs. */
export function callsOfProof(input: ProofInput, context: ProofContext, ending: Ending): readonly Ahead[] {
  const up = sendingsOf(input.up);
  const upTexts = textsOf(up);
  const calls: Ahead[] = [{ call: 'begin' }];
  if (ending === 'go on' && input.down) calls.push({ call: 'note', scope: { names: wordsOf(input) } });
  calls.push(...runs(upTexts, true), ...recordRuns(input, context), { call: 'boundary' }, { call: 'mark' }, ...runs(upTexts, false, true), { call: 'back' });
  if (!input.down || !isWhole(up)) return calls;
  const down = sendingsOf(input.down);
  calls.push(...runs(textsOf(down), false), { call: 'boundary' });
  if (!isWhole(down)) return calls;
  calls.push(ending === 'go on' ? { call: 'compare', noted: 'before', tracking: context.tracking } : { call: 'note', scope: 'touched' });
  if (context.tracking) calls.push({ call: 'run', texts: [withoutRecords(context.tracking)], observe: false, anyway: true });
  calls.push(...runs(upTexts, false, true));
  if (ending === 'stay') calls.push({ call: 'rollback' }, { call: 'compare', noted: 'after', tracking: context.tracking });
  return calls;
}

export function recordRuns({ record }: ProofInput, { unknowns }: ProofContext): readonly Ahead[] {
  return unknowns.record === undefined ? runs(record, false) : [];
}

/** None, where there is nothing to run. */
export function runs(texts: readonly string[], observe: boolean, anyway = false): readonly Ahead[] {
  return texts.length === 0 ? [] : [{ call: 'run', texts, observe, ...(anyway ? { anyway } : {}) }];
}

export function textsOf(sendings: readonly Sending[]): readonly string[] {
  return sendings.flatMap(({ text }) => text ?? []);
}

function isWhole(sendings: readonly Sending[]): boolean {
  return sendings.every(({ text, harmless }) => text !== undefined || harmless);
}

/** Whatever the texts may name. */
export function wordsOf({ up, down, record }: ProofInput): readonly string[] {
  const words = new Set<string>();
  for (const text of [...[...up.statements, ...(down?.statements ?? [])].map((statement) => statement.text), ...record]) {
    for (const [word, quoted] of text.matchAll(/"((?:[^"]|"")+)"|[\p{L}_][\p{L}\p{N}_$]*/gu)) words.add(quoted?.replaceAll('""', '"') ?? word.toLowerCase());
  }
  return [...words];
}

/** The tool's own records, taken back. */
export function withoutRecords({ schema, table }: TableName): string {
  return `delete from ${[schema, table].flatMap((part) => (part === undefined ? [] : `"${part.replaceAll('"', '""')}"`)).join('.')}`;
}
