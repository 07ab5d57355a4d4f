import type { ColumnDefinition, Effect, QualifiedName } from '../../syntax/effects';
import type { Range } from '../../text/range';
import { missing, placeOf, refuse, spelled, type Run } from './run';

/** A type that a column is to have. */
export function needType(run: Run, effect: Effect, name: QualifiedName, range: Range): void {
  if (name.name === '' || run.schema.type(name) !== undefined) return;
  refuse(run, effect, missing(run, { kind: 'type', ...name, range }, `type "${spelled(name)}" does not exist`));
}

export function needColumnType(run: Run, effect: Effect, column: ColumnDefinition): void {
  // Most types are there, and the place is only wanted of one that is not.
  if (column.serial || run.schema.type(column.typeName) !== undefined) return;
  needType(run, effect, column.typeName, placeOf(column.typeName.name, column.text, column.range.start, column.range.end - column.range.start, column.range));
}
