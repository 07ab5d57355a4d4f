import type { Table } from './objects';
import { isTable, type Schema } from './schema';

const known = new WeakMap<Schema, readonly Table[]>();

/** Every table, view and foreign table that is there for certain, by schema and name. Several rules ask for those of the last schema. */
export function tablesOf(schema: Schema): readonly Table[] {
  let tables = known.get(schema);
  if (!tables) known.set(schema, (tables = listed(schema)));
  return tables;
}

function listed(schema: Schema): readonly Table[] {
  const tables: Table[] = [];
  for (const entry of schema.state.relations.values()) if (entry.is === 'here' && isTable(entry.object)) tables.push(entry.object);
  return tables.sort((a, b) => (a.schema < b.schema || (a.schema === b.schema && a.name < b.name) ? -1 : 1));
}
