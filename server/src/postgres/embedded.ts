import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { Message, Request, Start } from './messages';
import { endedBy } from './open-session';
import { SessionLost, type Ahead, type Call, type Failure, type Outcome, type Session } from './session';

export interface EmbeddedOptions {
  /** The script of the database's process. */
  readonly worker: string;
  /** Folder of pglite.wasm, pglite.data and cluster.gz, as `npm run build` makes it. */
  readonly assets: string;
  /** For one statement, in milliseconds. */
  readonly timeoutMs: number;
  /** A state that another session has packed, to start with; absent: an empty database. */
  readonly from?: Uint8Array | undefined;
}

/** A migration fills tables with a few rows; PostgreSQL itself needs 150 MB. */
const storageBytes = 256 * 1024 * 1024;
const memoryBytes = 512 * 1024 * 1024;
/** What a statement may take, whatever else the process is asked for may take so many times. */
const otherFactor = 4;
/** Calls ahead are made again one by one if they take too long, so that less than what a statement may take is enough, in milliseconds. */
const aheadMs = 2500;
/** Booting takes half a second, on a busy machine several. */
const bootTimeoutMs = 30_000;

interface Waiting {
  readonly call: Call | { readonly call: 'ahead'; readonly calls: readonly Call[] };
  readonly outcomes: Outcome[];
  timer: NodeJS.Timeout | undefined;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** PostgreSQL 18 in a process of its own. @throws SessionLost when it cannot be started. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Session> {
  const start: Start = { assets: options.assets, storageBytes, memoryBytes, from: options.from };
  const child = fork(options.worker, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced', execArgv: process.execArgv.filter((argument) => !argument.startsWith('--inspect')) });
  child.unref();
  let complaint = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)));
  (child.stderr as unknown as Socket).unref();
  child.channel?.unref();

  const waiting = new Map<number, Waiting>();
  let lost: string | undefined;
  let calls = 0;
  let version = 0;
  /** Calls that are made already, and their answers. */
  let made: { readonly call: Call; readonly value: unknown }[] = [];

  const end = (reason: string) => {
    lost ??= reason;
    child.kill('SIGKILL');
    for (const [id, call] of [...waiting]) {
      waiting.delete(id);
      clearTimeout(call.timer);
      call.reject(new SessionLost(lost));
    }
    child.channel?.unref();
  };
  /** The statement that is running takes the session with it. */
  const endAt = (failure: Failure, reason: string) => {
    for (const [id, { call, outcomes, timer, resolve }] of waiting) {
      if (call.call !== 'run' || outcomes.length === call.texts.length) continue;
      waiting.delete(id);
      clearTimeout(timer);
      outcomes.push({ result: 'failed', failure });
      while (outcomes.length < call.texts.length) outcomes.push({ result: 'not run', reason });
      lost ??= reason;
      resolve(outcomes);
    }
    end(reason);
  };

  await new Promise<void>((resolve, reject) => {
    child.channel?.ref();
    const timer = setTimeout(() => end(`the embedded PostgreSQL did not start within ${bootTimeoutMs / 1000} s`), bootTimeoutMs);
    child.on('message', (message: Message) => {
      if ('ready' in message) {
        clearTimeout(timer);
        version = message.version;
        resolve();
      } else receive(message);
    });
    const gone = (how: string) => {
      clearTimeout(timer);
      const reason = `the embedded PostgreSQL ended: ${complaint.trim().split('\n').findLast((line) => /error/i.test(line)) ?? how}`;
      endAt(endedBy(reason), reason);
      reject(new SessionLost(lost));
    };
    child.send(start, (error) => error && gone(error.message));
    child.on('error', (error) => gone(error.message));
    child.on('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
  });
  child.channel?.unref();

  function receive(message: Exclude<Message, { ready: true }>): void {
    const call = waiting.get(message.id);
    if (!call) return;
    if ('outcome' in message || 'alive' in message) {
      if ('outcome' in message) call.outcomes.push(message.outcome);
      watch(call);
      return;
    }
    waiting.delete(message.id);
    clearTimeout(call.timer);
    if (waiting.size === 0) child.channel?.unref();
    if ('error' in message) {
      lost ??= message.error;
      call.reject(new SessionLost(message.error));
    } else {
      lost ??= message.lost;
      call.resolve(message.value);
    }
  }

  /** The clock of the statement that begins now, or of whatever else was asked for. */
  function watch(waiter: Waiting): void {
    clearTimeout(waiter.timer);
    const { call, outcomes } = waiter;
    // It is done beside the other calls, which have their own clocks.
    if (call.call === 'pack') return;
    const statement = call.call === 'run' && outcomes.length < call.texts.length;
    const limit = call.call === 'ahead' ? Math.min(aheadMs, options.timeoutMs) : statement ? options.timeoutMs : otherFactor * options.timeoutMs;
    waiter.timer = setTimeout(() => {
      if (!statement) return end(`PostgreSQL did not answer within ${limit} ms`);
      endAt({ message: `it did not end within ${limit} ms and was ended`, sqlstate: '57014' }, `a statement did not end within ${limit} ms`);
    }, limit);
  }

  function ask<T>(call: Call): Promise<T> {
    const [next, ...rest] = made;
    made = rest;
    if (next && isDeepStrictEqual(next.call, call)) return Promise.resolve(next.value as T);
    // Whoever was called off takes all back.
    made = [];
    if (!next || call.call === 'rollback') return send(call);
    // What is made cannot be taken back for certain: whoever asked starts anew, step by step.
    end(`${next.call.call} was called ahead, and now ${call.call}`);
    return Promise.reject(new SessionLost(lost));
  }

  function send<T>(call: Waiting['call']): Promise<T> {
    if (lost !== undefined) return Promise.reject(new SessionLost(lost));
    const id = calls++;
    child.channel?.ref();
    return new Promise<T>((resolve, reject) => {
      const waiter: Waiting = { call, outcomes: [], timer: undefined, resolve: resolve as (value: unknown) => void, reject };
      waiting.set(id, waiter);
      watch(waiter);
      child.send({ ...call, id } as Request, (error) => error && end(error.message));
    });
  }

  return {
    kind: 'embedded',
    version,
    uncommitted: false,
    get lost() {
      return lost;
    },
    begin: () => ask({ call: 'begin' }),
    commit: () => ask({ call: 'commit' }),
    rollback: () => ask({ call: 'rollback' }),
    mark: () => ask({ call: 'mark' }),
    back: () => ask({ call: 'back' }),
    boundary: () => ask({ call: 'boundary' }),
    run: async (texts, observe) => (texts.length === 0 ? [] : ask({ call: 'run', texts, observe })),
    snapshot: () => ask({ call: 'snapshot' }),
    note: (scope) => ask({ call: 'note', scope }),
    compare: (noted, tracking) => ask({ call: 'compare', noted, tracking }),
    save: () => ask({ call: 'save' }),
    pack: (saved) => ask({ call: 'pack', saved }),
    forget: (saved) => ask({ call: 'forget', saved }),
    restore: (saved) => ask({ call: 'restore', saved }),
    async ahead(calls: readonly Ahead[]) {
      const answers = await send<readonly unknown[]>({ call: 'ahead', calls });
      made = answers.map((value, i) => {
        const { anyway, ...call } = calls[i]!;
        return { call, value };
      });
      return answers.length === calls.length;
    },
    async close() {
      child.ref();
      end('it was closed');
      if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}
