import { keptFor } from '../audit/kept';
import { nodeMachine } from '../audit/node-machine';
import { colours } from './print';
import { TracedMachine, type Traced } from './traced-machine';

/** What a command printed, and its exit code. */
export interface Answer {
  readonly text: string;
  readonly code: 0 | 1;
}

/**
 * The answer that an earlier run with the same arguments gave. It is kept with all that the run asked of the machine, and holds only
 * where the machine answers all of it alike: by content, since times of files can be anything.
 */
export class KeptAnswer {
  readonly machine = new TracedMachine(nodeMachine);
  readonly kept = keptFor(__dirname);
  /** What an answer rests on beside the machine; Node decides what a letter is. */
  private readonly name = JSON.stringify(['answer', process.argv.slice(2), process.cwd(), colours.isColorSupported, process.version]);

  /** Undefined: there is none, or something is another than it was. */
  async read(): Promise<Answer | undefined> {
    const bytes = this.kept.read(this.name);
    if (!bytes) return undefined;
    const { trace, answer } = JSON.parse(bytes.toString('utf8')) as { readonly trace: readonly Traced[]; readonly answer: Answer };
    return (await this.machine.answersLike(trace)) ? answer : undefined;
  }

  async keep(answer: Answer): Promise<void> {
    const trace = await this.machine.trace();
    if (trace) this.kept.write(this.name, Buffer.from(JSON.stringify({ trace, answer })));
  }
}
