import type { FolderAudit } from '../../audit/conclude-audit';
import type { Proof, Verdict } from '../../postgres/proof';
import { shownPath } from '../paths';
import type { Colours } from '../print';
import { counted } from './summary';
import { visible } from './visible';

const questions = [['applies', 'applies'], ['twice', 'runs twice'], ['reverses', 'down restores']] as const;

/** "PostgreSQL: 24 of 28 migrations apply, 20 run twice, 11 downs restore the schema" */
export function proofLine(folders: readonly FolderAudit[]): string {
  const proofs = folders.flatMap((audit) => proofsOf(audit).map(({ proof }) => proof));
  const yes = (question: 'applies' | 'twice' | 'reverses') => proofs.filter((proof) => proof?.[question].state === 'yes').length;
  const downs = folders.flatMap(({ context }) => context?.migrations ?? []).filter(({ up, down }) => up && down).length;
  return `PostgreSQL: ${yes('applies')} of ${counted(proofs.length, ['migration', 'migrations'])} applied, ${yes('twice')} ran twice, ${yes('reverses')} of ${counted(downs, ['down', 'downs'])} restored the schema`;
}

/** A line for each migration with the three answers, and why one is not yes. */
export function formatProofs(audit: FolderAudit, colours: Colours): string {
  const rows = proofsOf(audit).map(({ name, proof, hasDown }) => {
    const asked = questions.filter(([question]) => question !== 'reverses' || hasDown);
    const answers = asked.map(([question, title]) => {
      const { state } = proof?.[question] ?? { state: 'unproved' as const };
      return paint(state, colours)(`${signs[state]} ${title}`);
    });
    if (!hasDown) answers.push(colours.dim(noDown));
    return [`${answers.join('  ')}  ${colours.bold(visible(name))}`, ...reasons(proof, asked).map((reason) => `    ${colours.dim(visible(reason))}`)].join('\n');
  });
  return [colours.bold(`${visible(shownPath(audit.folder.path))} (${audit.folder.convention.title})`), ...rows].join('\n');
}

/** As wide as the answer that stands in its column. */
const noDown = '- no down      ';

const signs: Readonly<Record<Verdict['state'], string>> = { yes: '✓', no: '✗', unproved: '?' };

function paint(state: Verdict['state'], colours: Colours): (text: string) => string {
  return state === 'yes' ? colours.green : state === 'no' ? colours.red : colours.dim;
}

function reasons(proof: Proof | undefined, asked: readonly (typeof questions)[number][]): string[] {
  if (!proof) return ['it could not be proved: nothing is known of it'];
  const told = asked.flatMap(([question, title]) => {
    const { state, reason } = proof[question];
    return state === 'yes' || reason === undefined ? [] : [{ title, state, reason }];
  });
  const distinct = told.filter(({ reason }, i) => told.findIndex((other) => other.reason === reason) === i);
  return distinct.map(({ title, state, reason }) => (state === 'no' ? `${title}: no, ${reason}` : `${title}: could not be proved, ${reason}`));
}

function proofsOf({ context, folder }: FolderAudit): { name: string; proof: Proof | undefined; hasDown: boolean }[] {
  return (context?.migrations ?? []).flatMap(({ up, down, proof }) => (up ? [{ name: up.file.slice(folder.path.length + 1), proof: proof?.fresh ? proof.proof : undefined, hasDown: down !== undefined }] : []));
}
