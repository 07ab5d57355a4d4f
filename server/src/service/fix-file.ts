import type { Workspace } from '../audit/workspace';
import { fixAll, safeFix, type FixedFile } from './fix-all';

/** All safe fixes of a file; no changes when there is nothing that a safe fix mends. */
export function fixFile(workspace: Workspace, file: string): FixedFile {
  return fixAll(workspace, file, safeFix) ?? { changes: [], fixed: 0, left: workspace.findings(file).length };
}
