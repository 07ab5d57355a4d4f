import type { FolderAudit } from '../audit/conclude-audit';
import { namesIn } from './names-in';
import { statementPlace } from './place';
import { resolveName, type Resolved } from './resolve-name';

/** A relation or a column of one, by its names at one time. */
export interface Named {
  /** `schema.name`. */
  readonly relation: string;
  readonly column: string | undefined;
}

const keyOf = ({ relation, column }: Named) => (column === undefined ? relation : `${relation}\0${column}`);

/** Undefined for what is neither: its renames are not followed. */
export function namedBy(resolved: Resolved): Named | undefined {
  switch (resolved.is) {
    case 'relation':
      return { relation: `${resolved.relation.schema}.${resolved.relation.name}`, column: undefined };
    case 'column':
      return { relation: `${resolved.table.schema}.${resolved.table.name}`, column: resolved.column.name };
    case 'object':
      return undefined;
  }
}

/** The names that the relation or column has had, or will have, in the folder's history; the given one first. */
export function allNames(audit: FolderAudit, named: Named): Named[] {
  const renames = renamesOf(audit);
  if (renames.length === 0) return [named];
  const found = new Map([[keyOf(named), named]]);
  for (const current of found.values()) {
    for (const [from, to] of renames) {
      for (const [one, other] of [[from, to], [to, from]] as const) {
        const next = keyOf(one) === keyOf(current) ? other : one.column === undefined && one.relation === current.relation ? { relation: other.relation, column: current.column } : undefined;
        if (next && !found.has(keyOf(next))) found.set(keyOf(next), next);
      }
    }
  }
  return [...found.values()];
}

type Rename = readonly [from: Named, to: Named];

const known = new WeakMap<FolderAudit, readonly Rename[]>();

function renamesOf(audit: FolderAudit): readonly Rename[] {
  let renames = known.get(audit);
  if (!renames) known.set(audit, (renames = readRenames(audit)));
  return renames;
}

function readRenames(audit: FolderAudit): Rename[] {
  return (audit.context?.migrations ?? []).flatMap((migration) => {
    const section = migration.up;
    return (section?.script.statements ?? []).flatMap((statement, index): Rename[] => {
      if (!statement.effects.some(({ does }) => does === 'rename' || does === 'move')) return [];
      const place = statementPlace({ audit, migration, section: section! }, index);
      if (!place?.after) return [];
      const uses = namesIn(statement);
      return statement.effects.flatMap((effect): Rename[] => {
        if (effect.does !== 'rename' && effect.does !== 'move') return [];
        const use = uses.find(({ kind, name, made }) => !made && kind === effect.object.kind && name === effect.object.name);
        const from = use && resolveName(place.before, use);
        const named = from && namedBy(from);
        if (!named) return [];
        const schema = named.relation.slice(0, named.relation.indexOf('.'));
        if (effect.does === 'move') return [[named, { ...named, relation: `${effect.toSchema}.${effect.object.name}` }]];
        return [[named, named.column === undefined ? { relation: `${schema}.${effect.to}`, column: undefined } : { ...named, column: effect.to }]];
      });
    });
  });
}
