import { displayName, keyOf, type SchemaObject, type Snapshot } from './snapshot';

/** How a schema differs from what it should be again. */
export interface Difference {
  /** `left over`: it is there and was not; `lost`: it was there and is not; `changed`: it is there and is another. */
  readonly what: 'left over' | 'lost' | 'changed';
  readonly kind: string;
  /** As `displayName` gives it. */
  readonly name: string;
  readonly schema: string | undefined;
  readonly parent: string | undefined;
  /** The object before and after; of a changed one only the traits that differ. */
  readonly before?: SchemaObject['is'];
  readonly after?: SchemaObject['is'];
}

/**
 * What `after` has too much, lacks and has otherwise. The parts of a table that is itself left over or lost are not
 * told one by one.
 */
export function difference(before: Snapshot, after: Snapshot): readonly Difference[] {
  const found: Difference[] = [];
  for (const [key, object] of after) {
    const old = before.get(key);
    if (old === object) continue;
    if (!old) {
      if (!goesWithParent(object, after, before)) found.push({ what: 'left over', ...named(object), after: object.is });
    } else {
      const keys = [...new Set([...Object.keys(old.is), ...Object.keys(object.is)])].filter((trait) => !same(object.kind, old.is[trait], object.is[trait]));
      if (keys.length > 0) found.push({ what: 'changed', ...named(object), before: pick(old.is, keys), after: pick(object.is, keys) });
    }
  }
  for (const [key, object] of before) {
    if (!after.has(key) && !goesWithParent(object, before, after)) found.push({ what: 'lost', ...named(object), before: object.is });
  }
  return found;
}

/** A routine's body is text, and how that is laid out makes no difference. */
function same(kind: string, a: string | undefined, b: string | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  return (kind === 'function' || kind === 'procedure') && plain(a) === plain(b);
}

function plain(body: string): string {
  return body.replace(/\s+/g, ' ').replace(/ ?([(),;=]) ?/g, '$1');
}

function goesWithParent({ schema, parent, is }: SchemaObject, here: Snapshot, there: Snapshot): boolean {
  const owner = parent ?? ownerOf(is, schema);
  return owner !== undefined && ['table', 'view', 'materialized view', 'foreign table', 'type', 'domain'].some((kind) => {
    const key = keyOf(kind, schema, undefined, owner);
    return here.has(key) && !there.has(key);
  });
}

/** The table that a sequence belongs to. */
function ownerOf(is: SchemaObject['is'], schema: string | undefined): string | undefined {
  const path = /^(?:"?([^".]+)"?\.)?"?([^".]+)"?\.[^.]+$/.exec(is['owned by'] ?? '');
  return path && (path[1] === undefined || path[1] === schema) ? path[2] : undefined;
}

function named(object: SchemaObject): Pick<Difference, 'kind' | 'name' | 'schema' | 'parent'> {
  return { kind: object.kind, name: displayName(object), schema: object.schema, parent: object.parent };
}

function pick(is: SchemaObject['is'], keys: readonly string[]): SchemaObject['is'] {
  return Object.fromEntries(keys.filter((key) => is[key] !== undefined).map((key) => [key, is[key]!]));
}
