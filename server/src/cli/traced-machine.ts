import { createHash } from 'node:crypto';
import type { Look, Machine } from '../audit/machine';

type Question = keyof Machine;

/** What was asked of the machine, and a digest of the answer. */
export type Traced = readonly [question: Question, about: readonly unknown[], digest: string];

type Answer = { readonly value: unknown } | { readonly error: Error };

/** A machine that is asked each question once, so that all of a run rests on the same answers, and knows what it was asked. */
export class TracedMachine implements Machine {
  private readonly answers = new Map<string, Answer>();
  private readonly asked = new Map<string, readonly [Question, readonly unknown[], Answer]>();

  constructor(private readonly machine: Machine) {}

  look(path: string): Look {
    return this.ask('look', path);
  }

  exists(path: string): boolean {
    return this.ask('exists', path);
  }

  filesIn(folder: string): readonly string[] {
    return this.ask('filesIn', folder);
  }

  list(root: string): Promise<readonly string[]> {
    return this.ask('list', root);
  }

  read(path: string): string | undefined {
    return this.ask('read', path);
  }

  git(folder: string, args: readonly string[], input = ''): Promise<Buffer | undefined> {
    return this.ask('git', folder, args, input);
  }

  today(): Date {
    return this.ask('today');
  }

  now(): Date {
    return this.ask('now');
  }

  /** All that was asked; undefined: the time was among it, which no later run is told. */
  async trace(): Promise<readonly Traced[] | undefined> {
    const asked = [...this.asked.values()];
    if (asked.some(([question]) => question === 'now')) return undefined;
    return Promise.all(asked.map(async ([question, about, answer]): Promise<Traced> => [question, about, await digestOf(answer)]));
  }

  /** Asks all of it again. Is every answer the same? */
  async answersLike(trace: readonly Traced[]): Promise<boolean> {
    // Git works while files are read.
    for (const [question, about] of trace) if (question === 'git') this.answer(question, about);
    for (const [question, about, digest] of trace) if ((await digestOf(this.answer(question, about))) !== digest) return false;
    return true;
  }

  private ask<Q extends Question>(question: Q, ...about: Parameters<Machine[Q]>): ReturnType<Machine[Q]> {
    const answer = this.answer(question, about);
    this.asked.set(keyOf(question, about), [question, about, answer]);
    if ('error' in answer) throw answer.error;
    return answer.value as ReturnType<Machine[Q]>;
  }

  private answer(question: Question, about: readonly unknown[]): Answer {
    const key = keyOf(question, about);
    const known = this.answers.get(key);
    if (known) return known;
    let answer: Answer;
    try {
      answer = { value: (this.machine[question] as (...about: readonly unknown[]) => unknown)(...about) };
    } catch (error) {
      answer = { error: error as Error };
    }
    this.answers.set(key, answer);
    return answer;
  }
}

function keyOf(question: Question, about: readonly unknown[]): string {
  return JSON.stringify([question, about]);
}

async function digestOf(answer: Answer): Promise<string> {
  const hash = createHash('sha256');
  try {
    if ('error' in answer) throw answer.error;
    const value = await answer.value;
    if (typeof value === 'string') hash.update('text ').update(value);
    else if (Buffer.isBuffer(value)) hash.update('bytes ').update(value);
    // In which order a folder's files come is chance.
    else hash.update(JSON.stringify(Array.isArray(value) ? [...value].sort() : value) ?? 'nothing');
  } catch (error) {
    hash.update('error ').update((error as Error).message);
  }
  return hash.digest('base64');
}
