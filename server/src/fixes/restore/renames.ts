import { difference, type Difference } from '../../postgres/difference';
import { keyOf, type SchemaObject, type Snapshot } from '../../postgres/snapshot';

/** An object that is to have another name; its table by the name that that one is to have. */
export interface Rename {
  readonly is: SchemaObject;
  /** Of an enum, which keeps its name: a value, quoted. */
  readonly value?: string;
  readonly to: string;
}

/**
 * The same object under another name is known by its object id: it is left over under the one and lost under the other.
 * The rest is how things differ once it is called as it was.
 */
export function withoutRenames(differences: readonly Difference[]): { readonly renames: readonly Rename[]; readonly rest: readonly Difference[] } {
  const renames: Rename[] = [];
  let rest = differences;
  const renamed = (again: (object: SchemaObject) => SchemaObject, pair?: Pair) => {
    rest = rest.flatMap((one) => {
      if (one === pair?.from) return [];
      if (one === pair?.to) return compared([pair.to.was!, ...(pair.to.parts ?? [])], [pair.from.is!, ...(pair.from.parts ?? [])].map(again));
      if (one.what === 'left over') return [{ ...one, is: again(one.is!), ...(one.parts ? { parts: one.parts.map(again) } : {}) }];
      if (one.what === 'lost') return [one];
      const still = (found: Difference) => one.inTheWay && ['type', 'generated', 'collation', 'query', 'definition'].some((trait) => found.before![trait] !== found.after![trait]);
      return compared([one.was!], [again(one.is!)]).map((found) => (still(found) ? { ...found, inTheWay: one.inTheWay!.map(again) } : found));
    });
  };
  for (let pair = nextPair(rest); pair; pair = nextPair(rest)) {
    renames.push({ is: pair.from.is!, to: pair.to.was!.name });
    renamed(renamer(pair.from.is!, pair.to.was!), pair);
  }
  for (const { kind, was, is } of rest) {
    if (kind !== 'type' || !was || !is) continue;
    for (const [value, to] of renamedValues(is.is['values'], was.is['values'])) {
      renames.push({ is, value, to });
      renamed((object) => (object.oid === is.oid || Object.values(object.is).some((text) => text.search(bounded(is.name)) >= 0) ? withTexts(object, (text) => text.replaceAll(value, to)) : object));
    }
  }
  return { renames, rest };
}

interface Pair {
  readonly from: Difference;
  readonly to: Difference;
}

/** Values of an enum that has as many as it had, in the same places. */
function renamedValues(is: string | undefined, was: string | undefined): readonly (readonly [string, string])[] {
  const [present, former] = [(is ?? '').split(', '), (was ?? '').split(', ')];
  const pairs = present.flatMap((value, i) => (value === former[i] ? [] : [[value, former[i] ?? ''] as const]));
  return present.length === former.length && pairs.every(([value, to]) => !former.includes(value) && !present.includes(to)) ? pairs : [];
}

function withTexts(object: SchemaObject, change: (text: string) => string): SchemaObject {
  return { ...object, is: Object.fromEntries(Object.entries(object.is).map(([trait, value]) => [trait, trait === 'comment' ? value : change(value)])) };
}

/** Tables before their columns. */
function nextPair(differences: readonly Difference[]): Pair | undefined {
  for (const to of differences) {
    const { was } = to;
    if (to.what !== 'lost' || !was || was.oid === 0) continue;
    const from = differences.find(({ what, kind, is }) => what === 'left over' && kind === to.kind && is!.oid === was.oid && is!.position === was.position && is!.schema === was.schema && is!.parent === was.parent);
    if (from && from.kind !== 'extension' && from.kind !== 'cast') return { from, to };
  }
  return undefined;
}

function compared(before: readonly SchemaObject[], after: readonly SchemaObject[]): readonly Difference[] {
  const snapshot = (objects: readonly SchemaObject[]): Snapshot => new Map(objects.map((object) => [keyOf(object.kind, object.schema, object.parent, object.name), object]));
  return difference(snapshot(before), snapshot(after));
}

/** What uses the object names it otherwise then. */
function renamer(is: SchemaObject, was: SchemaObject): (object: SchemaObject) => SchemaObject {
  const [name, to] = [bare(is), bare(was)];
  const word = bounded(name);
  const owner = is.kind === 'column' ? bounded(is.parent!) : undefined;
  return (object) => {
    const text = Object.values(object.is).join('\n');
    const concerned = object.oid === is.oid || (object.parent === is.parent && object.schema === is.schema) || owner === undefined || text.search(owner) >= 0;
    if (!concerned) return object;
    return {
      ...withTexts(object, (value) => value.replace(word, () => to)),
      ...(object.kind === is.kind && object.oid === is.oid && object.position === is.position ? { name: was.name } : {}),
      ...(object.parent === is.name && object.schema === is.schema && is.kind !== 'column' ? { parent: was.name } : {}),
    };
  };
}

const bare = ({ name }: SchemaObject) => name.replace(/\(.*/s, '');

function bounded(name: string): RegExp {
  return new RegExp(`(?<![\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`, 'g');
}
