import type { FileText } from './convention';

const MOST = 5000;

/** `learn`, with what it said of each text kept: an edit changes one file of many. */
export function byText<T>(learn: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= MOST) known.clear();
    const learned = learn(text);
    known.set(text, learned);
    return learned;
  };
}

/** Those of files whose text fits, found once for one list; a file is read through anew only when its text is another. */
export function whoseText(fits: (text: string) => boolean): (files: readonly FileText[]) => readonly FileText[] {
  const known = new Map<string, { readonly text: string; readonly fits: boolean }>();
  const lists = new WeakMap<readonly FileText[], readonly FileText[]>();
  const isOne = ({ path, text }: FileText): boolean => {
    let answer = known.get(path);
    if (answer?.text !== text) known.set(path, (answer = { text, fits: fits(text) }));
    return answer!.fits;
  };
  return (files) => {
    const found = lists.get(files) ?? files.filter(isOne);
    lists.set(files, found);
    return found;
  };
}
