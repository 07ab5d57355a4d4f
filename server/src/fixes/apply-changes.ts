import type { FolderView } from '../migrations/convention';
import { applyEdits, type Change, type TextEdit } from '../text/edits';

/** The folder as it would be after the changes; undefined when they cannot be applied (overlap, a file that is there already). */
export function applyChanges(view: FolderView, changes: readonly Change[]): FolderView | undefined {
  const texts = new Map<string, string | undefined>();
  const files = new Set(view.files);
  const outside = new Map<string, string>();
  const inside = (file: string) => (file.startsWith(`${view.path}/`) ? file.slice(view.path.length + 1) : undefined);
  const read = (file: string) => (texts.has(file) ? texts.get(file) : view.read(file));
  for (const change of changes) {
    const file = inside(change.file);
    if (file === undefined) {
      const text = change.kind === 'create' ? change.text : change.kind === 'edit' ? edited(outside.get(change.file) ?? view.around(only(change.file))[0]?.text, change.edits) : undefined;
      if (text !== undefined) outside.set(change.file, text);
      continue;
    }
    switch (change.kind) {
      case 'edit': {
        const text = edited(read(file), change.edits);
        if (text === undefined) return undefined;
        texts.set(file, text);
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
  const now = (file: string) => (files.has(file) ? read(file) : undefined);
  return {
    ...view,
    nearest(name) {
      const found = view.nearest(name);
      const own = now(name);
      const above = [...outside.keys()].filter((path) => path.endsWith(`/${name}`) && view.path.startsWith(path.slice(0, -name.length)) && path.length >= (found?.path.length ?? 0));
      const nearest = above.sort((a, b) => b.length - a.length)[0];
      if (own !== undefined) return { path: `${view.path}/${name}`, text: own };
      return nearest === undefined ? found : { path: nearest, text: outside.get(nearest)! };
    },
    programs: () => view.programs(),
    around(isWanted) {
      const around = view.around(isWanted).filter(({ path }) => inside(path) === undefined && !outside.has(path));
      const changed = [...[...files].map((file) => [`${view.path}/${file}`, now(file)] as const), ...outside].filter(([path]) => isWanted(path));
      return [...around, ...changed.flatMap(([path, text]) => (text === undefined ? [] : [{ path, text }]))];
    },
    files: [...files].sort(),
    read: now,
  };
}

const only = (wanted: string) => (path: string): boolean => path === wanted;

function edited(text: string | undefined, edits: readonly TextEdit[]): string | undefined {
  try {
    return text === undefined ? undefined : applyEdits(text, edits);
  } catch {
    return undefined;
  }
}
