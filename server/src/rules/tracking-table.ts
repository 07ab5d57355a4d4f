import type { Convention } from '../migrations/convention';

/** Is the name the tool's own table? An unqualified name may be, a name in another schema is not. */
export function isTrackingTable(name: { readonly schema?: string; readonly name: string }, tracking: Convention['tracking']): boolean {
  if (name.name !== tracking.table) return false;
  return name.schema === undefined || name.schema === (tracking.schema ?? 'public');
}
