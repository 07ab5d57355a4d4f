import type { Rule } from './rule';

/** The engine reports it, since it alone knows what a suppression has met. */
export const suppressionUnused: Rule = {
  id: 'suppression-unused',
  title: 'The suppression meets no finding',
  severity: 'information',
  why: 'It was written for a finding that is gone. Left in place it hides the next one.',
  instead: 'Delete the comment.',
  examples: [
    {
      title: 'Nothing to suppress',
      files: { '001_a.up.sql': '-- upright-ignore missing-primary-key: a log\nCREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' },
      finds: ['001_a.up.sql: missing-primary-key'],
      fixed: { '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n' },
    },
    { title: 'A suppression at work', files: { '001_a.up.sql': '-- upright-ignore missing-primary-key: a log\nCREATE TABLE IF NOT EXISTS a (id int);\n', '001_a.down.sql': 'DROP TABLE IF EXISTS a;\n' }, finds: [] },
  ],
};
