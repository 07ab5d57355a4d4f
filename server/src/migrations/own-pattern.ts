import type { Convention, NewMigration } from './convention';
import { custom } from './conventions/custom';
import type { FileName } from './file-names';
import { fileWords } from './new-migration';
import { goesWithoutDowns, numberedFiles, type NumberedFiles } from './numbered-files';
import { strayOf } from './strays';
import { canonicalNumber, compareNumbers, compareText } from './versions';

/** Names of a runner of one's own: a file name each, with `{version}`, and `{name}` where it has words. */
export interface OwnPattern {
  readonly up: string;
  /** Undefined: there are no downs. */
  readonly down: string | undefined;
}

/** What is wrong with a name of a pattern; undefined: nothing. */
export function refusePattern(pattern: string): string | undefined {
  const holders = pattern.match(/\{[^}]*\}/g) ?? [];
  const right = /^[^{}]*\{version\}[^{}]*(\{name\}[^{}]*)?$/.test(pattern) && holders.length <= 2;
  return right && !/[/\\]/.test(pattern) && !/\{version\}\{name\}/.test(pattern) ? undefined : 'a file name with {version}, and behind something else {name}, as in {version}_{name}.up.sql';
}

interface Parts {
  readonly prefix: string;
  readonly middle: string;
  readonly suffix: string;
  readonly named: boolean;
}

function partsOf(pattern: string): Parts {
  const [prefix = '', rest = ''] = pattern.split('{version}');
  const [middle = '', suffix] = rest.split('{name}');
  return suffix === undefined ? { prefix, middle: '', suffix: middle, named: false } : { prefix, middle, suffix, named: true };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&');

/** The convention of a runner that takes files of these names, and sorts them by number. */
export function ownPattern({ up, down }: OwnPattern): Convention {
  const forUp = partsOf(up);
  const forDown = down === undefined ? undefined : partsOf(down);
  const either = (part: 'prefix' | 'middle' | 'suffix'): string => [forUp, ...(forDown ? [forDown] : [])].map((parts) => escaped(parts[part])).join('|');
  const has = ({ prefix, middle, suffix }: Parts, name: Omit<FileName, 'direction'>): boolean => name.prefix === prefix && name.middle === middle && name.suffix === suffix;
  const fill = ({ prefix, middle, suffix, named }: Parts, version: string, words: string): string => prefix + version + (named ? middle + words : '') + suffix;
  const named = forUp.named || (forDown?.named ?? false);

  const files: NumberedFiles = {
    pattern: new RegExp(`^(?<prefix>${either('prefix')})(?<version>\\d+)(?<middle>${either('middle')})(?<name>${named ? '.*?' : ''})(?<suffix>${either('suffix')})$`),
    direction: (name) => (forDown && has(forDown, name) ? 'down' : 'up'),
    // The prefix of one and the suffix of the other are neither's.
    select: (names) => names.filter((name) => has(forUp, name) || (forDown && has(forDown, name))),
    partner: (name) => (name.direction === 'down' ? { ...name, ...forUp } : { ...name, ...(forDown ?? forUp) }),
    versionKey: canonicalNumber,
    compare: (a, b) => compareNumbers(a.version, b.version) || compareText(a.file, b.file),
    transaction: () => ({ mode: 'wrapped', assumed: true, because: 'a runner of one\'s own is taken to run each file in a transaction' }),
    stray: (base) =>
      strayOf(base, {
        tool: "this folder's runner",
        takes: down === undefined ? up : `${up} or ${down}`,
        better: ({ version, name, direction }) => (version && /^\d+$/.test(version) ? [fill(direction === 'down' && forDown ? forDown : forUp, version, name)] : []),
      }),
    firstVersion: { kind: 'sequence', digits: 3 },
    newMiddle: forUp.middle,
    newFiles: () => [],
  };

  return {
    ...custom,
    ...numberedFiles(() => files),
    detect: () => [],
    order: 'number',
    downs: down === undefined ? 'none' : 'file',
    missingDown: down === undefined ? 'never needed' : 'skipped',
    wantsDown: () => down !== undefined,
    versionBeside: () => undefined,
    versionKey: canonicalNumber,
    create(name, version, _folder, listing): NewMigration {
      const words = fileWords(name);
      const both = forDown && !goesWithoutDowns(listing);
      return {
        files: [{ file: fill(forUp, version, words), text: '', direction: 'up' }, ...(both ? [{ file: fill(forDown, version, words), text: '', direction: 'down' as const }] : [])],
        caret: 0,
      };
    },
  };
}
