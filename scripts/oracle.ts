/**
 * `npm run oracle -- FOLDER...`: what the text says of each migration of a folder against what PostgreSQL does: does it apply,
 * does its down, does it apply a second time on top of itself, and what is there at the end. Prints every disagreement, then the shares of agreement.
 * Then the same of the second run when PostgreSQL has been asked, as `upright check` does it, in the files whose first run was not refused: does the
 * answer agree, and do the findings stand on the statements that failed?
 * Ends with 1 where the text complains of a first run that PostgreSQL does not refuse, or agrees in fewer than 97 of 100 second runs, or where the answer
 * with PostgreSQL is another than PostgreSQL's.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { MigrationFolder } from '../server/src/migrations/convention';
import { folderView, parent } from '../server/src/migrations/folder-view';
import { openFolder } from '../server/src/migrations/open-folder';
import { buildHistory, type HistoryEntry, type HistoryInput, type Step } from '../server/src/schema/history';
import { namesUsed } from '../server/src/schema/names-used';
import type { Schema } from '../server/src/schema/schema';
import { loadGrammar } from '../server/src/syntax/grammar';
import { parseScript } from '../server/src/syntax/parse-script';
import { contrib } from './oracle/contrib';
import { differences, namesInCatalog } from './oracle/names-in-catalog';
import { secondRuns, type SecondRun } from './oracle/second-runs';
import { attempt, runFile, type Answers } from './oracle/run-file';

interface Tally {
  files: number;
  falseAlarms: number;
  missed: number;
  again: number;
  /** Files whose first run was not refused: proved, with PostgreSQL's answer, with the findings on its statements. */
  accepted: number;
  proved: number;
  sameAnswer: number;
  samePlaces: number;
}

const nothing: Tally = { files: 0, falseAlarms: 0, missed: 0, again: 0, accepted: 0, proved: 0, sameAnswer: 0, samePlaces: 0 };

async function main(): Promise<void> {
  await loadGrammar();
  const total: Tally = { ...nothing };
  let wrongLists = 0;
  for (const path of process.argv.slice(2)) {
    const folder = open(resolve(path));
    if (!folder) {
      console.log(`${path}: no migrations folder`);
      continue;
    }
    console.log(`\n${path}: ${folder.convention.title}, ${folder.migrations.length} migrations`);
    const result = await compareFolder(folder);
    wrongLists += result.differences;
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += result.tally[key];
  }
  if (total.files === 0) return;
  const share = (100 * total.again) / total.files;
  console.log(`\nfirst run and down: ${total.falseAlarms} statements refused by the text alone, ${total.missed} by PostgreSQL alone`);
  console.log(`second run: the answers agree in ${total.again} of ${total.files} files, ${share.toFixed(1)} %`);
  console.log(`at the end: ${wrongLists} objects are in one list only`);
  console.log(`with PostgreSQL on: of ${total.accepted} files whose first run is accepted ${total.proved} are proved twice or not; the answer is PostgreSQL's in ${total.sameAnswer}, on the statements that failed in ${total.samePlaces}`);
  if (total.falseAlarms > 0 || share < 97 || total.sameAnswer < total.proved || total.samePlaces < total.proved) process.exitCode = 1;
}

function open(path: string): MigrationFolder | undefined {
  const below = (of: string): string[] => readdirSync(of, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? below(join(of, entry.name)) : [join(of, entry.name)]));
  const root = parent(parent(path));
  const read = (file: string) => (statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : undefined);
  return openFolder(folderView(path, root, below(path), read));
}

async function compareFolder(folder: MigrationFolder): Promise<{ tally: Tally; differences: number }> {
  const text = (file: string) => folder.view.read(file.slice(folder.path.length + 1)) ?? '';
  const inputs: HistoryInput[] = folder.migrations.map((migration) => ({
    migration,
    up: migration.up && parseScript(text(migration.up.file), migration.up.range),
    down: migration.down && parseScript(text(migration.down.file), migration.down.range),
  }));
  const { tracking } = folder.convention;
  const history = buildHistory(inputs, { roles: [], schemas: tracking.schema === undefined ? [] : [tracking.schema], objects: [tracking.table] });
  if (history.outside.length > 0) console.log(`  tables from elsewhere: ${history.outside.join(', ')}`);

  const database = await PGlite.create({ extensions: contrib() });
  // River's first migration makes the tracking table itself.
  if (!inputs.some((input) => input.up && namesUsed(input.up).makes.has(tracking.table))) await attempt(database, tracking.create);
  const tally: Tally = { ...nothing };
  const runs = await secondRuns(folder.path);
  for (const entry of history.entries) {
    if (!entry.migration.up) continue;
    tally.files++;
    const first = await runFile(database, statementsOf(entry.up), false);
    const again = await runFile(database, statementsOf(entry.again), true);
    compareFirst('first', entry, entry.up, first, tally);
    compareFirst('down', entry, entry.down, await runFile(database, statementsOf(entry.down), true), tally);
    compareAgain(entry, again, tally);
    const { file, range } = entry.migration.up;
    if (first.every((answer) => answer === undefined)) compareProved(entry, again, runs.get(`${file}:${range.start}`), tally);
  }
  const wrong = await compareLists(database, history.final, tracking.table);
  await database.close();
  return { tally, differences: wrong };
}

const statementsOf = (steps: readonly Step[]) => steps.map((step) => step.statement);

function compareFirst(run: string, entry: HistoryEntry, steps: readonly Step[], answers: Answers, tally: Tally): void {
  steps.forEach((step, i) => {
    const [said, answer] = [step.problems.map((p) => p.reason), answers[i]];
    if (said.length > 0 && answer === undefined) tally.falseAlarms++;
    if (said.length === 0 && answer !== undefined && step.statement.kind !== 'Invalid') tally.missed++;
    if (said.length === 0 ? answer === undefined : said.includes(answer ?? '')) return;
    report(run, entry, step, said, answer);
  });
}

function compareAgain(entry: HistoryEntry, answers: Answers, tally: Tally): void {
  const text = entry.again.some((step) => step.problems.length > 0);
  const postgres = answers.some((answer) => answer !== undefined);
  if (text === postgres) tally.again++;
  entry.again.forEach((step, i) => {
    const [said, answer] = [step.problems.map((p) => p.reason), answers[i]];
    if (said.length === 0 ? answer === undefined : said.includes(answer ?? '')) return;
    report(text === postgres ? 'again' : 'AGAIN', entry, step, said, answer);
  });
}

function compareProved(entry: HistoryEntry, again: Answers, run: SecondRun | undefined, tally: Tally): void {
  tally.accepted++;
  const name = `${entry.migration.version} ${entry.migration.name}`;
  if (!run || run.twice.state === 'unproved') return console.log(`  unproved ${name}: ${run?.twice.reason ?? 'it was not asked'}`);
  tally.proved++;
  const failed = entry.again.filter((_, i) => again[i] !== undefined).map(({ statement }) => statement);
  if ((run.twice.state === 'no') === failed.length > 0) tally.sameAnswer++;
  else console.log(`  PROVED ${name}: ${run.twice.state} (${run.twice.reason ?? ''}); PostgreSQL: ${again.find((answer) => answer !== undefined) ?? 'runs'}`);
  const untold = failed.filter(({ range }) => !run.told.has(range.start) && !run.unproved.has(range.start));
  const more = [...run.told].filter((start) => !failed.some(({ range }) => range.start === start));
  if (untold.length + more.length === 0) tally.samePlaces++;
  else console.log(`  PLACES ${name}: ${untold.map(({ text }) => `not told: ${text.slice(0, 80)}`).join('; ')} ${more.length > 0 ? `told at ${more.join(', ')}` : ''}`);
}

function report(run: string, entry: HistoryEntry, step: Step, said: readonly string[], answer: string | undefined): void {
  const words = step.statement.text.replace(/\s+/g, ' ').slice(0, 110);
  console.log(`  ${run} ${entry.migration.version} ${entry.migration.name}: ${words}`);
  console.log(`      text: ${said.join('; ') || 'runs'}\n      PostgreSQL: ${answer ?? 'runs'}`);
}

/** What there is at the end, by the text and by the catalog; what the text says that it does not know is left out. */
async function compareLists(database: PGlite, schema: Schema, tracking: string): Promise<number> {
  const { onlyText, onlyCatalog } = differences(schema, await namesInCatalog(database), [`public.${tracking}`]);
  for (const line of onlyText) console.log(`  at the end, in the text only: ${line}`);
  for (const line of onlyCatalog) console.log(`  at the end, in PostgreSQL only: ${line}`);
  return onlyText.length + onlyCatalog.length;
}

void main();
