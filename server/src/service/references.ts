import type { FolderAudit } from '../audit/conclude-audit';
import type { Workspace } from '../audit/workspace';
import { nameAt, resolveInPlace } from './name-at';
import { namesIn } from './names-in';
import { statementPlace, type Place } from './place';
import { allNames, namedBy } from './renames';
import { identityOf, type Resolved } from './resolve-name';

/**
 * Every place in the folder's migrations that names the object under the offset, in the order of the history, statement by
 * statement: to read them all takes a while, and whoever asks may stop. A table or column that is renamed on the way is
 * followed.
 */
export function* references(workspace: Workspace, file: string, offset: number, options: { readonly includeDeclaration: boolean }): IterableIterator<Place[]> {
  const found = nameAt(workspace, file, offset);
  if (!found) return;
  const { audit } = found.place;
  const names = namesOf(audit, found.resolved, found.use.name);
  const words = [...names.values()].map((name) => name.toLowerCase());
  for (const migration of audit.context?.migrations ?? []) {
    for (const section of [migration.up, migration.down]) {
      for (const [index, statement] of section?.script.statements.entries() ?? []) {
        const text = statement.text.toLowerCase();
        const place = words.some((word) => text.includes(word)) ? statementPlace({ audit, migration, section: section! }, index) : undefined;
        if (!place) continue;
        yield namesIn(statement).flatMap((use) => {
          const resolved = use.made && !options.includeDeclaration ? undefined : resolveInPlace(place, use);
          return resolved && names.get(identityOf(resolved)) === use.name ? [{ file: section!.file, range: use.range }] : [];
        });
      }
    }
  }
}

/** Each identity that the object has had, with the bare name that it is written by. */
function namesOf(audit: FolderAudit, resolved: Resolved, name: string): ReadonlyMap<string, string> {
  const named = namedBy(resolved);
  if (!named) return new Map([[identityOf(resolved), name]]);
  return new Map(
    allNames(audit, named).map(({ relation, column }) =>
      column === undefined ? [`relation ${relation}`, relation.slice(relation.indexOf('.') + 1)] : [`column ${relation}.${column}`, column],
    ),
  );
}
