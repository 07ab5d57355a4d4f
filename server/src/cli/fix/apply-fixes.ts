import type { Workspace } from '../../audit/workspace';
import type { Finding, Fix } from '../../rules/finding';
import type { Change } from '../../text/edits';
import { activity } from '../activity';
import { checkTargets, proveTargets, type CheckResult } from '../open-targets';
import { shownPath } from '../paths';
import type { Target } from '../targets';
import { chooseFixes, mayBeWanted, mergeEdits, type Chosen, type FixOptions, type Weight } from './choose-fixes';
import type { Draft } from './draft';
import { breaksNothing, bringsNothing, withoutEffect } from './keeps-promise';

export interface Fixing {
  readonly applied: readonly Chosen[];
  /** The audit of what the draft holds. */
  readonly result: CheckResult;
  /** Why a fix that was wanted could not be made, each once. */
  readonly refusals: readonly string[];
}

const weights: readonly Weight[] = ['edit', 'create', 'rename'];
/** More rounds than any folder needs, so that fixes that undo each other come to an end. */
const mostRounds = 2000;

/**
 * Audits and fixes in the draft until nothing wanted is left to fix. In a text everything that can go together goes
 * together, in halves where that goes wrong; new files follow when the texts are settled, and renames last and one by
 * one, since each changes which names are free, which version is next, and the order. What the engine promises of one
 * fix is checked for all of a round at once; those that do not keep it are checked alone by the engine.
 */
export async function applyFixes(workspace: Workspace, targets: readonly Target[], draft: Draft, options: FixOptions): Promise<Fixing> {
  const applied: Chosen[] = [];
  const refusals = new Set<string>();
  /** To be tried alone, and not to be tried again. */
  const [suspects, spoilers] = [new Set<string>(), new Set<string>()];
  const now = () => follow(targets, draft);
  const audit = () => checkTargets(workspace, now());
  await proveTargets(workspace, now());
  let result = audit();

  /** Downs that PostgreSQL has tried, by what they mend. */
  const downs = new Map<string, readonly Change[]>();
  const writeDowns = async () => {
    for (const finding of result.findings)
      for (const fix of finding.fixes) {
        if (!fix.withDown || downs.has(keyOf(finding, fix)) || !mayBeWanted(finding, fix, options)) continue;
        activity(`Writing the down of ${shownPath(finding.file)}`);
        const written = await workspace.writtenDown(finding.file);
        const changes = written && fix.withDown(written.sql);
        if (changes) downs.set(keyOf(finding, fix), changes);
      }
  };

  const choose = (weight: Weight, most: number, alone: boolean) =>
    chooseFixes(result.findings, options, weight, most, (finding, fix, proposed) => {
      const key = keyOf(finding, fix);
      if (spoilers.has(key) || (!alone && suspects.has(key))) return undefined;
      if (alone) activity(`Checking a fix for ${finding.rule} in ${shownPath(finding.file)}`);
      const checked = alone ? workspace.checkedChanges(finding, fix) : proposed;
      const changes = checked && (downs.get(key) ?? checked);
      if (!changes && weight !== 'rename') spoilers.add(key);
      const refusal = changes && draft.refusal(changes);
      if (refusal !== undefined) refusals.add(refusal);
      return refusal === undefined ? changes : undefined;
    });

  /** If it goes wrong all is as it was, and those that are known to be at fault are remembered. */
  const attempt = async (chosen: readonly Chosen[], alone: boolean): Promise<'done' | 'some at fault' | 'failed'> => {
    const before = draft.state();
    const changes = workspace.inStep(mergeEdits(chosen.flatMap((one) => one.changes)));
    const refusal = draft.apply(changes);
    if (refusal !== undefined) throw new Error(refusal);
    await show(workspace, changes);
    const after = audit();
    const idle = alone ? [] : withoutEffect(chosen, result, after);
    if (idle.length === 0 && breaksNothing(chosen, result, after) && (alone || bringsNothing(result, after))) {
      applied.push(...chosen);
      result = after;
      return 'done';
    }
    draft.restore(before);
    await show(workspace, changes);
    const atFault = chosen.length === 1 ? chosen : idle;
    for (const { finding, fix } of atFault) (alone ? spoilers : suspects).add(keyOf(finding, fix));
    return atFault.length > 0 ? 'some at fault' : 'failed';
  };

  let most = Infinity;
  let proved = 0;
  for (let round = 0, next = 0; round < mostRounds && next < weights.length; round++) {
    const weight = weights[next]!;
    if (weight === 'create') await writeDowns();
    const together = weight === 'rename' ? [] : choose(weight, most, false);
    const chosen = together.length > 0 ? together : choose(weight, 1, true);
    const outcome = chosen.length === 0 ? 'nothing left' : await attempt(chosen, together.length === 0);
    if (outcome === 'nothing left') {
      if (++next < weights.length || applied.length === proved) continue;
      // What PostgreSQL says of the mended files may be more, or less; and what could not be mended before may go now.
      await proveTargets(workspace, now());
      result = audit();
      suspects.clear();
      spoilers.clear();
      [proved, next] = [applied.length, 0];
    }
    else if (outcome === 'failed') most = Math.ceil(chosen.length / 2);
    else if (outcome === 'done') {
      next = 0;
      most *= 2;
    }
  }
  return { applied, result, refusals: [...refusals] };
}

function keyOf(finding: Finding, fix: Fix): string {
  return JSON.stringify([finding.file, finding.rule, finding.message, fix.title]);
}

/** Tells the workspace what is another now. */
async function show(workspace: Workspace, changes: readonly Change[]): Promise<void> {
  for (const change of changes) {
    workspace.changed(change.file);
    if (change.kind === 'rename') workspace.changed(change.to);
  }
  if (changes.some((change) => change.kind !== 'edit')) await workspace.load();
}

/** A file that was renamed is still the one that was asked for. */
function follow(targets: readonly Target[], draft: Draft): readonly Target[] {
  return targets.flatMap((target) => {
    const path = target.kind === 'file' ? draft.whereabouts(target.path) : target.path;
    return path === undefined ? [] : [{ ...target, path }];
  });
}
