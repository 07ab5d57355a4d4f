/** How versions are counted: `sequence` in a width, or `time` in UTC with so many digits. */
export interface VersionStyle {
  readonly kind: 'sequence' | 'time' | 'milliseconds' | 'seconds' | 'nanoseconds';
  readonly digits: number;
}

/** Numeric comparison of digit strings of any length. */
export function compareNumbers(a: string, b: string): number {
  const left = BigInt(a);
  const right = BigInt(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Of versions in parts; a part that is missing is 0. */
export function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = compareNumbers(a[i] ?? '0', b[i] ?? '0');
    if (difference !== 0) return difference;
  }
  return 0;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `007` and `7` are one number. */
export function canonicalNumber(version: string): string {
  return version.replace(/^0+(?=\d)/, '');
}

/** How one version counts, from its digits: 20240131120000 is a time, 1706702400 seconds since 1970, 042 a sequence. */
export function styleOf(version: string): VersionStyle {
  const digits = version.length;
  if (digits >= 8 && isDate(version)) return { kind: 'time', digits };
  const value = Number(version);
  if (digits === 10 && value > 9e8 && value < 2.3e9) return { kind: 'seconds', digits };
  if (digits === 13 && value > 9e11 && value < 2.3e12) return { kind: 'milliseconds', digits };
  if (digits === 19 && value > 9e17 && value < 2.3e18) return { kind: 'nanoseconds', digits };
  return { kind: 'sequence', digits };
}

/** The day or the moment that a version says, in ms since 1970, if it is the time at which it was made: a mere date may be that of a release. */
export function timeIn(version: string): number | undefined {
  const digits = /^\d+$/.test(version) ? version : /^\d{4}-\d\d-\d\d-\d{6}/.exec(version)?.[0].replaceAll('-', '');
  if (digits === undefined) return undefined;
  const { kind } = styleOf(digits);
  switch (kind) {
    case 'time': return digits.length < 12 ? undefined : Date.UTC(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)) - 1, Number(digits.slice(6, 8)));
    case 'seconds': return Number(digits) * 1000;
    case 'milliseconds': return Number(digits);
    case 'nanoseconds': return Number(digits) / 1e6;
    case 'sequence': return undefined;
  }
}

function isDate(version: string): boolean {
  const part = (from: number, to: number): number => Number(version.slice(from, to));
  if (part(0, 4) < 1990 || part(0, 4) > 2100 || part(4, 6) < 1 || part(4, 6) > 12 || part(6, 8) < 1 || part(6, 8) > 31) return false;
  return version.length < 14 || (part(8, 10) < 24 && part(10, 12) < 60 && part(12, 14) < 60);
}

/**
 * The next version of a folder: in the style of its newest one (`first` where there is none), and always greater than it.
 * Versions that are not digits alone do not count. The clock is asked only where the style is a time.
 */
export function nextVersion(versions: readonly string[], now: () => Date, first: VersionStyle, firstNumber = 1): string {
  const numbers = versions.filter((version) => /^\d+$/.test(version)).sort(compareNumbers);
  const newest = numbers.at(-1);
  if (newest === undefined) return first.kind === 'sequence' ? pad(BigInt(firstNumber), first.digits) : stamp(now(), first);
  const style = styleOf(newest);
  if (style.kind === 'sequence') return pad(BigInt(newest) + 1n, style.digits);
  const candidate = stamp(now(), style);
  if (compareNumbers(candidate, newest) > 0) return candidate;
  return style.kind === 'time' ? laterDate(newest, style) : pad(BigInt(newest) + 1n, style.digits);
}

function pad(value: bigint, digits: number): string {
  return String(value).padStart(digits, '0');
}

/** UTC. */
function stamp(now: Date, style: VersionStyle): string {
  switch (style.kind) {
    case 'seconds':
      return String(Math.floor(now.getTime() / 1000));
    case 'milliseconds':
      return String(now.getTime());
    case 'nanoseconds':
      return String(BigInt(now.getTime()) * 1_000_000n);
    default: {
      const digits = now.toISOString().replace(/\D/g, '');
      // Of a style with few digits only the date is time, the rest a count: 2024013101.
      const time = style.digits < 12 ? digits.slice(0, 8) : digits;
      return time.slice(0, style.digits).padEnd(style.digits, '0');
    }
  }
}

/** A second (in styles that have seconds) after a time, so that it stays a time. */
function laterDate(version: string, style: VersionStyle): string {
  if (style.digits >= 14) {
    const [year, month, day, hour, minute, second] = [[0, 4], [4, 6], [6, 8], [8, 10], [10, 12], [12, 14]].map(([a, b]) => Number(version.slice(a, b)));
    const later = new Date(Date.UTC(year!, month! - 1, day!, hour!, minute!, second! + 1));
    return stamp(later, { kind: 'time', digits: 14 }) + version.slice(14);
  }
  return pad(BigInt(version) + 1n, style.digits);
}
