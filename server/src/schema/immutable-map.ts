/** Bits of a key's hash that choose a branch on one level. */
const bits = 5;
const mask = (1 << bits) - 1;
/** A leaf that grows beyond this becomes a branch, as long as the hash has bits left. */
const leafLimit = 8;
const deepest = 30;

interface Leaf<V> {
  readonly keys: readonly string[];
  readonly values: readonly V[];
}
type Branch<V> = readonly (Node<V> | undefined)[];
type Node<V> = Leaf<V> | Branch<V>;

const isBranch = <V>(node: Node<V>): node is Branch<V> => Array.isArray(node);

/**
 * A map from strings that is never changed: `with` and `without` give another one that shares nearly all of it
 * (a hash array mapped trie). A schema before every statement of a long history costs what each statement changes.
 */
export class ImmutableMap<V> {
  private constructor(
    readonly size: number,
    private readonly root: Node<V>,
  ) {}

  static empty<V>(): ImmutableMap<V> {
    return new ImmutableMap<V>(0, { keys: [], values: [] });
  }

  get(key: string): V | undefined {
    return find(this.root, key, hashOf(key));
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  with(key: string, value: V): ImmutableMap<V> {
    const hash = hashOf(key);
    const old = find(this.root, key, hash);
    if (old === value) return this;
    return new ImmutableMap(this.size + (old === undefined ? 1 : 0), set(this.root, key, value, hash, 0));
  }

  without(key: string): ImmutableMap<V> {
    const hash = hashOf(key);
    if (find(this.root, key, hash) === undefined) return this;
    return new ImmutableMap(this.size - 1, unset(this.root, key, hash));
  }

  /** In no particular order, but always in the same one. */
  forEach(each: (value: V, key: string) => void): void {
    visit(this.root, each);
  }

  entries(): [string, V][] {
    const found: [string, V][] = [];
    visit(this.root, (value, key) => found.push([key, value]));
    return found;
  }

  values(): V[] {
    const found: V[] = [];
    visit(this.root, (value) => found.push(value));
    return found;
  }
}

function find<V>(root: Node<V>, key: string, hash: number): V | undefined {
  let node = root;
  for (let left = hash; ; left >>>= bits) {
    if (!isBranch(node)) {
      const at = node.keys.indexOf(key);
      return at < 0 ? undefined : node.values[at];
    }
    const next: Node<V> | undefined = node[left & mask];
    if (!next) return undefined;
    node = next;
  }
}

function set<V>(node: Node<V>, key: string, value: V, hash: number, depth: number): Node<V> {
  if (isBranch(node)) {
    const copy = node.slice();
    const slot = hash & mask;
    const next = copy[slot];
    copy[slot] = next ? set(next, key, value, hash >>> bits, depth + bits) : { keys: [key], values: [value] };
    return copy;
  }
  const at = node.keys.indexOf(key);
  if (at >= 0) return { keys: node.keys, values: node.values.with(at, value) };
  const grown: Leaf<V> = { keys: [...node.keys, key], values: [...node.values, value] };
  if (grown.keys.length <= leafLimit || depth >= deepest) return grown;
  const branch: (Leaf<V> | undefined)[] = new Array(mask + 1).fill(undefined);
  for (let i = 0; i < grown.keys.length; i++) {
    const slot = (hashOf(grown.keys[i]!) >>> depth) & mask;
    const leaf = branch[slot];
    branch[slot] = { keys: [...(leaf?.keys ?? []), grown.keys[i]!], values: [...(leaf?.values ?? []), grown.values[i]!] };
  }
  return branch;
}

function unset<V>(node: Node<V>, key: string, hash: number): Node<V> {
  if (isBranch(node)) return node.with(hash & mask, unset(node[hash & mask]!, key, hash >>> bits));
  const at = node.keys.indexOf(key);
  return { keys: node.keys.toSpliced(at, 1), values: node.values.toSpliced(at, 1) };
}

function visit<V>(node: Node<V>, each: (value: V, key: string) => void): void {
  if (isBranch(node)) for (const next of node) next && visit(next, each);
  else for (let i = 0; i < node.keys.length; i++) each(node.values[i]!, node.keys[i]!);
}

/** FNV-1a, with a last mix so that its low bits depend on all of the key. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}
