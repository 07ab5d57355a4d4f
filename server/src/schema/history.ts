import type { Migration } from '../migrations/migration';
import type { Script, Statement } from '../syntax/statement';
import { apply } from './apply';
import { taint } from './apply/doubt';
import { surroundingsOf, type Known, type Surroundings } from './known';
import { namesUsed, type NamesUsed } from './names-used';
import type { Origin } from './objects';
import { outsideOf } from './outside';
import type { ImmutableMap } from './immutable-map';
import type { Problem } from './problem';
import { mendedByLaterDowns } from './rollback';
import { Schema } from './schema';
import { defaultPath, keyOf, type Entry } from './schema-state';

/** One statement in its place: what it finds, and what of it PostgreSQL would refuse. */
export interface Step {
  readonly statement: Statement;
  readonly before: Schema;
  readonly problems: readonly Problem[];
  /** Of a down: it fails right after its up, and runs after the downs of the later migrations. */
  readonly mendedLater?: true;
}

/** A migration with the statements of its sections; a script is the same object as long as its text is the same. */
export interface HistoryInput {
  readonly migration: Migration;
  readonly up: Script | undefined;
  readonly down: Script | undefined;
  /** Something that cannot be read runs just before, or in its place: a program, a file that cannot be opened. */
  readonly unreadable?: boolean;
}

export interface HistoryEntry {
  readonly migration: Migration;
  readonly before: Schema;
  readonly up: readonly Step[];
  /** The up a second time, on the schema that it left. */
  readonly again: readonly Step[];
  readonly after: Schema;
  /** The down, on the schema that the up left, and a second time on top of itself. */
  readonly down: readonly Step[];
  downAgain(): readonly Step[];
}

export interface History {
  readonly entries: readonly HistoryEntry[];
  /** After the last up. */
  readonly final: Schema;
  /**
   * Tables that files use and none creates, when there are signs that the folder's baseline lies elsewhere; they are unknown then,
   * and no problem. Empty: the files make everything.
   */
  readonly outside: readonly string[];
  /** Does any up of the folder create a role? */
  readonly createsRoles: boolean;
  /** What the next history can take over. */
  readonly memory: Memory;
}

/** What was there before the first migration: a file of SQL that is run first. */
export interface Baseline {
  /** Absolute path. */
  readonly file: string;
  /** The same object as long as its text is the same. */
  readonly script: Script;
}

interface Memory {
  readonly inputs: readonly HistoryInput[];
  readonly known: Known;
  readonly madeHere: ReadonlySet<string> | undefined;
  readonly baseline: Baseline | undefined;
  /** The entries before later migrations were asked who makes what is missing. */
  readonly plain: readonly HistoryEntry[];
}

/**
 * What exists at every point of an ordered list of migrations, from their ups. With the previous history of the folder
 * only the first migration that changed and those behind it are read again.
 */
export function buildHistory(inputs: readonly HistoryInput[], known: Known, previous?: History, baseline?: Baseline): History {
  const names = inputs.map((input) => (input.up ? namesUsed(input.up) : undefined));
  const { outside, madeHere } = outsideOf(baseline ? [namesUsed(baseline.script), ...names] : names, known);
  const before = previous?.memory;
  const surroundings = before && sameKnown(before.known, known) && sameNames(before.madeHere, madeHere) ? previous.final.state.surroundings : surroundingsOf(known, madeHere);
  const from = previous?.memory.baseline?.script === baseline?.script ? firstChange(inputs, names, known, madeHere, previous?.memory) : 0;
  const plain = previous ? previous.memory.plain.slice(0, from) : [];
  let schema = plain.at(-1)?.after ?? afterBaseline(Schema.empty(surroundings), baseline);
  if (schema.state.surroundings !== surroundings) schema = schema.with({ surroundings });
  for (let i = from; i < inputs.length; i++) {
    const entry = entryOf(inputs[i]!, schema, before?.plain[i]);
    plain.push(entry);
    schema = entry.after;
  }
  const mended = mendedByLaterDowns(plain, inputs, schema);
  const entries = plain.map((entry, i) => withLater(withoutProblems(entry, mended), i, inputs, names, previous, i < from));
  return {
    entries, final: schema, outside, createsRoles: names.some((n) => n?.makesRole === true),
    memory: { inputs, known, madeHere, plain, baseline },
  };
}

/** Its own faults are not looked for: nobody is writing it. */
function afterBaseline(empty: Schema, baseline: Baseline | undefined): Schema {
  if (!baseline) return empty;
  let schema = empty;
  for (const statement of baseline.script.statements) schema = apply(schema, statement, { file: baseline.file, version: '' }).schema;
  return endOfMigration(empty, schema);
}

/** The first migration whose own text, or whose surroundings, are not what they were. */
function firstChange(inputs: readonly HistoryInput[], names: readonly (NamesUsed | undefined)[], known: Known, madeHere: Surroundings['madeHere'], memory: Memory | undefined): number {
  if (!memory || !sameKnown(memory.known, known) || (memory.madeHere === undefined) !== (madeHere === undefined)) return 0;
  const changed = new Set([...(madeHere ?? [])].filter((name) => !memory.madeHere!.has(name)).concat([...(memory.madeHere ?? [])].filter((name) => !madeHere!.has(name))));
  const at = inputs.findIndex((input, i) => {
    const old = memory.inputs[i];
    const same = old !== undefined && old.migration.version === input.migration.version && old.migration.up?.file === input.migration.up?.file && old.migration.down?.file === input.migration.down?.file && old.up === input.up && old.down === input.down && old.unreadable === input.unreadable && old.migration.afterProgram === input.migration.afterProgram && old.migration.transaction.mode === input.migration.transaction.mode;
    return !same || (changed.size > 0 && usesAny(names[i], changed));
  });
  return at < 0 ? Math.min(inputs.length, memory.inputs.length) : at;
}

function sameKnown(a: Known, b: Known): boolean {
  return a === b || (sameWords(a.roles, b.roles) && sameWords(a.schemas, b.schemas) && sameWords(a.objects, b.objects));
}

function usesAny(names: NamesUsed | undefined, changed: ReadonlySet<string>): boolean {
  for (const name of changed) if (names?.needsTables.has(name) || names?.makes.has(name)) return true;
  return false;
}

/** One migration on a schema. `old`: what may have been its entry before an edit. */
export function entryOf(input: HistoryInput, left: Schema, old?: HistoryEntry): HistoryEntry {
  const { migration } = input;
  const before = input.unreadable || migration.afterProgram !== undefined ? taint(left) : left;
  const isOld = old?.migration.version === migration.version && old.migration.up?.file === migration.up?.file;
  const up = replay(input.up, before, migration, migration.up?.file, isOld ? old.up : []);
  const after = endOfMigration(before, up.after);
  const again = replay(input.up, after.with({ trusting: true }), migration, migration.up?.file);
  const down = replay(input.down, after, migration, migration.down?.file);
  let downAgain: readonly Step[] | undefined;
  return {
    migration, before, up: up.steps, again: again.steps, after, down: down.steps,
    downAgain: () => (downAgain ??= replay(input.down, endOfMigration(after, down.after).with({ trusting: true }), migration, migration.down?.file).steps),
  };
}

/** A script on a schema, statement by statement. What stands in front of an edit is taken over from the `old` steps. */
export function replay(script: Script | undefined, before: Schema, migration: Migration, file: string | undefined, old: readonly Step[] = []): { steps: Step[]; after: Schema } {
  const statements = script?.statements ?? [];
  let same = 0;
  if (old[0]?.before === before) while (same + 1 < old.length && old[same]!.statement === statements[same]) same++;
  const steps = old.slice(0, same);
  let schema = same === 0 ? before : old[same]!.before;
  for (const statement of statements.slice(same)) {
    const result = apply(schema, statement, { file: file ?? '', version: migration.version });
    steps.push({ statement, before: schema, problems: result.problems });
    schema = result.schema;
  }
  return { steps, after: schema };
}

/**
 * Whether the tool runs the next migration in the same session is not known: a temporary table may or may not live on, and so
 * may a search path that was set.
 */
export function endOfMigration(before: Schema, after: Schema): Schema {
  let schema = after;
  if (after.state.hasTemporary) {
    const { relations, types, routines } = after.state;
    schema = schema.with({ relations: withoutTemporary(relations), types: withoutTemporary(types), routines: withoutTemporary(routines), hasTemporary: false });
  }
  if (sameWords(after.state.path, before.state.path)) return schema;
  return schema.with({ path: sameWords(after.state.path, defaultPath) ? defaultPath : undefined });
}

function withoutTemporary<T>(map: ImmutableMap<Entry<T>>): ImmutableMap<Entry<T>> {
  let left = map;
  for (const [key, entry] of map.entries()) if (key.startsWith(keyOf('pg_temp', '')) && entry.is !== 'unknown') left = left.with(key, { is: 'unknown' });
  return left;
}

function sameNames(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.size === b.size && [...a].every((name) => b.has(name)));
}

function sameWords(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((word, i) => word === b[i]));
}

function withoutProblems(entry: HistoryEntry, steps: ReadonlySet<Step>): HistoryEntry {
  if (!entry.down.some((step) => steps.has(step))) return entry;
  return { ...entry, down: entry.down.map((step) => (steps.has(step) ? { mendedLater: true as const, ...step, problems: [] } : step)) };
}

/** What a first run misses and nobody has dropped may be made by a later file. */
function withLater(entry: HistoryEntry, index: number, inputs: readonly HistoryInput[], names: readonly (NamesUsed | undefined)[], previous: History | undefined, reused: boolean): HistoryEntry {
  const old = reused ? previous?.entries[index] : undefined;
  if (!hasOpen(entry.up) && entry.down.every((step) => step.problems.length === 0)) return old && sameProblems(old.down, entry.down) ? old : entry;
  const up = entry.up.map((step) => stepWithLater(step, index, inputs, names));
  const down = entry.down.map((step) => stepWithLater(step, index, inputs, names));
  if (old && sameProblems(old.up, up) && sameProblems(old.down, down)) return old;
  return { ...entry, up, down };
}

const isOpen = (problem: Problem) => problem.kind === 'missing' && problem.related === undefined;
const hasOpen = (steps: readonly Step[]) => steps.some((step) => step.problems.some(isOpen));

function stepWithLater(step: Step, index: number, inputs: readonly HistoryInput[], names: readonly (NamesUsed | undefined)[]): Step {
  if (!step.problems.some(isOpen)) return step;
  return {
    ...step,
    problems: step.problems.map((problem) => {
      const origin = isOpen(problem) ? madeLater(problem, index, inputs, names) : undefined;
      return origin ? { ...problem, related: { origin, is: 'created later here' } } : problem;
    }),
  };
}

function madeLater(problem: Problem, index: number, inputs: readonly HistoryInput[], names: readonly (NamesUsed | undefined)[]): Origin | undefined {
  for (let i = index; i < inputs.length; i++) {
    const made = names[i]?.makes.get(problem.object.name);
    const file = inputs[i]!.migration.up?.file;
    if (!made || file === undefined) continue;
    if (i === index && made.statement.start <= problem.statement.range.start) continue;
    return { file, range: made.range, statement: made.statement, version: inputs[i]!.migration.version };
  }
  return undefined;
}

function sameProblems(a: readonly Step[], b: readonly Step[]): boolean {
  const problems = (steps: readonly Step[]) => steps.map((step) => step.problems.map((p) => [p.reason, p.related && [p.related.is, p.related.origin.file, p.related.origin.range.start]]));
  return JSON.stringify(problems(a)) === JSON.stringify(problems(b));
}
