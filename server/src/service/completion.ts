import type { Workspace } from '../audit/workspace';
import { rules } from '../rules/all';
import { parseScript } from '../syntax/parse-script';
import type { Range } from '../text/range';
import { lineAt, ownDirectives, toolOf } from './directives';

/** Something that may be written at the caret. */
export interface Completion {
  readonly kind: 'directive' | 'rule';
  /** What the author chooses by, and what an editor compares with the text in the range. */
  readonly label: string;
  readonly text: string;
  /** What it takes the place of, up to the caret. */
  readonly range: Range;
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** Lower comes first. */
  readonly rank: number;
}

const SUPPRESSION = /--\s*upright-ignore(?:-file)?\s+(?:[\w-]+\s*,\s*)*([\w-]*)$/;

/**
 * After `--` at a line's start: the markers and directives of the folder's tool, and Upright's own; after `upright-ignore`, anywhere, the rules. Who only
 * begins a comment has not asked for them, and Enter would take the first one.
 */
export function completion(workspace: Workspace, file: string, offset: number, isAsked: boolean): readonly Completion[] {
  const text = workspace.text(file) ?? '';
  const line = lineAt(text, offset);
  const typed = text.slice(line.start, offset);
  if (!typed.includes('--') || text.slice(offset, line.start + line.text.length).trim() !== '') return [];
  const tool = toolOf(workspace, file);
  if (!tool || !isComment(text, offset)) return [];
  const word = SUPPRESSION.exec(typed)?.[1];
  if (word !== undefined) return ruleNames(workspace, file, { start: offset - word.length, end: offset });
  if (!/^\s*--/.test(typed) || (!isAsked && /^\s*-+\s*$/.test(typed))) return [];
  const start = line.start + typed.indexOf('--');
  const own = tool.downs === 'none' ? ownDirectives.filter(({ text: shown }) => !shown.includes('irreversible')) : ownDirectives;
  const first = line.start === 0;
  const head = () => parseScript(text.slice(0, line.start)).statements.length === 0;
  const theirs = (typed.startsWith('--') ? (tool.directives ?? []) : []).filter(({ at, generated }) => !generated && (at === undefined || (at === 'first line' ? first : head())));
  // What somebody writes in a comment is no beginning of a marker.
  const begun = letters(typed);
  return [...theirs.map((directive) => ({ directive, reader: tool.title })), ...own.map((directive) => ({ directive, reader: 'Upright' }))].filter(({ directive }) => letters(directive.text).startsWith(begun)).map(({ directive, reader }, rank) => ({
    kind: 'directive', label: directive.text, text: directive.text.replace(/….*$/s, ''), range: { start, end: offset }, detail: reader, documentation: directive.does, rank,
  }));
}

const letters = (text: string): string => text.toLowerCase().replace(/[^a-z+!:]+/g, '');

/** In a string, a body or another comment two hyphens begin nothing; what is a marker already may be written on. */
function isComment(text: string, offset: number): boolean {
  return parseScript(text).comments.some(({ range, text: comment }) => comment.startsWith('--') && range.start < offset && offset <= range.end);
}

/** Those that are found in the file first. */
function ruleNames(workspace: Workspace, file: string, range: Range): Completion[] {
  const found = new Set(workspace.findings(file).map(({ rule }) => rule));
  return rules.map(({ id, title, why }, i) => ({ kind: 'rule', label: id, text: id, range, detail: title, documentation: why, rank: found.has(id) ? i : rules.length + i }));
}
