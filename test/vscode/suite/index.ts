import { inspect } from 'node:util';
import { join } from 'node:path';
import Mocha from 'mocha';
import { writeResult } from '../results';

/** Runs the tests that `loadTests` defines; rejects when one fails, which is what VS Code makes its exit code of. */
export function runMocha(loadTests: () => void): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidPending: true, reporter: Mocha.reporters.Base });
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);
  loadTests();

  const file = join(process.env.UPRIGHT_TEST_OUTPUT!, 'results.jsonl');
  return new Promise((resolve, reject) => {
    mocha
      .run((failures) => {
        writeResult(file, { ended: true });
        if (failures === 0) resolve();
        else reject(new Error(`${failures} failed`));
      })
      .on('pass', (test) => writeResult(file, { title: test.fullTitle(), milliseconds: test.duration ?? 0 }))
      .on('fail', (test, error: Error) =>
        writeResult(file, { title: test.fullTitle(), milliseconds: test.duration ?? 0, failure: error.stack ?? inspect(error) }),
      );
  });
}
