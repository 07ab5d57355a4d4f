import type { Proof, Verdict } from '../postgres/proof';
import type { Lock, Outcome, RelationName } from '../postgres/session';
import type { MigrationContext, MigrationProof } from '../rules/rule';
import type { Workspace } from '../audit/workspace';
import { sectionsOf, type StatementPlace } from './place';

const signs: Readonly<Record<Verdict['state'], string>> = { yes: '✓', no: '✗', unproved: '?' };

/** "✓ applies  ✗ runs twice  ✓ down restores" */
export function answers({ proof: { applies, twice, reverses } }: MigrationProof, { down }: MigrationContext): string {
  const told = [`${signs[applies.state]} applies`, `${signs[twice.state]} runs twice`, ...(down ? [`${signs[reverses.state]} down restores`] : [])];
  return told.join('  ');
}

/** A sentence for each of the three questions. */
export function explainedAnswers({ up, down, proof: known }: MigrationContext): string[] {
  if (!up || !known) return [];
  const { proof, fresh } = known;
  const line = (question: string, { state, reason }: Verdict) => {
    const said = state === 'yes' ? 'yes' : state === 'no' ? `no, ${reason}` : `could not be proved: ${reason}`;
    return `- ${question}: ${said}`;
  };
  return [
    ...(fresh ? [] : ['- It is being proved again; so far:']),
    line('Applies', proof.applies), line('Runs twice', proof.twice), ...(down ? [line('The down restores the schema', proof.reverses)] : []),
  ];
}

/** What PostgreSQL saw a statement do in its first run: facts, each a line. */
export function observed({ migration, section, statement }: StatementPlace): string[] {
  const proof = migration.proof?.proof;
  const index = section.script.statements.indexOf(statement);
  const outcome = proof && (section.direction === 'up' ? proof.up : proof.down)[index];
  if (!outcome) return [];
  if (outcome.result === 'failed') return [outcome.unproved === undefined ? `PostgreSQL refuses it: ${outcome.failure.message} (${outcome.failure.sqlstate})` : `It could not be proved: ${outcome.unproved}`];
  if (outcome.result === 'not run') return [`It was not run: ${outcome.reason}`];
  return [...(outcome.instead === undefined ? [] : [`It was not run as it stands: ${outcome.instead}`]), ...(section.direction === 'up' ? effectsOf(outcome) : []), ...secondRun(proof, section.direction, index)];
}

/** What a migration's first run did to tables that were there, in a few words: locks that keep writers out, rewrites. Undefined: nothing of that. */
export function costs({ proof }: MigrationProof): string | undefined {
  const ran = proof.up.filter((outcome) => outcome.result === 'ran');
  const locks = [...strongest(ran.flatMap(({ locks }) => locks.filter(({ created, relation }) => !created && relation.kind === 'table')))].filter(([, { mode }]) => modes.indexOf(mode) >= modes.indexOf('ShareLock'));
  const rewritten = new Set(ran.flatMap(({ rewrites }) => rewrites.filter(({ kind }) => kind === 'table').map(shown)));
  const told = [...locks.map(([table, { mode }]) => `${rewritten.has(table) ? 'rewrites' : 'locks'} ${table} (${spaced(mode)})`)];
  return told.length === 0 ? undefined : told.length > mostTold ? `${told.slice(0, mostTold).join(', ')} and ${told.length - mostTold} more` : told.join(', ');
}

const mostTold = 2;

function effectsOf({ locks, rewrites }: Extract<Outcome, { result: 'ran' }>): string[] {
  // An index is locked with its table.
  const held = strongest(locks.filter(({ created, relation }) => !created && relation.kind !== 'index'));
  return [
    ...[...held].map(([relation, { mode, kind }]) => `Locks ${kind} ${relation}: ${spaced(mode)}`),
    ...rewrites.filter(({ kind }) => kind !== 'index').map((relation) => `Rewrites ${relation.kind} ${shown(relation)}`),
  ];
}

function secondRun(proof: Proof, direction: 'up' | 'down', index: number): string[] {
  const again = direction === 'up' ? proof.second[index] : undefined;
  return again?.result === 'failed' && again.unproved === undefined ? [`Refused the second time: ${again.failure.message} (${again.failure.sqlstate})`] : [];
}

/** PostgreSQL's lock modes from the weakest to the strongest (documentation, 13.3.1). */
const modes = ['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'];

function strongest(locks: readonly Lock[]): Map<string, { mode: string; kind: string }> {
  const found = new Map<string, { mode: string; kind: string }>();
  for (const { relation, mode } of locks) {
    const name = shown(relation);
    if (modes.indexOf(mode) > modes.indexOf(found.get(name)?.mode ?? '')) found.set(name, { mode, kind: relation.kind });
  }
  return found;
}

const shown = ({ schema, name }: RelationName) => (schema === 'public' ? name : `${schema}.${name}`);

/** AccessExclusiveLock: ACCESS EXCLUSIVE. */
const spaced = (mode: string) => mode.replace(/Lock$/, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toUpperCase();

/** What PostgreSQL says of the migration of a file; without one, of all folders. A sentence for people. */
export function provedInWords(workspace: Workspace, file: string | undefined): string {
  const found = file === undefined ? undefined : sectionsOf(workspace, file)[0];
  if (file !== undefined && !found) return 'This file is no migration';
  const audits = found ? [found.audit] : workspace.audits();
  for (const audit of audits) {
    const postgres = workspace.postgresOf(audit);
    if (postgres.state === 'failed' || (postgres.state === 'off' && audit.folder.leftAlone === undefined)) return `Nothing was proved: ${postgres.reason}`;
  }
  if (found) return found.migration.proof ? answers(found.migration.proof, found.migration) : 'It could not be proved';
  const all = audits.flatMap(({ context }) => context?.migrations ?? []).filter(({ up }) => up);
  const yes = (question: 'applies' | 'twice' | 'reverses') => all.filter(({ proof }) => proof?.proof[question].state === 'yes').length;
  return `Of ${all.length} migrations ${yes('applies')} apply, ${yes('twice')} run twice, ${yes('reverses')} are restored by their down`;
}
