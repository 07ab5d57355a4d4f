import type { Table } from './objects';
import { isTable, type Schema } from './schema';

/** Every table, view and foreign table that is there for certain, by schema and name. */
export function tablesOf(schema: Schema): Table[] {
  const tables: Table[] = [];
  for (const entry of schema.state.relations.values()) if (entry.is === 'here' && isTable(entry.object)) tables.push(entry.object);
  return tables.sort((a, b) => (a.schema + a.name < b.schema + b.name ? -1 : 1));
}
