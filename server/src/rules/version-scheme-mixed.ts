import { nameIn } from '../fixes/file-changes';
import { styleOf } from '../migrations/versions';
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
      title: 'A time with milliseconds among times without',
      files: {
        'go.mod': 'require github.com/golang-migrate/migrate/v4 v4.19.1\n',
        '20240101120000_a.up.sql': 'SELECT 1;\n', '20240102120000_b.up.sql': 'SELECT 1;\n', '20240103120000123_c.up.sql': 'SELECT 1;\n', '20240104120000_d.up.sql': 'SELECT 1;\n',
      },
      finds: ['20240103120000123_c.up.sql: '],
    },
    {
      title: 'A month too many',
      files: {
        '20240101120000_a.up.sql': 'SELECT 1;\n', '20240201120000_b.up.sql': 'SELECT 1;\n', '20241301120000_c.up.sql': 'SELECT 1;\n', '20250101120000_d.up.sql': 'SELECT 1;\n',
      },
      finds: ['20241301120000_c.up.sql: '],
    },
    {
      title: 'Seconds that are counted by hand',
      files: {
        '20240101120000_a.up.sql': 'SELECT 1;\n', '20240101120058_b.up.sql': 'SELECT 1;\n', '20240101120059_c.up.sql': 'SELECT 1;\n', '20240101120060_d.up.sql': 'SELECT 1;\n',
      },
      finds: [],
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
    const undated = noDate(versions);
    if (undated)
      report({ message: `${nameIn(folder, undated.file)} is not where its time would put it: ${undated.digits.slice(0, 8)} is no date, and the other versions are`, severity: 'information', file: undated.file, range: { start: 0, end: 0 } });
    // As text, a longer time is where it belongs.
    if (folder.convention.order !== 'number') return;
    for (const { one, width, longer } of oddWidths(timestamps))
      report({ message: `${nameIn(folder, one.file)} ${longer ? 'stays the newest for ever' : 'counts as older than all others'}: its version has ${one.digits.length} digits, the others have ${width}`, file: one.file, range: { start: 0, end: 0 } });
  },
};

interface Version {
  readonly digits: string;
  readonly file: string;
}

/** A lone version whose day is none, among times of as many digits. Where there are two, people count by hand; 00 and 99 are meant to be first and last. */
function noDate(versions: readonly Version[]): Version | undefined {
  const dated = versions.filter(({ digits }) => /^(?:19|20)\d{12}$/.test(digits));
  const none = dated.filter(({ digits }) => !isDay(digits.slice(0, 8)));
  return none.length === 1 && dated.length > 3 && !/^.{4}(?:..)?(?:00|99)/.test(none[0]!.digits) ? none[0] : undefined;
}

/** Of YYYYMMDD: is it in the calendar? */
function isDay(day: string): boolean {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(4, 6)), Number(day.slice(6))];
  const read = new Date(Date.UTC(year, month - 1, date));
  return read.getUTCMonth() === month - 1 && read.getUTCDate() === date;
}

/** A lone time with more digits than all others, or with fewer, that the clock would put elsewhere among them. */
function oddWidths(versions: readonly Version[]): { readonly one: Version; readonly width: number; readonly longer: boolean }[] {
  const times = versions.filter(({ digits }) => styleOf(digits).kind === 'time');
  const odd = times.filter((one) => times.filter((other) => other.digits.length === one.digits.length).length === 1);
  const [one] = odd;
  const others = times.filter((other) => other !== one);
  const width = others[0]?.digits.length;
  if (odd.length !== 1 || !one || width === undefined || others.length < 3) return [];
  const longer = one.digits.length > width;
  const misplaced = others.some(({ digits }) => (longer ? digits > one.digits.slice(0, width) : digits.slice(0, one.digits.length) < one.digits));
  return misplaced ? [{ one, width, longer }] : [];
}
