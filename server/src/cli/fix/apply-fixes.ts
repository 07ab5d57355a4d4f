import type { Workspace } from '../../audit/workspace';
import type { Finding, Fix } from '../../rules/finding';
import type { Change } from '../../text/edits';
import { activity } from '../activity';
import { checkTargets, type CheckResult } from '../open-targets';
import { shownPath } from '../paths';
import type { Target } from '../targets';
import { chooseFixes, mergeEdits, type Chosen, type FixOptions, type Weight } from './choose-fixes';
import type { Draft } from './draft';
import { breaksNothing, keepsPromises } from './keeps-promise';

export interface Fixing {
  readonly applied: readonly Chosen[];
  /** The audit of what the draft holds. */
  readonly result: CheckResult;
  /** Why a fix that was wanted could not be made, each once. */
  readonly refusals: readonly string[];
}

/** A way to go about a round: how many fixes, and whether each is checked alone before all of them are. */
interface Approach {
  readonly weight: Weight;
  readonly most: number;
  readonly checked: boolean;
}

/**
 * In a text everything that can go together goes together; new files follow when the texts are settled, and renames
 * last and one by one, since each changes which names are free, which version is next, and the order.
 */
const approaches: readonly Approach[] = [
  ...(['edit', 'create'] as const).flatMap((weight) => [
    { weight, most: Infinity, checked: false },
    { weight, most: Infinity, checked: true },
    { weight, most: 1, checked: true },
  ]),
  { weight: 'rename', most: 1, checked: true },
];

/** More rounds than any folder needs, so that two fixes that undo each other come to an end. */
const mostRounds = 500;

/** Audits and fixes in the draft until nothing wanted is left to fix. */
export async function applyFixes(workspace: Workspace, targets: readonly Target[], draft: Draft, options: FixOptions): Promise<Fixing> {
  const applied: Chosen[] = [];
  const refusals = new Set<string>();
  const spoiling = new Set<string>();
  const audit = () => checkTargets(workspace, follow(targets, draft));
  let result = audit();

  const possible = (checked: boolean) => (finding: Finding, fix: Fix, proposed: readonly Change[]) => {
    if (spoiling.has(keyOf(finding, fix))) return undefined;
    if (checked) activity(`Checking a fix for ${finding.rule} in ${shownPath(finding.file)}`);
    const changes = checked ? workspace.checkedChanges(finding, fix) : proposed;
    const refusal = changes && draft.refusal(changes);
    if (refusal !== undefined) refusals.add(refusal);
    return refusal === undefined ? changes : undefined;
  };

  /** Undefined: this way there is nothing to do. Otherwise whether it went well; if not, all is as it was. */
  const attempt = async ({ weight, most, checked }: Approach): Promise<boolean | undefined> => {
    const chosen = chooseFixes(result.findings, options, weight, most, possible(checked));
    if (chosen.length === 0) return undefined;
    const before = draft.state();
    const changes = mergeEdits(chosen.flatMap((one) => one.changes));
    const refusal = draft.apply(changes);
    if (refusal !== undefined) throw new Error(refusal);
    await show(workspace, changes);
    const after = audit();
    const fine = breaksNothing(chosen, result, after) && (checked || keepsPromises(chosen, result, after));
    if (fine) {
      applied.push(...chosen);
      result = after;
    } else {
      draft.restore(before);
      await show(workspace, changes);
      if (most === 1) spoiling.add(keyOf(chosen[0]!.finding, chosen[0]!.fix));
    }
    return fine;
  };

  for (let round = 0, next = 0; round < mostRounds && next < approaches.length; round++) {
    const approach = approaches[next]!;
    const fine = await attempt(approach);
    if (fine) next = 0;
    else if (fine === undefined || approach.most > 1) next++;
  }
  return { applied, result: audit(), refusals: [...refusals] };
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
