import type { Known } from '../../../server/src/schema/known';
import { buildHistory, type History, type HistoryInput, type Step } from '../../../server/src/schema/history';
import { parseScript } from '../../../server/src/syntax/parse-script';

const scripts = new Map<string, ReturnType<typeof parseScript>>();
/** The same text gives the same script, as an engine that reads only what changed has it. */
function script(text: string | undefined) {
  if (text === undefined) return undefined;
  let known = scripts.get(text);
  if (!known) scripts.set(text, (known = parseScript(text)));
  return known;
}

const inputs = new Map<string, HistoryInput>();
function input(index: number, up: string, down: string | undefined): HistoryInput {
  const key = JSON.stringify([index, up, down]);
  const known = inputs.get(key);
  if (known) return known;
  const version = String(index + 1);
  const section = (file: string, text: string) => ({ file, range: { start: 0, end: text.length } });
  const made: HistoryInput = {
    migration: {
      version, name: '', up: section(`${version}.up.sql`, up), down: down === undefined ? undefined : section(`${version}.down.sql`, down),
      transaction: { mode: 'wrapped', because: '' },
    },
    up: script(up), down: script(down),
  };
  inputs.set(key, made);
  return made;
}

/** The history of ups, in order; `[up, down]` where there is a down. */
export function historyOf(migrations: readonly (string | readonly [string, string])[], known: Partial<Known> = {}, previous?: History): History {
  const list = migrations.map((m, i) => (typeof m === 'string' ? input(i, m, undefined) : input(i, m[0], m[1])));
  return buildHistory(list, { roles: [], schemas: [], objects: [], ...known }, previous);
}

export const reasons = (steps: readonly Step[] | undefined): string[] => (steps ?? []).flatMap((step) => step.problems.map((problem) => problem.reason));

/** Of every up's first run. */
export const firstRun = (history: History): string[] => history.entries.flatMap((entry) => reasons(entry.up));
