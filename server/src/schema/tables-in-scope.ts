import type { QualifiedName } from '../syntax/effects';
import type { Written } from '../syntax/query-names';
import type { Scope } from '../syntax/scope';

/** The tables that a query and its sub-queries name, and which of them it writes. */
export function tablesIn(scope: Scope): readonly { readonly name: QualifiedName; readonly written: Written | undefined }[] {
  if (scope.names) return scope.names.tables;
  const own = scope.sources.flatMap((source) => (source.from === 'table' ? [{ name: source.table, written: source.use === 'read' ? undefined : source.use }] : []));
  return [...own, ...scope.inner.flatMap(tablesIn)];
}
