import type { MigrationFolder } from '../migrations/convention';
import { integrityOf } from '../migrations/integrity';
import { replace, type Change } from '../text/edits';
import { applyChanges } from './apply-changes';

/**
 * The changes with what they ask of the tool's sums, hashes and journals. A folder that is out of step before stays so: that is
 * for somebody to look at.
 */
export function keepIntegrity(folder: MigrationFolder, changes: readonly Change[]): readonly Change[] {
  const integrity = integrityOf(folder);
  if (!integrity?.inStep || integrity.faults(folder.view).length > 0) return changes;
  const after = applyChanges(folder.view, changes);
  return after ? withTexts(folder, changes, integrity.inStep(after)) : changes;
}

/** The changes, after which files of the folder have these texts. */
export function withTexts({ view, path }: MigrationFolder, changes: readonly Change[], texts: ReadonlyMap<string, string>): readonly Change[] {
  const after = applyChanges(view, changes);
  const result = [...changes];
  for (const [file, text] of texts) {
    if (after?.read(file) === text) continue;
    const absolute = `${path}/${file}`;
    const before = view.read(file);
    const whole: Change = before === undefined ? { kind: 'create', file: absolute, text } : { kind: 'edit', file: absolute, edits: [replace({ start: 0, end: before.length }, text)] };
    const own = result.findIndex((change) => change.file === absolute && change.kind === whole.kind);
    if (own < 0) result.push(whole);
    else result[own] = whole;
  }
  return result;
}
