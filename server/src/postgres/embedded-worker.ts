import { Worker } from 'node:worker_threads';
import { openEmbeddedDatabase } from './embedded-database';
import type { Message, Request, Start } from './messages';
import { openSession } from './open-session';
import type { Session } from './session';

/*
 * The process of the embedded database. A statement that does not end blocks it, with its timers and messages, until the
 * other side kills it: PostgreSQL's own statement_timeout needs signals, which WebAssembly has not.
 */

const start = JSON.parse(process.argv[2]!) as Start;
const post = (message: Message) => void process.send!(message);

/** Somebody who types has paused, in milliseconds. */
const pauseMs = 200;

process.on('disconnect', () => process.exit());

void main();

async function main(): Promise<void> {
  let current = -1;
  const database = await openEmbeddedDatabase(start.assets, start);
  const session = await openSession(database, {
    kind: 'embedded',
    keepsRolesOut: false,
    onOutcome: (outcome) => post({ id: current, outcome }),
    save: () => database.save(),
    forget: (saved) => database.forget(saved),
    restore: (saved) => database.restore(saved),
    close: async () => {},
  });
  // What goes wrong there goes wrong again with the next request, which then says so.
  let pause: NodeJS.Timeout | undefined;
  process.on('message', (request: Request) => {
    current = request.id;
    clearTimeout(pause);
    answer(session, request)
      .then(
        (value) => post({ id: request.id, value, lost: session.lost }),
        (error: unknown) => post({ id: request.id, error: error instanceof Error ? error.message : String(error) }),
      )
      .finally(() => (pause = setTimeout(() => void database.idle().catch(() => {}), pauseMs)));
  });
  post({ ready: true, version: session.version });
  endWithParent();
}

async function answer(session: Session, request: Request): Promise<unknown> {
  switch (request.call) {
    case 'run':
      return void (await session.run(request.texts, request.observe));
    case 'back':
      return session.back(request.mark);
    case 'note':
      return session.note(request.scope);
    case 'compare':
      return session.compare(request.noted, request.tracking);
    case 'forget':
      return session.forget(request.saved);
    case 'restore':
      return session.restore(request.saved);
    case 'snapshot':
      return [...(await session.snapshot())];
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
