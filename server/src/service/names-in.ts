import type { ColumnDefinition, ConstraintDefinition, Definition, Effect, ObjectKind, QualifiedName } from '../syntax/effects';
import type { Scope } from '../syntax/scope';
import type { Statement } from '../syntax/statement';
import { contains, type Range } from '../text/range';
import { identifiersOf } from './identifiers';

/** What a name in a statement may stand for. */
interface Meaning {
  readonly kind: ObjectKind | 'relation';
  readonly schema?: string;
  readonly name: string;
  /** Of a column, constraint, trigger, ...: the relations that it may belong to, likeliest first. */
  readonly parents: readonly QualifiedName[];
  /** Where the name, or the clause around it, stands; undefined: the effects do not say, the tokens do. */
  readonly within: Range | undefined;
  /** The statement makes it. */
  readonly made: boolean;
}

export interface NameUse extends Omit<Meaning, 'within'> {
  readonly range: Range;
}

/** Every name in the statement that a schema can be asked about, in the order of the text. */
export function namesIn(statement: Statement): NameUse[] {
  const meanings = statement.effects.flatMap(meaningsOf);
  if (meanings.length === 0) return [];
  return identifiersOf(statement).flatMap((word) => {
    const possible = meanings.filter((meaning) => meaning.name === word.name);
    const exact = possible.filter(({ within }) => within && within.end - within.start <= word.range.end - word.range.start && contains(word.range, within));
    const around = possible.filter(({ within, kind }) => (!within || contains(within, word.range)) && (!word.type || kind === 'type'));
    const candidates = exact.length > 0 ? exact : around.filter((meaning) => !word.beforeDot || isRelation(meaning));
    const meaning = candidates.find((candidate) => isRelation(candidate) === word.relation) ?? candidates[0];
    if (!meaning) return [];
    const { within: _, ...use } = meaning;
    return [{ ...use, range: word.range }];
  });
}

const relationKinds = new Set<Meaning['kind']>(['relation', 'table', 'view', 'materialized view', 'foreign table', 'sequence', 'index']);
const isRelation = (meaning: Meaning) => relationKinds.has(meaning.kind);

function meaningsOf(effect: Effect): Meaning[] {
  switch (effect.does) {
    case 'create':
      return [...objectMeanings(effect.object, true), ...definitionMeanings(effect.definition, effect.object)];
    case 'rename':
      return [...objectMeanings(effect.object, false), { ...meaningOf({ ...effect.object, name: effect.to }, true), within: undefined }];
    case 'attach':
    case 'detach':
      return [...objectMeanings(effect.object, false), relation(effect.to)];
    case 'change':
      return [...objectMeanings(effect.object, false), ...(effect.change.set === 'type' ? [type(effect.change.typeName)] : [])];
    case 'drop':
    case 'move':
    case 'validate':
    case 'need':
    case 'own':
      return objectMeanings(effect.object, false);
    case 'query':
      return scopeMeanings(effect.reads, []);
    case 'insert':
      return [relation(effect.insert.table, effect.insert.table.range), ...(effect.insert.columns ?? []).map((name) => column(name, [effect.insert.table]))];
    case 'empty':
      return [relation(effect.table)];
    case 'search path':
    case 'unknown':
      return [];
  }
}

type Named = QualifiedName & { readonly kind: ObjectKind; readonly parent?: QualifiedName; readonly range: Range };

function meaningOf(object: Named, made: boolean): Meaning {
  return { kind: object.kind, schema: object.schema, name: object.name, parents: object.parent ? [object.parent] : [], within: object.range, made };
}

function objectMeanings(object: Named, made: boolean): Meaning[] {
  return [meaningOf(object, made), ...(object.parent ? [object.kind === 'enum value' ? type(object.parent) : relation(object.parent)] : [])];
}

function relation(name: QualifiedName, within?: Range): Meaning {
  return { kind: 'relation', schema: name.schema, name: name.name, parents: [], within, made: false };
}

function type(name: QualifiedName): Meaning {
  return { kind: 'type', schema: name.schema, name: name.name, parents: [], within: undefined, made: false };
}

function column(name: string, parents: readonly QualifiedName[], within?: Range, made = false): Meaning {
  return { kind: 'column', name, parents, within, made };
}

function definitionMeanings(definition: Definition, object: Named): Meaning[] {
  const own = { schema: object.schema, name: object.name };
  const table = object.parent ?? own;
  switch (definition.of) {
    case 'table':
      return [
        ...definition.columns.flatMap((c) => [column(c.name, [own], nameOf(c), true), ...columnMeanings(c)]),
        ...definition.constraints.flatMap((constraint) => constraintMeanings(constraint, own)),
        ...[...definition.inherits, ...definition.like, ...(definition.partitionOf ? [definition.partitionOf] : [])].map((other) => relation(other)),
      ];
    case 'column':
      return [...columnMeanings(definition.column), ...definition.constraints.flatMap((constraint) => constraintMeanings(constraint, table))];
    case 'constraint':
      return constraintMeanings(definition.constraint, table);
    case 'index': {
      const { index } = definition;
      const columns = [...index.columns.filter((name) => name !== null), ...index.whereColumns];
      return [relation(index.table, index.table.range), ...columns.map((name) => column(name, [index.table]))];
    }
    case 'view':
      return definition.reads ? scopeMeanings(definition.reads, []) : [];
    case 'composite':
      return definition.columns.flatMap(columnMeanings);
    case 'sequence':
      return definition.ownedBy ? [relation(definition.ownedBy.table), column(definition.ownedBy.column, [definition.ownedBy.table])] : [];
    case 'trigger':
      return [
        { kind: 'function', schema: definition.function.schema, name: definition.function.name, parents: [], within: undefined, made: false },
        ...definition.columns.map((name) => column(name, [table])),
      ];
    case 'enum':
    case 'domain':
    case 'enum value':
    case 'routine':
    case 'extension':
    case 'other':
      return [];
  }
}

/** A column's definition starts with its name, quoted or not. */
function nameOf({ name, text, range }: ColumnDefinition): Range {
  const length = text.startsWith('"') ? name.replaceAll('"', '""').length + 2 : name.length;
  return { start: range.start, end: range.start + length };
}

function columnMeanings(definition: ColumnDefinition): Meaning[] {
  return [{ ...type(definition.typeName), within: definition.range }];
}

function constraintMeanings(constraint: ConstraintDefinition, table: QualifiedName): Meaning[] {
  const { references } = constraint;
  return [
    ...constraint.columns.map((name) => column(name, [table], constraint.range)),
    ...(references ? [relation(references, references.range), ...references.columns.map((name) => column(name, [references]))] : []),
  ];
}

function scopeMeanings(scope: Scope, outer: readonly Sourced[]): Meaning[] {
  const own = scope.sources.flatMap((source) => (source.from === 'table' ? [{ table: source.table, alias: source.alias, written: source.use !== 'read' }] : []));
  const seen = [...own, ...outer];
  return [
    ...scope.sources.flatMap((source) => (source.from === 'table' ? [relation(source.table, source.range)] : [])),
    ...scope.columns.map((use) => {
      const holders = seen.filter(({ table, alias, written }) => {
        if (use.role === 'target') return written;
        return use.qualifier === undefined || (alias ?? table.name) === use.qualifier;
      });
      return column(use.name, holders.map(({ table }) => table), use.range);
    }),
    ...scope.inner.flatMap((inner) => scopeMeanings(inner, seen)),
  ];
}

interface Sourced {
  readonly table: QualifiedName;
  readonly alias: string | undefined;
  readonly written: boolean;
}
