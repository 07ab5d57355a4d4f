import type { MigrationContext } from '../../rules/rule';
import type { Found, Schema } from '../../schema/schema';
import type { Table } from '../../schema/objects';
import type { QualifiedName } from '../../syntax/effects';
import type { Statement } from '../../syntax/statement';

/** One statement of an up in its place. */
export interface Scene {
  readonly context: MigrationContext;
  readonly statement: Statement;
  /** The schema before the statement, and after it. */
  readonly before: Schema;
  readonly after: Schema;
  /** Where a name without a schema goes when the down starts. */
  readonly home: string;
}

export type FullName = Required<QualifiedName>;

/** A relation's name with its schema, as the given schema knows it. */
export function fullName(schema: Schema, name: QualifiedName): FullName {
  const found = schema.relation(name);
  if (found !== undefined && found !== 'unknown') return { schema: found.schema, name: found.name };
  return { schema: name.schema ?? schema.creationSchema(), name: name.name };
}

/** Of a type, with its schema. */
export function fullType(schema: Schema, name: QualifiedName): FullName {
  const found = schema.type(name);
  if (found !== undefined && found !== 'unknown' && found.schema !== undefined) return { schema: found.schema, name: found.name };
  return { schema: name.schema ?? schema.creationSchema(), name: name.name };
}

/** A name as the down writes it: with its schema where the up did, or where it would not be found without. */
export function spelled(scene: Scene, name: FullName, asWritten?: QualifiedName): QualifiedName {
  const schema = asWritten?.schema ?? (name.schema === scene.home ? undefined : name.schema);
  return schema === undefined ? { name: name.name } : { schema, name: name.name };
}

export function tableIn(schema: Schema, name: QualifiedName): Table | undefined {
  const found = schema.table(name);
  return found === 'unknown' ? undefined : found;
}

/** The migration's file name without its suffix, for comments. */
export function migrationName({ migration }: MigrationContext): string {
  return migration.name === '' ? migration.version : `${migration.version}_${migration.name}`;
}

/** There for certain, as far as the text knows. */
export function isThere<T>(found: Found<T>): found is T {
  return found !== undefined && found !== 'unknown';
}

/** The same on the schema before the up. */
export function atStart(scene: Scene): Scene {
  const first = scene.context.up?.script.statements[0] ?? scene.statement;
  return { ...scene, statement: first, before: scene.context.before, after: scene.context.before };
}
