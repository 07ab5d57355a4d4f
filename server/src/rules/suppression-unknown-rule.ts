import { nearestName } from '../fixes/nearest-name';
import { replace } from '../text/edits';
import type { Rule } from './rule';

export const suppressionUnknownRule: Rule = {
  id: 'suppression-unknown-rule',
  title: 'The suppression names a rule that does not exist',
  severity: 'warning',
  why: 'A misspelt name suppresses nothing, so that the finding stays or comes back.',
  instead: 'Use the id that stands beside the finding.',
  examples: [
    {
      title: 'A misspelt rule',
      files: { '001_a.up.sql': '-- upright-ignore not-idempotnt: runs once\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' },
      finds: ['001_a.up.sql: not-idempotnt'],
      fixed: { '001_a.up.sql': '-- upright-ignore not-idempotent: runs once\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n' },
    },
    { title: 'A rule that there is', files: { '001_a.up.sql': '-- upright-ignore not-idempotent: runs once\nCREATE TABLE a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
  checkMigration({ up, down, folder }, report) {
    for (const section of [up, down]) {
      for (const suppression of section?.suppressions ?? []) {
        if (!section || folder.ruleIds.has(suppression.rule)) continue;
        const nearest = nearestName(suppression.rule, [...folder.ruleIds]);
        report({
          message: `Nothing is suppressed: there is no rule ${suppression.rule}`,
          file: section.file,
          range: suppression.range,
          fixes: nearest === undefined ? [] : [{ title: `Replace ${suppression.rule} by ${nearest}`, safety: 'suggestion', changes: () => [{ kind: 'edit', file: section.file, edits: [replace(suppression.range, nearest)] }] }],
        });
      }
    }
  },
};
