import { atlasSum } from './atlas-sum';
import type { Integrity, MigrationFolder } from './convention';

/** Tools whose files Atlas sums in ways of its own. */
const otherwise = new Set(['flyway', 'liquibase']);

/** The tool's own, or Atlas's, which may watch the files of another tool. */
export function integrityOf({ convention, view }: MigrationFolder): Integrity | undefined {
  return convention.integrity ?? (view.files.includes('atlas.sum') && !otherwise.has(convention.id) ? atlasSum : undefined);
}
