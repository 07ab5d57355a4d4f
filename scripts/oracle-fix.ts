import { nodeMachine } from '../server/src/audit/node-machine';
import { applyFixes } from '../server/src/cli/fix/apply-fixes';
import { makeDraft } from '../server/src/cli/fix/draft';
import { openTargets } from '../server/src/cli/open-targets';
import { readTargets } from '../server/src/cli/targets';
import { timeless } from '../server/src/postgres/difference';
import type { Proof } from '../server/src/postgres/proof';
import type { Prover } from '../server/src/postgres/replay';
import { loadGrammar } from '../server/src/syntax/grammar';
import { embeddedProver, foldersIn, type FolderToProve } from './oracle/prove-folder';

/**
 * `npm run oracle:fix -- FOLDER...`: PostgreSQL judges the safe fixes. Each folder is mended in memory as `upright fix` does
 * it; of the files whose second run failed, how many pass it then, and does each changed file do to the schema what it did
 * before? Prints the rest, and ends with 1 where fewer than 90 of 100 pass or a schema is another.
 * `--only NAME` prints that migration as it is mended.
 */
async function main(): Promise<void> {
  await loadGrammar();
  const flags = process.argv.slice(2);
  const only = flags.includes('--only') ? flags[flags.indexOf('--only') + 1] : undefined;
  for (const path of flags.filter((flag, i) => !flag.startsWith('--') && flags[i - 1] !== '--only')) {
    const targets = readTargets(nodeMachine, [path]);
    const draft = makeDraft(nodeMachine);
    await applyFixes(await openTargets(targets, { ...nodeMachine, ...draft }), targets, draft, { suggestions: false, rules: new Set() });
    const mended = await foldersIn(path, draft);
    for (const folder of await foldersIn(path)) {
      const after = mended.find((one) => one.path === folder.path);
      if (after) await judgeFolder(folder, after, only);
    }
  }
}

async function judgeFolder(folder: FolderToProve, mended: FolderToProve, only: string | undefined): Promise<void> {
  const prover = embeddedProver();
  const proofs = await prover.prove(folder.history);
  const again = await prover.prove(mended.history);
  const changed = folder.proved.flatMap(({ up }, i) => (up!.text === mended.proved[i]!.up!.text ? [] : [i]));
  const [former, present] = [await changesOf(prover, folder, changed), await changesOf(prover, mended, changed)];
  let [failed, pass, same] = [0, 0, 0];
  console.log(`\n${folder.path}: ${folder.proved.length} migrations`);
  for (const [index, { migration, up }] of folder.proved.entries()) {
    const name = `${migration.version} ${migration.name}`;
    const [first, then] = [proofs[index]!, again[index]!];
    const text = mended.proved[index]!.up!.text;
    if (only !== undefined && name.includes(only)) console.log(text);
    if (text !== up!.text) {
      const [was, is] = [former.get(index)!, present.get(index)!];
      const differs = [...was.filter((one) => !is.includes(one)), ...is.filter((one) => !was.includes(one))];
      if (first.applies.state !== then.applies.state) console.log(`  ! ${name} applied: ${first.applies.state}, and then: ${then.applies.state} (${then.applies.reason ?? ''})`);
      else if (differs.length > 0) console.log(`  ! ${name} leaves another schema:\n${differs.map((line) => `      ${line.slice(0, 300)}`).join('\n')}`);
      else same++;
    }
    if (first.twice.state !== 'no') {
      if (first.twice.state === 'yes' && then.twice.state !== 'yes') console.log(`  ! ${name} ran twice, and does so no more: ${then.twice.reason}`);
      continue;
    }
    failed++;
    if (then.twice.state === 'yes') pass++;
    else console.log(`  ✗ ${name}: ${then.twice.reason}\n${failuresOf(then, mended, index)}`);
  }
  await prover.close();
  console.log(`  ${pass} of ${failed} files whose second run failed pass it (${((100 * pass) / Math.max(1, failed)).toFixed(1)} %); the schema after the first run is the same for ${same} of ${changed.length} changed files`);
  if (100 * pass < 90 * failed || same < changed.length) process.exitCode = 1;
}

/** What each of the migrations does to the schema: what a down that does nothing leaves. */
async function changesOf(prover: Prover, { history }: FolderToProve, indices: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = new Map<number, readonly string[]>();
  for (const index of indices) {
    const proof = await prover.tryDown(history, index, { statements: [], mode: 'none' });
    found.set(index, proof.difference.map(({ what, kind, name, before, after }) => timeless(`${what}: ${kind} ${name} ${JSON.stringify(before)} ${JSON.stringify(after)}`)));
  }
  return found;
}

function failuresOf({ second }: Proof, { proved }: FolderToProve, index: number): string {
  return second
    .flatMap((outcome, i) => (outcome.result === 'failed' ? [`      ${proved[index]!.up!.script.statements[i]!.text.replace(/\s+/g, ' ').slice(0, 150)}\n        ${outcome.failure.message}`] : []))
    .join('\n');
}

void main();
