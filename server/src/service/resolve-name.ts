import { isTable, type Schema } from '../schema/schema';
import type { Column, NamedObject, Origin, Relation, Table } from '../schema/objects';
import type { NameUse } from './names-in';

/** What a name stands for at one point of the history. */
export type Resolved =
  | { readonly is: 'relation'; readonly relation: Relation; readonly origin: Origin }
  | { readonly is: 'column'; readonly table: Table; readonly column: Column; readonly origin: Origin }
  | { readonly is: 'object'; readonly object: NamedObject; readonly origin: Origin };

/** Undefined: it is not there, or the text cannot tell. */
export function resolveName(schema: Schema, use: NameUse): Resolved | undefined {
  const name = { schema: use.schema, name: use.name };
  switch (use.kind) {
    case 'relation':
    case 'table':
    case 'view':
    case 'materialized view':
    case 'foreign table':
    case 'index':
    case 'sequence': {
      const relation = known(schema.relation(name));
      return relation && !isAssumed(relation) ? { is: 'relation', relation, origin: relation.origin } : undefined;
    }
    case 'column':
      for (const parent of use.parents) {
        const table = known(schema.table(parent));
        const column = table?.columns.find((candidate) => candidate.name === use.name);
        if (table && column) return { is: 'column', table, column, origin: column.origin };
      }
      return undefined;
    case 'type':
    case 'domain': {
      const type = known(schema.type(name));
      if (!type) return undefined;
      return isRelation(type) ? { is: 'relation', relation: type, origin: type.origin } : ofObject(type);
    }
    case 'function':
    case 'procedure':
    case 'aggregate':
    case 'routine': {
      const routines = known(schema.routines(name));
      return routines?.[0] && ofObject(routines[0]);
    }
    case 'constraint':
    case 'trigger':
    case 'policy':
    case 'rule':
    case 'enum value':
      return undefined;
    default: {
      const object = known(schema.object(use.kind, name));
      return object && ofObject(object);
    }
  }
}

/** The same for every use of one object, whatever statement it stands in. */
export function identityOf(resolved: Resolved): string {
  switch (resolved.is) {
    case 'relation':
      return `relation ${resolved.relation.schema}.${resolved.relation.name}`;
    case 'column':
      return `column ${resolved.table.schema}.${resolved.table.name}.${resolved.column.name}`;
    case 'object':
      return `${resolved.object.kind} ${resolved.object.schema ?? ''}.${resolved.object.name}`;
  }
}

const relationKinds = new Set<string>(['table', 'view', 'materialized view', 'foreign table', 'index', 'sequence', 'composite']);
const isRelation = (object: NamedObject | Relation): object is Relation => relationKinds.has(object.kind);
const isAssumed = (relation: Relation) => isTable(relation) && relation.assumed;
const ofObject = (object: NamedObject): Resolved => ({ is: 'object', object, origin: object.origin });
const known = <T>(found: T | undefined | 'unknown'): T | undefined => (found === 'unknown' ? undefined : (found as T | undefined));
