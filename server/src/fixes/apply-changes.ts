import type { FolderView } from '../migrations/convention';
import { applyEdits, type Change } from '../text/edits';

/** The folder as it would be after the changes; undefined when they cannot be applied (overlap, a file that is there already). */
export function applyChanges(view: FolderView, changes: readonly Change[]): FolderView | undefined {
  const texts = new Map<string, string | undefined>();
  const files = new Set(view.files);
  const inside = (file: string) => (file.startsWith(`${view.path}/`) ? file.slice(view.path.length + 1) : undefined);
  const read = (file: string) => (texts.has(file) ? texts.get(file) : view.read(file));
  for (const change of changes) {
    const file = inside(change.file);
    if (file === undefined) continue;
    switch (change.kind) {
      case 'edit': {
        const text = read(file);
        if (text === undefined) return undefined;
        try {
          texts.set(file, applyEdits(text, change.edits));
        } catch {
          return undefined;
        }
        break;
      }
      case 'create':
        if (files.has(file)) return undefined;
        files.add(file);
        texts.set(file, change.text);
        break;
      case 'rename': {
        const to = inside(change.to);
        if (!files.has(file) || (to !== undefined && files.has(to))) return undefined;
        if (to !== undefined) {
          files.add(to);
          texts.set(to, read(file));
        }
        files.delete(file);
        texts.delete(file);
        break;
      }
      case 'delete':
        files.delete(file);
        texts.delete(file);
        break;
    }
  }
  return { ...view, nearest: (name) => view.nearest(name), programs: () => view.programs(), files: [...files].sort(), read: (file) => (files.has(file) ? read(file) : undefined) };
}
