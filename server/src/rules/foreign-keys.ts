import type { Constraint, Table } from '../schema/objects';
import { tablesOf } from '../schema/tables';
import type { Schema } from '../schema/schema';

export interface ForeignKey {
  readonly table: Table;
  readonly constraint: Constraint;
  readonly references: NonNullable<Constraint['references']>;
}

/** Every foreign key that is there, table by table. */
export function* foreignKeys(schema: Schema): Generator<ForeignKey> {
  for (const table of tablesOf(schema))
    for (const constraint of table.constraints)
      if (constraint.type === 'foreign key' && constraint.references) yield { table, constraint, references: constraint.references };
}
