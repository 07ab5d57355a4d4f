import { lex, type Token } from '../syntax/lexer';
import { lineBreak } from '../text/lines';
import { byText, whoseText } from './by-text';
import type { FolderView, Slip } from './convention';
import { maySayElsewhere, settingsFile, tellingFiles } from './flyway-settings';

interface Placeholders {
  readonly replaced: boolean;
  readonly prefix: string;
  readonly suffix: string;
}

/** Values of a key in the words of Java's properties, TOML, YAML and XML; those for scripts (`scriptPlaceholderPrefix`) are about other files. */
const valueOf = (key: string): RegExp => new RegExp(`(?<!script[-_.]?)placeholder[-_.]?${key}["']?[ \\t]*[:=>][ \\t]*(?:"([^"\\r\\n]*)"|'([^'\\r\\n]*)'|([^\\s<]+))`, 'i');
const KEYS = { replacement: valueOf('replacement'), prefix: valueOf('prefix'), suffix: valueOf('suffix') };
const sayingHow = whoseText((text) => /(?<!script[-_.]?)placeholder[-_.]?(?:replacement|prefix|suffix)\b/i.test(text));
const givingValues = whoseText((text) => /placeholders/i.test(text));

/** How Flyway looks for placeholders in a file (relative to the folder); undefined: that is said where it cannot be read with certainty. */
export function placeholdersOf(folder: FolderView, file?: string): Placeholders | undefined {
  const script = file === undefined ? undefined : /^\s*placeholderReplacement\s*=\s*(true|false)\b/m.exec(folder.read(`${file}.conf`) ?? '')?.[1];
  const settings = settingsFile(folder);
  const saying = sayingHow(tellingFiles(folder)).filter(({ path }) => !/\.sql\.conf$/i.test(path));
  if (saying.some(({ path }) => path !== settings?.path)) return undefined;
  const said = saying[0]?.text ?? '';
  const replaced = script ?? valueIn(said, 'replacement') ?? 'true';
  if (!/^(?:true|false)$/i.test(replaced)) return undefined;
  return { replaced: replaced.toLowerCase() === 'true', prefix: valueIn(said, 'prefix') ?? '${', suffix: valueIn(said, 'suffix') ?? '}' };
}

function valueIn(text: string, key: keyof typeof KEYS): string | undefined {
  return KEYS[key].exec(text)?.slice(1).find((group) => group !== undefined);
}

const tokens = byText((text): readonly Token[] => lex(text));

interface Occurrence {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** What it stands in; undefined: in none of these. */
  readonly inside: 'text' | 'body' | undefined;
}

/** PlaceholderReplacingReader.java: Flyway looks in strings and comments, too, and stops where it has no value. */
export function unmeant(text: string, folder: FolderView, file: string): Slip[] {
  // Most files have neither, and then nobody need read what all programs say.
  const own = valueIn(settingsFile(folder)?.text ?? '', 'prefix');
  const how = text.includes('${') || (own !== undefined && text.includes(own)) ? placeholdersOf(folder, file) : undefined;
  if (!how?.replaced || !text.includes(how.prefix)) return [];
  const { prefix, suffix } = how;
  if (!settingsFile(folder) || maySayElsewhere(folder)) return [];
  const found = occurrences(text, how);
  const odd = ({ name }: Occurrence): boolean => !/^[\w.:-]+$/.test(name);
  // A name that is looked for as SQL, or in another file, has a value, or Flyway had stopped there.
  const mayHaveValues = givingValues(tellingFiles(folder)).length > 0 || found.some((one) => one.inside !== 'text' && !odd(one)) || folder.files.some((other) => other !== file && /\.sql$/i.test(other) && folder.read(other)?.includes(prefix));
  const slips = found.filter((one) => one.inside !== undefined && (odd(one) || !(mayHaveValues || one.name.startsWith('flyway:'))));
  const alone = slips.length === found.length && !folder.files.includes(`${file}.conf`);
  return slips.map(({ start, end, name }) => ({
    fate: 'filled in', severity: 'warning', range: { start, end },
    why: `Flyway stops with "No value provided for placeholder: ${prefix}${name.length > 40 || name.includes('\n') ? '...' : name}${suffix}": it looks in strings and comments, too`,
    ...(alone ? { fix: 'Have Flyway leave the placeholders of this file alone', create: { file: `${file}.conf`, text: `placeholderReplacement=false${lineBreak(text)}` } } : {}),
  }));
}

function occurrences(text: string, { prefix, suffix }: Placeholders): Occurrence[] {
  const found: Occurrence[] = [];
  for (let start = text.indexOf(prefix); start >= 0; start = text.indexOf(prefix, found.at(-1)!.end)) {
    const close = text.indexOf(suffix, start + prefix.length);
    const end = close < 0 ? start + prefix.length : close + suffix.length;
    const kind = tokens(text).find((token) => token.start <= start && start < token.end)?.kind ?? 'word';
    const inside = kind === 'dollar' ? 'body' : kind === 'string' || kind.endsWith('comment') ? 'text' : undefined;
    found.push({ start, end, name: close < 0 ? '' : text.slice(start + prefix.length, close), inside });
  }
  return found;
}
