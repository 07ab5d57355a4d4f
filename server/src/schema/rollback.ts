import { endOfMigration, replay, type HistoryEntry, type HistoryInput, type Step } from './history';
import type { Schema } from './schema';

/**
 * A down runs after those of the later migrations, and may rest on what they leave: pop splits one migration into many
 * files of which only all the downs together undo all the ups. Of the statements that fail after their own up alone, those
 * that run when the whole history is rolled back; where a migration has no down, somebody is taken to have undone it.
 */
export function mendedByLaterDowns(entries: readonly HistoryEntry[], inputs: readonly HistoryInput[], final: Schema): ReadonlySet<Step> {
  const failing = (entry: HistoryEntry) => entry.down.some((step) => step.problems.length > 0);
  const first = entries.findIndex(failing);
  const mended = new Set<Step>();
  if (first < 0) return mended;
  let schema = certainly(final);
  for (let i = entries.length - 1; i >= first; i--) {
    const entry = entries[i]!;
    const down = inputs[i]!.unreadable ? undefined : inputs[i]!.down;
    if (down) {
      const { steps, after } = replay(down, schema, entry.migration, entry.migration.down?.file);
      entry.down.forEach((step, j) => {
        if (step.problems.length > 0 && steps[j]!.problems.length === 0) mended.add(step);
      });
      schema = endOfMigration(schema, after);
    } else schema = certainly(entry.before);
  }
  return mended;
}

/** What cannot be read is taken to have changed nothing else, as in a second run. */
function certainly(schema: Schema): Schema {
  return schema.with({ trusting: true, taint: 0 });
}
