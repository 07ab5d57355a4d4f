import type { PGlite } from '@electric-sql/pglite';
import { isTable, type Schema } from '../../server/src/schema/schema';

const ofExtension = (catalog: string, alias: string) => `EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${alias}.oid AND e.deptype = 'e')`;

const query = `
  SELECT 'relation ' || n.nspname || '.' || c.relname AS line FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'S', 'i', 'I', 'p', 'f', 'c') AND NOT ${ofExtension('pg_class', 'c')}
  UNION SELECT 'column ' || n.nspname || '.' || c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND NOT ${ofExtension('pg_class', 'c')}
  UNION SELECT 'constraint ' || n.nspname || '.' || c.relname || '.' || k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')
  UNION SELECT 'type ' || n.nspname || '.' || t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE t.typtype IN ('e', 'd', 'r') AND NOT ${ofExtension('pg_type', 't')}
  UNION SELECT 'routine ' || n.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
  UNION SELECT 'trigger ' || n.nspname || '.' || c.relname || '.' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal
  UNION SELECT 'policy ' || n.nspname || '.' || c.relname || '.' || p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace`;

/** Everything that has a name in the catalog, one line an object; PostgreSQL's own and what extensions bring is left out. */
export async function namesInCatalog(database: PGlite): Promise<ReadonlySet<string>> {
  const { rows } = await database.query<{ line: string }>(query);
  return new Set(rows.map((row) => row.line).filter((line) => !/^\w+ (?:pg_\w+|information_schema)\./.test(line)));
}

function namesInText(schema: Schema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const relation of schema.relations()) {
    const name = `${relation.schema}.${relation.name}`;
    names.add(`relation ${name}`);
    if (!isTable(relation)) continue;
    for (const column of relation.columns) names.add(`column ${name}.${column.name}`);
    // Before PostgreSQL 18 NOT NULL has no name.
    for (const constraint of relation.constraints) if (constraint.type !== 'not null') names.add(`constraint ${name}.${constraint.name}`);
    for (const trigger of relation.triggers.keys()) names.add(`trigger ${name}.${trigger}`);
    for (const policy of relation.policies.keys()) names.add(`policy ${name}.${policy}`);
  }
  for (const entry of schema.state.types.values()) if (entry.is === 'here' && !entry.object.shell) names.add(`type ${entry.object.schema}.${entry.object.name}`);
  for (const entry of schema.state.routines.values()) if (entry.is === 'here') for (const routine of entry.object) names.add(`routine ${routine.schema}.${routine.name}`);
  return names;
}

/** What only one of the two knows. Left out: relations of which the text says that it does not know all, and `others`, with their members. */
export function differences(schema: Schema, catalog: ReadonlySet<string>, others: readonly string[] = []): { readonly onlyText: readonly string[]; readonly onlyCatalog: readonly string[] } {
  const text = namesInText(schema);
  const unsure = [...others, ...schema.tables().filter((table) => !table.columnsKnown).map((table) => `${table.schema}.${table.name}`)];
  const counts = (line: string) => !unsure.some((name) => line.endsWith(` ${name}`) || line.includes(` ${name}.`) || line.includes(` ${name}_`));
  return {
    onlyText: [...text].filter((line) => !catalog.has(line) && counts(line)).sort(),
    onlyCatalog: [...catalog].filter((line) => !text.has(line) && counts(line)).sort(),
  };
}
