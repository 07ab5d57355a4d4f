import type { MigrationContext } from '../rules/rule';
import type { Change } from '../text/edits';

export function createDown(_context: MigrationContext): Change[] | undefined {
  return undefined;
}
