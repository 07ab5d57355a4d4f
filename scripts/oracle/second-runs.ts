import { inspect } from 'node:util';
import { nodeDisk } from '../../server/src/audit/node-disk';
import { Proofs } from '../../server/src/audit/proofs';
import { Workspace } from '../../server/src/audit/workspace';
import type { Verdict } from '../../server/src/postgres/proof';
import type { Outcome } from '../../server/src/postgres/session';
import { embedded } from '../../test/postgres/databases';

/** What we say of a migration's second run when PostgreSQL has been asked. */
export interface SecondRun {
  readonly twice: Verdict;
  /** Starts of the statements on which a finding says that the second run fails. */
  readonly told: ReadonlySet<number>;
  /** Those whose second run could not be proved: what they rest on is not here. */
  readonly unproved: ReadonlySet<number>;
}

/** By the up's file and its start in it. */
export async function secondRuns(path: string): Promise<ReadonlyMap<string, SecondRun>> {
  const database = embedded();
  const proofs = new Proofs(() => database.open(60_000), 600_000);
  const workspace = new Workspace(nodeDisk, [path], (what, error) => console.error(`${what}: ${inspect(error)}`));
  workspace.postgres = proofs;
  await workspace.load();
  await workspace.prove(`${path}/`);
  const audit = workspace.auditOf(`${path}/`);
  const runs = new Map<string, SecondRun>();
  for (const { up, proof } of audit?.context?.migrations ?? []) {
    if (!up || !proof) continue;
    const found = audit!.findings.filter(({ rule, file }) => rule === 'not-idempotent' && file === up.file);
    const told = found.flatMap(({ range }) => up.script.statements.filter((statement) => statement.range.start <= range.start && range.start < statement.end).map((statement) => statement.range.start));
    runs.set(`${up.file}:${up.range.start}`, { twice: proof.proof.twice, told: new Set(told), unproved: new Set(up.script.statements.filter((_, i) => isUnproved(proof.proof.second[i])).map(({ range }) => range.start)) });
  }
  await proofs.close();
  return runs;
}

function isUnproved(outcome: Outcome | undefined): boolean {
  return outcome?.result === 'failed' && outcome.unproved !== undefined;
}
