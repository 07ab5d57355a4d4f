import type { Effect, ObjectKind, QualifiedName } from '../syntax/effects';
import type { Script } from '../syntax/statement';
import type { Range } from '../text/range';
import { tablesIn } from './tables-in-scope';

/** What a script makes and needs, by bare name, whatever the schema is like: read once for each script. */
export interface NamesUsed {
  /** Where each name is made for the first time: relations, types, routines, schemas, extensions, ... and what they are renamed to. */
  readonly makes: ReadonlyMap<string, Made>;
  readonly needsTables: ReadonlySet<string>;
  /** Tables that it needs before it makes one itself. */
  readonly needsFirst: ReadonlySet<string>;
  readonly makesRole: boolean;
}

export interface Made {
  readonly kind: ObjectKind;
  readonly range: Range;
  readonly statement: Range;
}

const tableKinds = new Set<ObjectKind>(['table', 'view', 'materialized view', 'foreign table']);
const memory = new WeakMap<Script, NamesUsed>();

export function namesUsed(script: Script): NamesUsed {
  let names = memory.get(script);
  if (!names) memory.set(script, (names = read(script)));
  return names;
}

function read(script: Script): NamesUsed {
  const makes = new Map<string, Made>();
  const needsTables = new Set<string>();
  const needsFirst = new Set<string>();
  let makesRole = false;
  let madeOne = false;
  for (const statement of script.statements) {
    const [first] = statement.effects;
    // ALTER TABLE IF EXISTS: nor do its clauses need the table.
    const optional = first?.does === 'need' && first.guard === 'exists';
    for (const effect of statement.effects) {
      for (const name of optional ? [] : tablesNeeded(effect)) {
        if (makes.has(name)) continue;
        needsTables.add(name);
        if (!madeOne) needsFirst.add(name);
      }
      if (effect.does !== 'create' && effect.does !== 'rename') continue;
      const { object } = effect;
      if (object.kind === 'role' && effect.does === 'create') makesRole = true;
      if (object.parent !== undefined && object.kind !== 'enum value') continue;
      const name = effect.does === 'create' ? object.name : effect.to;
      if (!makes.has(name)) makes.set(name, { kind: object.kind, range: object.range, statement: statement.range });
      if (tableKinds.has(object.kind)) madeOne = true;
    }
  }
  return { makes, needsTables, needsFirst, makesRole };
}

/** Only what the statement cannot do without, and only in the folder's own schema: another one may come from elsewhere. */
function tablesNeeded(effect: Effect): string[] {
  if (effect.does === 'query') return tablesIn(effect.reads).flatMap((table) => bare(table.name));
  if ('guard' in effect && effect.guard !== 'none') return [];
  if (effect.maybe) return [];
  switch (effect.does) {
    case 'need': case 'drop': case 'rename': case 'change':
      return effect.object.parent !== undefined ? (effect.object.kind === 'enum value' ? [] : bare(effect.object.parent)) : tableKinds.has(effect.object.kind) ? bare(effect.object) : [];
    case 'insert':
      return bare(effect.insert.table);
    case 'create': {
      const { definition } = effect;
      if (definition.of === 'index') return bare(definition.index.table);
      if (definition.of === 'constraint') return [...bare(effect.object.parent), ...bare(definition.constraint.references)];
      if (definition.of === 'column') return [...bare(effect.object.parent), ...definition.constraints.flatMap((c) => bare(c.references))];
      if (definition.of === 'table') return definition.constraints.flatMap((c) => bare(c.references)).filter((name) => name !== effect.object.name);
      return [];
    }
    default:
      return [];
  }
}

/** Of the folder's own schema, as it is written. */
function bare(name: QualifiedName | undefined): string[] {
  return name && (name.schema === undefined || name.schema === 'public') && !name.name.startsWith('pg_') ? [name.name] : [];
}
