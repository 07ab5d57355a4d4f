import { reportFailure } from './failures';
import { KeptAnswer } from './kept-answer';
import { print } from './print';

// Whoever reads the output may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') fail('printing', error);
  process.exit();
});

async function main(): Promise<void> {
  const kept = new KeptAnswer();
  const answer = await kept.read();
  if (answer) {
    print(answer.text);
    process.exitCode = answer.code;
    return;
  }
  // Only here, since the engine and PostgreSQL's grammar take most of a small folder's time to load.
  const { run } = await import('./program');
  await run(kept);
}

function fail(what: string, error: unknown): void {
  reportFailure(what, error);
  process.exitCode = 2;
}

main().catch((error: unknown) => fail('starting', error));
