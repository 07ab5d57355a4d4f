import type { Workspace } from '../audit/workspace';
import type { FolderAudit } from '../audit/audit-folder';
import { nameAt, resolveInPlace } from './name-at';
import { namesIn } from './names-in';
import { statementPlace, type Place } from './place';
import { identityOf } from './resolve-name';

/** Every place in the folder's migrations that names the object under the offset, in the order of the history. */
export function references(workspace: Workspace, file: string, offset: number, options: { readonly includeDeclaration: boolean }): Place[] {
  const found = nameAt(workspace, file, offset);
  if (!found) return [];
  return usesOf(found.place.audit, identityOf(found.resolved), found.use.name, options.includeDeclaration);
}

function usesOf(audit: FolderAudit, identity: string, name: string, withDeclarations: boolean): Place[] {
  const places: Place[] = [];
  for (const migration of audit.context?.migrations ?? []) {
    for (const section of [migration.up, migration.down]) {
      section?.script.statements.forEach((statement, index) => {
        if (!statement.text.toLowerCase().includes(name.toLowerCase())) return;
        const place = statementPlace({ audit, migration, section }, index);
        for (const use of place ? namesIn(statement) : []) {
          if (use.name !== name || (use.made && !withDeclarations)) continue;
          const resolved = resolveInPlace(place!, use);
          if (resolved && identityOf(resolved) === identity) places.push({ file: section.file, range: use.range });
        }
      });
    }
  }
  return places;
}
