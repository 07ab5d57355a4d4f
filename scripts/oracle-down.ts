import { partOf } from '../server/src/audit/history-to-prove';
import { isComplete } from '../server/src/fixes/create-down';
import { writeDown } from '../server/src/fixes/write-down';
import type { Difference } from '../server/src/postgres/difference';
import type { Proof } from '../server/src/postgres/proof';
import type { Prover } from '../server/src/postgres/replay';
import { loadGrammar } from '../server/src/syntax/grammar';
import { embeddedProver, foldersIn, type FolderToProve } from './oracle/prove-folder';

/**
 * `npm run oracle:down -- FOLDER...`: PostgreSQL judges downs: those that people wrote, and those that Upright writes when
 * it does not see them. Each is run after its up, the schema compared with the one before, and the up run again. Prints
 * what is not restored, and ends with 1 where Upright restores fewer than 97 of 100 of those whose loss is not data.
 * `--only NAME` prints that migration's written down.
 */
interface Tally {
  ups: number;
  exact: number;
  fromText: number;
  /** Nothing but values of an enum is left. */
  values: number;
  notJudged: number;
  own: number;
  ownExact: number;
}

async function main(): Promise<void> {
  await loadGrammar();
  const flags = process.argv.slice(2);
  const only = flags.includes('--only') ? flags[flags.indexOf('--only') + 1] : undefined;
  const prover = embeddedProver();
  for (const path of flags.filter((flag, i) => !flag.startsWith('--') && flags[i - 1] !== '--only'))
    for (const folder of await foldersIn(path)) {
      console.log(`\n${folder.path}: ${folder.proved.length} migrations`);
      const tally = await judgeFolder(prover, folder, only);
      const judged = tally.ups - tally.notJudged - tally.values;
      console.log(`  people's downs: ${tally.ownExact} of ${tally.own} restore the schema exactly`);
      console.log(`  written downs: ${tally.exact} of ${judged} restore it exactly (${share(tally.exact, judged)} %), ${tally.fromText} of them by the text alone; beside them ${tally.values} leave an enum's values, ${tally.notJudged} not judged`);
      if (100 * tally.exact < 97 * judged) process.exitCode = 1;
    }
  await prover.close();
}

const share = (part: number, all: number) => ((100 * part) / Math.max(1, all)).toFixed(1);

async function judgeFolder(prover: Prover, { history, proved }: FolderToProve, only: string | undefined): Promise<Tally> {
  const tally: Tally = { ups: 0, exact: 0, fromText: 0, values: 0, notJudged: 0, own: 0, ownExact: 0 };
  for (const [index, context] of proved.entries()) {
    const { migration, down, folder: { folder: { convention } } } = context;
    const part = (text: Parameters<typeof partOf>[0]) => partOf(text, migration.downTransaction ?? migration.transaction, convention);
    const name = `${migration.version} ${migration.name}`;
    tally.ups++;
    if (down) judgeOwn(name, await prover.tryDown(history, index, part(down)), tally);
    let proof: Proof | undefined;
    let tries = 0;
    const written = await writeDown({ ...context, down: undefined }, async (text) => {
      tries++;
      proof = await prover.tryDown(history, index, part(text));
      return proof;
    });
    if (only !== undefined && name.includes(only)) console.log(written.sql);
    if (proof!.applies.state !== 'yes' || written.reverses.state === 'unproved') {
      tally.notJudged++;
      console.log(`  ? ${name}: ${written.reverses.reason ?? proof!.applies.reason}`);
    } else if (written.reverses.state === 'yes') {
      tally.exact++;
      if (tries === 1) tally.fromText++;
      if (tries > 1) console.log(`  + ${name}: by PostgreSQL's catalog${isComplete(context) ? '' : ', as the text could not be read'}`);
    } else if (written.left.length > 0 && written.left.every(({ before }) => before?.['values'] !== undefined)) tally.values++;
    else console.log(`  ✗ ${name}: ${written.reverses.reason}\n${written.left.map(described).join('\n')}`);
  }
  return tally;
}

function judgeOwn(name: string, { applies, reverses, difference }: Proof, tally: Tally): void {
  if (applies.state !== 'yes' || reverses.state === 'unproved') return;
  tally.own++;
  if (reverses.state === 'yes') tally.ownExact++;
  else console.log(`  people's ${name}: ${reverses.reason}\n${difference.map(described).join('\n')}`);
}

function described({ what, kind, name, before, after }: Difference): string {
  const traits = what === 'changed' ? [`was ${JSON.stringify(before)}`, `is  ${JSON.stringify(after)}`] : [];
  return [`      ${what}: ${kind} ${name}`, ...traits].join('\n        ');
}

void main();
