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
