import { nameIn } from '../fixes/file-changes';
import { irreversibleReason } from '../syntax/irreversible';
import { insert } from '../text/edits';
import { lineBreak } from '../text/lines';
import type { MigrationFolder } from '../migrations/convention';
import type { Effect } from '../syntax/effects';
import type { Rule, SectionScript } from './rule';

export const fileEmpty: Rule = {
  id: 'file-empty',
  title: 'The migration does nothing',
  severity: 'warning',
  why: 'An empty file counts as run, and what was meant to be in it is missing. An empty down lets the tool believe that it went back.',
  instead: 'Write what it is to do, or say `-- irreversible: reason` in a down that cannot do anything.',
  examples: [
    {
      title: 'A down of a comment alone',
      files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': '-- nothing yet\n' },
      finds: ['001_a.down.sql: '],
      fixed: { '001_a.down.sql': '-- irreversible: reason\n-- nothing yet\n' },
    },
    { title: 'A down that says why', files: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': '-- irreversible: rows are gone\n' }, finds: [] },
  ],
  checkMigration({ up, down, folder: { folder } }, report) {
    for (const section of [up, down]) {
      if (!section || section.script.statements.length > 0 || irreversibleReason(section.script) !== undefined) continue;
      // An up without a statement has a down that need not have any either.
      if (section === down && up && up.script.statements.length === 0) continue;
      report({
        message: `${nameIn(folder, section.file)} does nothing: its ${section.direction} holds no statement`,
        severity: isMeant(section, up, down, folder) ? 'information' : undefined,
        file: section.file,
        range: { start: section.range.start, end: section.range.start },
        fixes: section.direction === 'down'
          ? [{ title: 'Say that it is irreversible', safety: 'manual', changes: () => [{ kind: 'edit', file: section.file, edits: [insert(section.range.start, `-- irreversible: reason${lineBreak(section.text)}`)] }] }]
          : [],
      });
    }
  },
};

const leavesSchema = new Set<Effect['does']>(['create', 'drop', 'rename', 'move', 'change', 'own', 'attach', 'detach', 'unknown']);

/** Is there a reason for an empty one: a comment in the up, nothing but rows for a down to bring back, a tool that refuses the one without the other? */
function isMeant(section: SectionScript, up: SectionScript | undefined, down: SectionScript | undefined, { convention }: MigrationFolder): boolean {
  const refused = convention.missingDown === 'refused';
  if (section.direction === 'up') return section.script.comments.length > 0 || (refused && down !== undefined && down.script.statements.length > 0);
  return refused || up?.script.statements.some((statement) => statement.effects.some((effect) => leavesSchema.has(effect.does))) === false;
}
