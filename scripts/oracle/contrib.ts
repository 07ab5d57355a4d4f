import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Every extension that the package brings. */
export function contrib(): Record<string, never> {
  const require = createRequire(import.meta.url);
  const at = join(dirname(require.resolve('@electric-sql/pglite')), 'contrib');
  const all: Record<string, never> = {};
  for (const file of readdirSync(at)) if (file.endsWith('.cjs')) Object.assign(all, require(join(at, file)));
  return all;
}
