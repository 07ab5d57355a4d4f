import { formatPatch, structuredPatch, type StructuredPatch } from 'diff';
import { shownPath } from '../paths';
import type { Draft, DraftFile } from './draft';

/** What would be written, as `git apply` reads it. Paths are relative to the current folder. */
export function unifiedDiff(draft: Draft): string {
  return [...draft.files().map(changed), ...draft.deleted().map(deleted)].map((patch) => formatPatch(patch)).join('');
}

function changed({ path, text, origin }: DraftFile): StructuredPatch {
  const to = shownPath(path);
  if (!origin) return { ...structuredPatch('/dev/null', `b/${to}`, '', text ?? ''), isGit: true, isCreate: true };
  const from = shownPath(origin.path);
  const before = origin.text ?? '';
  return { ...structuredPatch(`a/${from}`, `b/${to}`, before, text ?? before), isGit: true, isRename: from !== to };
}

function deleted({ path, text }: { readonly path: string; readonly text: string }): StructuredPatch {
  return { ...structuredPatch(`a/${shownPath(path)}`, '/dev/null', text, ''), isGit: true, isDelete: true };
}
