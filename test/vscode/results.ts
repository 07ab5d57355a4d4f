import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What the suite, inside VS Code, tells the runner outside it: one line of JSON a test, as soon as it has ended. */
export type TestResult = { title: string; milliseconds: number; failure?: string };

/** The last line. Without it an extension host that crashes would pass for a suite that succeeds. */
export type SuiteEnd = { ended: true };

type Line = TestResult | SuiteEnd;

export function writeResult(file: string, line: Line): void {
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

export type Summary = { passed: number; failed: number; ended: boolean };

/** Prints results as they come in. The function that it returns prints the last ones and sums up. */
export function followResults(file: string): () => Summary {
  let read = 0;
  const summary: Summary = { passed: 0, failed: 0, ended: false };
  const readNew = () => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const lines = text.split('\n').slice(read, -1);
    read += lines.length;
    for (const line of lines) account(JSON.parse(line) as Line, summary);
  };
  const timer = setInterval(readNew, 200);
  return () => {
    clearInterval(timer);
    readNew();
    return summary;
  };
}

function account(line: Line, summary: Summary): void {
  if ('ended' in line) {
    summary.ended = true;
  } else {
    summary[line.failure === undefined ? 'passed' : 'failed']++;
    print(line);
  }
}

function print({ title, milliseconds, failure }: TestResult): void {
  console.log(`  ${failure === undefined ? '✔' : '✘'} ${title} (${milliseconds} ms)`);
  if (failure !== undefined) console.log(failure.replace(/^/gm, '      '));
}
