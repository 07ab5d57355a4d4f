import type { Convention, Directive } from '../migrations/convention';
import type { Workspace } from '../audit/workspace';
import type { Range } from '../text/range';

/** Comments that Upright itself acts on, whatever the tool. */
export const ownDirectives: readonly Directive[] = [
  { text: '-- upright-ignore …: reason', pattern: /--\s*upright-ignore\s+[^:*\s][^:*]*(?::.*)?$/, does: 'Upright says nothing of these rules at the statement that the comment stands before, in or beside.' },
  { text: '-- upright-ignore-file …: reason', pattern: /--\s*upright-ignore-file\s+[^:*\s][^:*]*(?::.*)?$/, does: 'Upright says nothing of these rules in this file.' },
  { text: '-- irreversible: …', pattern: /--\s*irreversible\s*:\s*\S.*$/i, does: 'Says why nothing takes this migration back, so that no down is asked for.' },
];

/** A comment of a file that means something, and to whom. */
export interface FoundDirective {
  readonly directive: Directive;
  /** `goose`, or `Upright`. */
  readonly reader: string;
  readonly range: Range;
}

/** The tool of a file that is audited; undefined: the file is in no such folder. */
export function toolOf(workspace: Workspace, file: string): Convention | undefined {
  const audit = workspace.auditOf(file);
  return audit?.context && /\.(sql|pgsql|psql)$/i.test(file) ? audit.folder.convention : undefined;
}

/** The marker or directive at the offset, in the form and the place in which it is one. */
export function directiveAt(workspace: Workspace, file: string, offset: number): FoundDirective | undefined {
  const line = lineAt(workspace.text(file) ?? '', offset);
  if (!line.text.includes('--')) return undefined;
  const tool = toolOf(workspace, file);
  if (!tool) return undefined;
  const known = [...(tool.directives ?? []).map((directive) => ({ directive, reader: tool.title })), ...ownDirectives.map((directive) => ({ directive, reader: 'Upright' }))];
  for (const { directive, reader } of known) {
    const match = directive.at === 'first line' && line.start > 0 ? null : directive.pattern.exec(line.text);
    const range = match && { start: line.start + match.index, end: line.start + match.index + match[0].trimEnd().length };
    if (range && range.start <= offset && offset <= range.end) return { directive, reader, range };
  }
  return undefined;
}

/** A line without its break. */
export function lineAt(text: string, offset: number): { readonly text: string; readonly start: number } {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return { text: /^[^\r\n]*/.exec(text.slice(start))![0], start };
}
