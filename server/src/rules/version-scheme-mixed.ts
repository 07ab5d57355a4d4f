import { nameIn } from '../fixes/file-changes';
import type { Rule } from './rule';

/** From this many digits on a number is a time (YYYYMMDD..., seconds, milliseconds). */
const timestampDigits = 8;

export const versionSchemeMixed: Rule = {
  id: 'version-scheme-mixed',
  title: 'The version is of another kind than the folder\'s',
  severity: 'warning',
  why: 'Among `001`, `002` a `20240101120000` is the newest for ever, so that the next number runs before it or never.',
  instead: 'Number it as the others are numbered.',
  examples: [
    {
      title: 'A timestamp among numbers',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n',
        '20240101120000_c.up.sql': 'CREATE TABLE IF NOT EXISTS c (id int PRIMARY KEY);\n', '003_d.up.sql': 'CREATE TABLE IF NOT EXISTS d (id int PRIMARY KEY);\n',
      },
      finds: ['20240101120000_c.up.sql: '],
    },
    {
      title: 'Numbers first, timestamps from one day on',
      files: {
        '001_a.up.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n', '002_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY);\n',
        '20240101120000_c.up.sql': 'CREATE TABLE IF NOT EXISTS c (id int PRIMARY KEY);\n', '20240201120000_d.up.sql': 'CREATE TABLE IF NOT EXISTS d (id int PRIMARY KEY);\n',
      },
      finds: [],
    },
  ],
  checkFolder({ folder }, report) {
    const versions = folder.migrations.flatMap((migration) => {
      const digits = /^\d+/.exec(migration.version.replaceAll('-', ''))?.[0];
      const file = (migration.up ?? migration.down)!.file;
      return digits === undefined ? [] : [{ digits, file, timestamp: digits.length >= timestampDigits }];
    });
    if (versions.length < 3) return;
    const timestamps = versions.filter((v) => v.timestamp);
    const numbers = versions.filter((v) => !v.timestamp);
    // One change from numbers to timestamps is a decision; a lone one of either kind is a slip.
    if (timestamps.length === 1 && numbers.length >= 3)
      report({ message: `${nameIn(folder, timestamps[0]!.file)} stays the newest for ever: its version is a time, the others are numbers`, file: timestamps[0]!.file, range: { start: 0, end: 0 } });
    else if (numbers.length === 1 && timestamps.length >= 3 && versions.indexOf(numbers[0]!) !== 0)
      report({ message: `${nameIn(folder, numbers[0]!.file)} counts as older than all others: its version is a number, the others are times`, file: numbers[0]!.file, range: { start: 0, end: 0 } });
  },
};
