import { inTheWay } from './in-the-way';
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
  /** The table, as `displayName` gives it, of which it, or the table it belongs to, is a partition. */
  readonly partitionOf?: string;
  /** The object before and after; of a changed one only the traits that differ. */
  readonly before?: SchemaObject['is'];
  readonly after?: SchemaObject['is'];
  /** All of it, as it was and as it is. */
  readonly was?: SchemaObject;
  readonly is?: SchemaObject;
  /** What comes and goes with it: columns, constraints, indexes, ... of a table that is left over or lost. */
  readonly parts?: readonly SchemaObject[];
  /** What is as it was, and has to step aside while it is changed back: views on a column, ...; what rests on others behind them. */
  readonly inTheWay?: readonly SchemaObject[];
}

/**
 * What `after` has too much, lacks and has otherwise. The parts of a table that is itself left over or lost are not
 * told one by one, nor what the columns of a view are: its query says it.
 */
export function difference(before: Snapshot, after: Snapshot): readonly Difference[] {
  const found: Difference[] = [];
  for (const [key, object] of after) {
    const old = before.get(key);
    if (old === object) continue;
    if (!old) {
      if (!goesWithParent(object, after, before)) found.push({ what: 'left over', ...named(object, after), after: object.is, is: object, ...parts(object, after) });
      continue;
    }
    const differs = (trait: string) => !same(object.kind, old.is[trait], object.is[trait]) && !(isOfView(object, after) && !ownTraits.has(trait));
    const keys = [...new Set([...Object.keys(old.is), ...Object.keys(object.is)])].filter(differs);
    // What is a table's now and was a view's is another thing.
    if (keys.length === 0 || hasNewOwner(object, after, before)) continue;
    found.push({ what: 'changed', ...named(object, after), before: pick(old.is, keys), after: pick(object.is, keys), was: old, is: object, ...given('inTheWay', inTheWay(old, object, after)) });
  }
  for (const [key, object] of before) {
    if (!after.has(key) && !goesWithParent(object, before, after)) found.push({ what: 'lost', ...named(object, before), before: object.is, was: object, ...parts(object, before) });
  }
  return found;
}

const notValid = / NOT VALID$/;

/** A routine's body is text, and how that is laid out makes no difference; nor does the time at which 'now' was written down. */
function same(kind: string, a: string | undefined, b: string | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  if (kind === 'function' || kind === 'procedure') return laidOut(a) === laidOut(b);
  // Nobody makes a constraint doubtful again whose rows have been looked at.
  const [was, is] = [timeless(kind === 'constraint' ? a.replace(notValid, '') : a), timeless(b)];
  return was === is || ((kind === 'view' || kind === 'materialized view') && unordered(was) === unordered(is));
}

/**
 * A view of `*` has its columns as they stand in the table, where one that was dropped and added again stands last. Of more
 * than one SELECT it is not told which a column belongs to.
 */
function unordered(query: string): string {
  const lines = query.replace('SELECT ', 'SELECT\n').split('\n').map((line) => line.trim().replace(/,$/, ''));
  const columns = lines.filter((line) => plainColumn.test(line)).sort();
  return /\bSELECT\b.*\bSELECT\b/s.test(query) ? query : [...lines.filter((line) => !plainColumn.test(line)), ...columns].join('\n');
}

const plainColumn = /^(?:(?:[\w$]+|"[^"]+")\.)?(?:[\w$]+|"[^"]+")(?: AS (?:[\w$]+|"[^"]+"))?$/;

function laidOut(body: string): string {
  return body.replace(/\s+/g, ' ').replace(/ ?([(),;=]) ?/g, '$1');
}

/** PostgreSQL puts the time for 'now'::timestamp when a view or a default is made; people do not write fractions of seconds. */
export function timeless(expression: string): string {
  return expression.replace(/'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6}(?:[+-][\d:]+)?'::timestamp/g, "'now'::timestamp");
}

/** What is said of a view's column itself. */
const ownTraits = new Set(['default', 'options', 'privileges', 'comment']);

function isOfView({ kind, schema, parent }: SchemaObject, here: Snapshot): boolean {
  return kind === 'column' && ['view', 'materialized view'].some((view) => here.has(keyOf(view, schema, undefined, parent!)));
}

function goesWithParent(object: SchemaObject, here: Snapshot, there: Snapshot): boolean {
  return isOfView(object, here) || hasNewOwner(object, here, there);
}

function hasNewOwner(object: SchemaObject, here: Snapshot, there: Snapshot): boolean {
  const owner = ownerOf(object);
  return owner !== undefined && owners.some((kind) => {
    const key = keyOf(kind, object.schema, undefined, owner);
    return here.has(key) && !there.has(key);
  });
}

const owners = ['table', 'view', 'materialized view', 'foreign table', 'type', 'domain'];

/** The table that it is a part of, without schema. */
function ownerOf({ parent, schema, is }: SchemaObject): string | undefined {
  if (parent !== undefined) return parent;
  const path = /^(?:"?([^".]+)"?\.)?"?([^".]+)"?\.[^.]+$/.exec(is['owned by'] ?? '');
  return path && (path[1] === undefined || path[1] === schema) ? path[2] : undefined;
}

function parts(whole: SchemaObject, here: Snapshot): { parts?: readonly SchemaObject[] } {
  if (!owners.includes(whole.kind)) return {};
  return given('parts', [...here.values()].filter((object) => object.schema === whole.schema && ownerOf(object) === whole.name).sort((a, b) => Number(a.position === 0) - Number(b.position === 0) || a.position - b.position || a.oid - b.oid));
}

function given<K extends string>(key: K, list: readonly SchemaObject[]): { [key in K]?: readonly SchemaObject[] } {
  return list.length === 0 ? {} : ({ [key]: list } as { [key in K]?: readonly SchemaObject[] });
}

function named(object: SchemaObject, here: Snapshot): Pick<Difference, 'kind' | 'name' | 'schema' | 'parent' | 'partitionOf'> {
  const { kind, schema, parent } = object;
  const table = parent === undefined ? object : here.get(keyOf('table', schema, undefined, parent));
  const whole = table?.is['partition bound'] === undefined ? undefined : table.is['inherits'];
  return { kind, name: displayName(object), schema, parent, ...(whole === undefined ? {} : { partitionOf: whole.replaceAll('"', '') }) };
}

function pick(is: SchemaObject['is'], keys: readonly string[]): SchemaObject['is'] {
  return Object.fromEntries(keys.filter((key) => is[key] !== undefined).map((key) => [key, is[key]!]));
}
