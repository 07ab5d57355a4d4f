import type { SchemaObject, Snapshot } from './snapshot';

/**
 * What rests on an object in such a way that PostgreSQL does not let it be changed back under it, each before what rests
 * on it. Told by names, as the catalog's dependencies would be told by object ids: too many at worst.
 */
export function inTheWay(was: SchemaObject, is: SchemaObject, here: Snapshot): readonly SchemaObject[] {
  const first = usersOf(was, is, here);
  const all = new Set(first);
  for (const user of all) {
    if (!views.has(user.kind)) continue;
    for (const object of here.values()) if (object !== is && (isPartOf(object, user) || (views.has(object.kind) && mentions(object, user.name)))) all.add(object);
  }
  // A view's columns come with it; what is said of them does not.
  return [...all].filter((object) => object.kind !== 'column' || object.is['generated'] !== undefined || object.is['comment'] !== undefined).sort((a, b) => a.oid - b.oid);
}

const views = new Set(['view', 'materialized view']);

function usersOf(was: SchemaObject, is: SchemaObject, here: Snapshot): readonly SchemaObject[] {
  const found = (test: (object: SchemaObject) => boolean) => [...here.values()].filter((object) => object !== is && test(object));
  switch (was.kind) {
    case 'column':
      if (was.is['type'] === is.is['type'] && was.is['generated'] === is.is['generated'] && was.is['collation'] === is.is['collation']) return [];
      return found((object) => (isOnColumns(object) && object.schema === is.schema && object.parent === is.parent && mentions(object, is.name)) || (views.has(object.kind) && mentions(object, is.parent!) && mentions(object, is.name)));
    case 'view': case 'materialized view':
      if (was.is['query'] === is.is['query']) return [];
      return found((object) => isPartOf(object, is) || (views.has(object.kind) && mentions(object, is.name)));
    case 'function': case 'procedure': {
      if (canReplace(is.is['definition'], was.is['definition'])) return [];
      const name = is.name.slice(0, is.name.indexOf('('));
      return found((object) => object.kind !== 'function' && object.kind !== 'procedure' && mentions(object, name));
    }
    default:
      return [];
  }
}

/** CREATE OR REPLACE changes neither what a routine returns nor its parameters' names (ProcedureCreate in catalog/pg_proc.c). */
export function canReplace(present: string | undefined, wanted: string | undefined): boolean {
  const head = (definition = '') => definition.slice(0, definition.search(/\n LANGUAGE /)).replace(/ DEFAULT .*/s, '');
  return head(present) === head(wanted);
}

const isOnColumns = ({ kind, is }: SchemaObject): boolean =>
  kind === 'policy' || kind === 'rule' || (kind === 'column' && is['generated'] !== undefined) || (kind === 'trigger' && /\bUPDATE OF\b|\bWHEN \(/.test(is['definition'] ?? ''));

const isPartOf = (object: SchemaObject, whole: SchemaObject): boolean => object.parent === whole.name && object.schema === whole.schema;

/** A part of its table's name is no use of it. */
function mentions({ is }: SchemaObject, name: string): boolean {
  const bounded = new RegExp(`(?<![\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`);
  return ['query', 'definition', 'default', 'using', 'check'].some((trait) => is[trait] !== undefined && bounded.test(is[trait]!));
}
