import { Worker } from 'node:worker_threads';
import { openEmbeddedDatabase } from './embedded-database';
import type { Message, Request, Start } from './messages';
import { openSession } from './open-session';
import { waitsForCommit, type Ahead, type Call, type Outcome, type Session } from './session';

/*
 * The process of the embedded database. A statement that does not end blocks it, with its timers and messages, until the
 * other side kills it: PostgreSQL's own statement_timeout needs signals, which WebAssembly has not.
 */

const post = (message: Message) => void process.send!(message);

/** Somebody who types has paused, in milliseconds. */
const pauseMs = 200;
/** Of the calls ahead no more is told before they are all done than that they go on, so often, in milliseconds. */
const aliveMs = 100;

process.on('disconnect', () => process.exit());

process.once('message', (start: Start) => void main(start));

async function main(start: Start): Promise<void> {
  let current: Request | undefined;
  let told = 0;
  /** Of one text more. */
  const tell = (outcome: Outcome) => {
    const { id, call } = current!;
    if (call === 'run') return post({ id, outcome });
    if (performance.now() - told < aliveMs) return;
    told = performance.now();
    post({ id, alive: true });
  };
  const database = await openEmbeddedDatabase(start.assets, start, start.from);
  const session = await openSession(database, {
    kind: 'embedded',
    keepsRolesOut: false,
    onOutcome: tell,
    save: () => database.save(),
    pack: (saved) => database.pack(saved),
    forget: (saved) => database.forget(saved),
    restore: (saved) => database.restore(saved),
    close: async () => {},
  });
  // What goes wrong there goes wrong again with the next request, which then says so.
  let pause: NodeJS.Timeout | undefined;
  process.on('message', (request: Request) => {
    current = request;
    told = performance.now();
    clearTimeout(pause);
    (request.call === 'ahead' ? answerAhead(session, request.calls) : answer(session, request))
      .then(
        (value) => post({ id: request.id, value, lost: session.lost }),
        (error: unknown) => post({ id: request.id, error: error instanceof Error ? error.message : String(error) }),
      )
      .finally(() => (pause = setTimeout(() => void database.idle().catch(() => {}), pauseMs)));
  });
  post({ ready: true, version: session.version });
  endWithParent();
}

/** An answer for each call, up to the first that does not go well. */
async function answerAhead(session: Session, calls: readonly Ahead[]): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (const call of calls) {
    const value = await answer(session, call);
    answers.push(value);
    if (session.lost !== undefined || !wentWell(call, value)) break;
  }
  return answers;
}

function wentWell({ call, anyway }: Ahead, value: unknown): boolean {
  switch (call) {
    case 'run':
      return (value as readonly Outcome[]).every((outcome) => (anyway ? !waitsForCommit(outcome) : outcome.result === 'ran'));
    case 'boundary':
      return value === undefined;
    case 'compare':
      return value !== undefined;
    case 'commit':
      return (value as { failure?: unknown }).failure === undefined;
    default:
      return true;
  }
}

async function answer(session: Session, request: Call): Promise<unknown> {
  switch (request.call) {
    case 'run':
      return session.run(request.texts, request.observe);
    case 'note':
      return session.note(request.scope);
    case 'compare':
      return session.compare(request.noted, request.tracking);
    case 'pack':
      return session.pack!(request.saved);
    case 'forget':
      return session.forget(request.saved);
    case 'restore':
      return session.restore(request.saved);
    default:
      return session[request.call]();
  }
}

/** A blocked process does not see that its parent has gone, so a thread looks for it. */
function endWithParent(): void {
  const watch = `const { ppid } = process;
    setInterval(() => {
      try { if (process.ppid === ppid) return process.kill(ppid, 0); } catch {}
      process.kill(process.pid, 'SIGKILL');
    }, 2000);`;
  new Worker(watch, { eval: true, execArgv: [] }).unref();
}
