/** Effects of a statement read on its own, as they stand in the file: every range moved by the statement's offset. */
export function placed<T>(value: T, by: number): T {
  if (by === 0 || value === null || typeof value !== 'object') return value;
  if (isPlaceable(value)) return value.placed(by) as T;
  if (Array.isArray(value)) return value.map((item) => placed(item, by)) as T;
  const result: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  for (const key in result) {
    const field = result[key];
    if (typeof field === 'object') result[key] = placed(field, by);
    else if (typeof field === 'number' && isOffset(key)) result[key] = field + by;
  }
  return result as T;
}

function isPlaceable(value: object): value is { placed(by: number): unknown } {
  return typeof (value as { placed?: unknown }).placed === 'function';
}

/** The contracts in effects.ts and scope.ts name every offset `start`, `end` or `...At`. */
function isOffset(key: string): boolean {
  return key === 'start' || key === 'end' || key.endsWith('At');
}
