import type { NameAt, Names } from '../names';
import type { ObjectKind, ObjectName, QualifiedName } from '../effects';
import type { Range } from '../../text/range';

/** Small readers of PostgreSQL's tree that every family of statements needs. */

export function stringOf(node: any): string {
  return node?.String?.sval ?? node?.sval ?? '';
}

export function stringsOf(nodes: any): string[] {
  return (nodes ?? []).map(stringOf);
}

/** A name given as a list of strings: `schema.name`, or `name`. */
export function qualified(parts: readonly string[]): QualifiedName {
  const name = parts[parts.length - 1] ?? '';
  return parts.length > 1 ? { schema: parts[parts.length - 2]!, name } : { name };
}

/** A RangeVar: exact place of its last part. */
export function relation(names: Names, node: any): NameAt {
  const at = names.at(node?.location);
  return { name: node?.relname ?? at.name, ...(node?.schemaname === undefined ? {} : { schema: node.schemaname }), range: at.range, next: at.next };
}

export function relationObject(names: Names, kind: ObjectKind, node: any): ObjectName {
  const at = relation(names, node);
  return objectName(kind, at, at.range);
}

export function objectName(kind: ObjectKind, name: QualifiedName, range: Range, parent?: QualifiedName): ObjectName {
  return {
    kind,
    ...(name.schema === undefined ? {} : { schema: name.schema }),
    name: name.name,
    ...(parent === undefined ? {} : { parent: parent.schema === undefined ? { name: parent.name } : { schema: parent.schema, name: parent.name } }),
    range,
  };
}

/** Names of the columns that an expression uses, in order, without repeats. */
export function columnsIn(node: any): string[] {
  const found: string[] = [];
  const visit = (value: any): void => {
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) return value.forEach(visit);
    if (value.ColumnRef) {
      const fields = value.ColumnRef.fields ?? [];
      const name = stringOf(fields[fields.length - 1]);
      if (name && !found.includes(name)) found.push(name);
      return;
    }
    for (const key in value) visit(value[key]);
  };
  visit(node);
  return found;
}

/** The role that a RoleSpec names; undefined for PUBLIC, CURRENT_USER and the like. */
export function roleName(node: any): string | undefined {
  const spec = node?.RoleSpec ?? node;
  return spec?.roletype === 'ROLESPEC_CSTRING' ? spec.rolename : undefined;
}

/** PostgreSQL's object types (nodes/parsenodes.h, ObjectType) in the words that people use. */
const kinds: Readonly<Record<string, ObjectKind>> = {
  OBJECT_TABLE: 'table', OBJECT_VIEW: 'view', OBJECT_MATVIEW: 'materialized view', OBJECT_FOREIGN_TABLE: 'foreign table',
  OBJECT_INDEX: 'index', OBJECT_SEQUENCE: 'sequence', OBJECT_SCHEMA: 'schema', OBJECT_TYPE: 'type', OBJECT_DOMAIN: 'domain',
  OBJECT_FUNCTION: 'function', OBJECT_PROCEDURE: 'procedure', OBJECT_ROUTINE: 'routine', OBJECT_AGGREGATE: 'aggregate',
  OBJECT_TRIGGER: 'trigger', OBJECT_POLICY: 'policy', OBJECT_RULE: 'rule', OBJECT_TABCONSTRAINT: 'constraint', OBJECT_DOMCONSTRAINT: 'constraint',
  OBJECT_COLUMN: 'column', OBJECT_EXTENSION: 'extension', OBJECT_ROLE: 'role', OBJECT_PUBLICATION: 'publication',
  OBJECT_SUBSCRIPTION: 'subscription', OBJECT_STATISTIC_EXT: 'statistics', OBJECT_COLLATION: 'collation', OBJECT_OPERATOR: 'operator',
  OBJECT_OPCLASS: 'operator class', OBJECT_OPFAMILY: 'operator family', OBJECT_CAST: 'cast', OBJECT_CONVERSION: 'conversion',
  OBJECT_EVENT_TRIGGER: 'event trigger', OBJECT_FDW: 'foreign data wrapper', OBJECT_FOREIGN_SERVER: 'server', OBJECT_LANGUAGE: 'language',
  OBJECT_ACCESS_METHOD: 'access method', OBJECT_TSCONFIGURATION: 'text search configuration', OBJECT_TSDICTIONARY: 'text search dictionary',
  OBJECT_TSPARSER: 'text search parser', OBJECT_TSTEMPLATE: 'text search template', OBJECT_TRANSFORM: 'transform',
  OBJECT_TABLESPACE: 'tablespace', OBJECT_DATABASE: 'database', OBJECT_ATTRIBUTE: 'column',
};

export function objectKind(type: string | undefined): ObjectKind | undefined {
  return type === undefined ? undefined : kinds[type];
}
