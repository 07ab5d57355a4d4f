import { lex } from '../syntax/lexer';
import type { FolderView, Slip } from './convention';
import { baseName } from './folder-view';

const isConf = (path: string): boolean => /\.conf$/.test(path);
/** Names in the section `[data]` of a tern.conf. */
const SECTION = /^[ \t]*\[data\][ \t]*\r?\n((?:(?![ \t]*\[).*(?:\n|$))*)/m;

function namesIn(conf: string): string[] {
  return [...(SECTION.exec(conf)?.[1] ?? '').matchAll(/^[ \t]*([^\s=#;]+)[ \t]*=/gm)].map(([, name]) => name!);
}

/**
 * Values that nothing gives: main.go reads them from `[data]` of the configuration, and a template of Go writes `<no value>` for the others. Only where
 * a tern.conf is there, none of whose like has the name, and no program beside the folder runs it with values of its own.
 */
export function missingData(text: string, folder: FolderView): Slip[] {
  // What `.` is in there is another thing.
  if (!/\{\{-?\s*\.\w/.test(text) || /\{\{-?\s*(?:range|with|block|define)\b/.test(text)) return [];
  const conf = folder.nearest('tern.conf');
  if (!conf || folder.programs().some((program) => /jackc\/tern/.test(program.text))) return [];
  const confs = [conf, ...folder.around(isConf)].map((file) => file.text).filter((other) => SECTION.test(other) || other === conf.text);
  if (confs.some((other) => /\{\{-?\s*(?:range|template|include)\b/.test(other))) return [];
  const known = new Set(confs.flatMap(namesIn));
  const comments = lex(text).filter(({ kind }) => kind.endsWith('comment'));
  return [...text.matchAll(/\{\{-?\s*\.(\w+)\s*-?\}\}/g)]
    .filter((match) => !known.has(match[1]!) && !comments.some(({ start, end }) => start <= match.index && match.index < end))
    .map((match) => ({
      fate: 'filled in', severity: 'warning', range: { start: match.index, end: match.index + match[0].length },
      why: `PostgreSQL gets <no value> for ${match[0]}: [data] in ${baseName(conf.path)} has no ${match[1]}`,
    }));
}
