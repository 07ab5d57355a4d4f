import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes `build-id` beside the programs: a digest of all that an answer can come from, PostgreSQL among it, so that nothing that one
 * build has kept is another's. It is worked out here because it takes longer than a run that finds its answer kept.
 */
export function writeBuildId(folder) {
  const hash = createHash('sha256');
  for (const file of ['.', 'postgres'].flatMap((inside) => readdirSync(join(folder, inside)).sort().map((name) => join(inside, name))))
    if (/\.\w+$/.test(file)) hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  writeFileSync(join(folder, 'build-id'), hash.digest('hex'));
}
