import ignore from 'ignore';
import { byText } from './by-text';
import type { FileText, FolderView } from './convention';
import { baseName, parent } from './folder-view';

const isAttributes = (path: string): boolean => path.endsWith('/.gitattributes');

/** What git does to the line breaks of a file: `kept` in every checkout alike, `native` to the machine, or what the person has set there. */
export type LineEnds = 'kept' | 'native' | 'unsaid';

/** What the `.gitattributes` around a file (absolute) say of its line breaks. gitattributes(5): of a nearer one, and of the last line, most counts. */
export function lineEnds(file: string, folder: FolderView): LineEnds {
  const around = attributesFor(file, folder);
  const macros = new Map<string, readonly string[]>([['binary', ['-text']]]);
  for (const { text } of around) for (const { macro, attributes } of linesOf(text)) if (macro !== undefined) macros.set(macro, attributes);
  const state = new Map<string, string>();
  const set = (attribute: string): void => {
    const [, sign = '', name = '', value = sign === '' ? 'set' : sign] = /^([-!]?)([^=]*)(?:=(.*))?$/.exec(attribute)!;
    if (sign === '') macros.get(name)?.forEach(set);
    state.set(name, value);
  };
  for (const { path, text } of around) {
    const own = file.slice(parent(path).length + 1);
    for (const { matches, attributes } of linesOf(text)) if (matches(own)) attributes.forEach(set);
  }
  const said = (name: string): string | undefined => (state.get(name) === '!' ? undefined : state.get(name));
  // convert.c: crlf is the old name of text.
  const text = said('text') ?? said('crlf');
  if (text === '-' || text === 'input' || /^(?:lf|crlf)$/.test(said('eol') ?? '')) return 'kept';
  return text === undefined ? 'unsaid' : 'native';
}

/** The `.gitattributes` in the folder of a file and those above, the nearest last. */
export function attributesFor(file: string, folder: FolderView): readonly FileText[] {
  return folder.around(isAttributes).filter(({ path }) => file.startsWith(`${parent(path)}/`)).sort((a, b) => a.path.length - b.path.length);
}

interface Line {
  /** Of a path from the file's folder on. */
  matches(path: string): boolean;
  /** The name that a line gives to its attributes. */
  readonly macro?: string;
  readonly attributes: readonly string[];
}

const linesOf = byText((text): readonly Line[] =>
  text.split(/\r?\n/).flatMap((line): Line[] => {
    const [, quoted, plain, rest = ''] = /^[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s#"]\S*))([ \t].*)?$/.exec(line) ?? [];
    const pattern = plain ?? quoted?.replace(/\\(.)/g, '$1');
    const attributes = rest.split(/[ \t]+/).filter((word) => word !== '');
    if (pattern === undefined || attributes.length === 0) return [];
    const macro = /^\[attr\](.+)/.exec(pattern)?.[1];
    return [{ attributes, ...(macro === undefined ? { matches: matcher(pattern) } : { macro, matches: () => false }) }];
  }),
);

/** As in a .gitignore, but that nothing is said of what is in a folder by its name, and that `!` is no word. */
function matcher(pattern: string): (path: string) => boolean {
  if (pattern.startsWith('!') || pattern.endsWith('/')) return () => false;
  const own = pattern.replace(/^(?:\*\*\/)+/, '');
  const rules = ignore({ ignorecase: false }).add(own);
  if (!own.includes('/')) return (path) => rules.ignores(baseName(path));
  return (path) => rules.ignores(path) && (own.endsWith('/**') || !foldersOf(path).some((folder) => rules.ignores(folder)));
}

function foldersOf(path: string): string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
}
