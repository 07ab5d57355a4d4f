import type { Workspace } from '../audit/workspace';
import { nameAt } from './name-at';
import type { Place } from './place';
import type { Range } from '../text/range';

export interface Definition extends Place {
  /** The name that was asked about. */
  readonly from: Range;
  /** The whole statement that made it. */
  readonly statement: Range;
}

/** Where the object under the offset was made (or last changed), in whichever file that is. */
export function definition(workspace: Workspace, file: string, offset: number): Definition | undefined {
  const found = nameAt(workspace, file, offset);
  if (!found) return undefined;
  const { origin } = found.resolved;
  return { file: origin.file, range: origin.range, statement: origin.statement, from: found.use.range };
}
