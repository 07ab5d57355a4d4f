import type { Workspace } from '../audit/workspace';
import type { Effect, ObjectKind, QualifiedName } from '../syntax/effects';
import type { Statement } from '../syntax/statement';
import { contains, type Range } from '../text/range';
import { identifiersOf } from './identifiers';
import { sectionsOf } from './place';

export interface SqlSymbol {
  readonly name: string;
  /** What is said beside the name: `create table`, `uuid not null`. */
  readonly detail: string;
  readonly kind: ObjectKind | 'statement' | 'up' | 'down';
  readonly range: Range;
  /** Lies in `range`. */
  readonly nameRange: Range;
  readonly children: readonly SqlSymbol[];
}

/** The statements of a file by what they do and to what, with the columns and constraints in them below. */
export function symbols(workspace: Workspace, file: string): SqlSymbol[] {
  const sections = sectionsOf(workspace, file);
  if (sections.length < 2) return sections.flatMap(({ section }) => section.script.statements.map(statementSymbol));
  return sections.map(({ section }) => ({
    name: section.direction,
    detail: '',
    kind: section.direction,
    range: section.range,
    nameRange: { start: section.range.start, end: section.range.start },
    children: section.script.statements.map(statementSymbol),
  }));
}

function statementSymbol(statement: Statement): SqlSymbol {
  const range = { start: statement.range.start, end: statement.end };
  const head = statement.effects.map(headOf).find((candidate) => candidate !== undefined);
  // Effects come in PostgreSQL's order, an outline in the text's.
  const children = statement.effects.flatMap((effect) => memberSymbols(effect, range)).sort((a, b) => a.range.start - b.range.start);
  if (!head) return { name: firstWords(statement), detail: '', kind: 'statement', range, nameRange: firstLine(statement), children };
  const named = head.range ?? identifiersOf(statement).find(({ name }) => name === head.name.name)?.range;
  return { name: qualified(head.name), detail: head.detail, kind: head.kind, range, nameRange: named ?? firstLine(statement), children };
}

interface Head {
  readonly name: QualifiedName;
  readonly detail: string;
  readonly kind: SqlSymbol['kind'];
  /** Of the name; undefined: the effect does not say. */
  readonly range?: Range;
}

const members = new Set<ObjectKind>(['column', 'constraint', 'trigger', 'policy', 'rule', 'enum value']);

function headOf(effect: Effect): Head | undefined {
  switch (effect.does) {
    case 'create':
    case 'drop':
    case 'rename':
    case 'move':
    case 'change':
    case 'validate':
    case 'attach':
    case 'detach': {
      const { object } = effect;
      const verb = effect.does === 'change' || effect.does === 'validate' || effect.does === 'attach' || effect.does === 'detach' ? 'alter' : effect.does;
      if (!members.has(object.kind) || !object.parent) return { name: object, detail: `${verb} ${object.kind}`, kind: object.kind, range: object.range };
      if (object.kind === 'enum value') return { name: object.parent, detail: 'alter type', kind: 'type' };
      if (object.kind === 'column' || object.kind === 'constraint') return { name: object.parent, detail: 'alter table', kind: 'table' };
      return { name: object, detail: `${verb} ${object.kind} on ${qualified(object.parent)}`, kind: object.kind, range: object.range };
    }
    case 'insert':
      return { name: effect.insert.table, detail: 'insert', kind: 'statement', range: effect.insert.table.range };
    default:
      return undefined;
  }
}

function memberSymbols(effect: Effect, statement: Range): SqlSymbol[] {
  if (effect.does === 'create' && effect.definition.of === 'table') {
    return effect.definition.columns.map((column) => {
      const nameRange = { start: column.range.start, end: column.range.start };
      return { name: column.name, detail: column.notNull ? `${column.type} not null` : column.type, kind: 'column', range: column.range, nameRange, children: [] };
    });
  }
  if (!('object' in effect) || !(effect.object.kind === 'column' || effect.object.kind === 'constraint')) return [];
  if (effect.does === 'need' || !contains(statement, effect.range)) return [];
  const { object } = effect;
  const detail = effect.does === 'create' && effect.definition.of === 'column' ? `add ${effect.definition.column.type}` : effect.does === 'create' ? 'add' : effect.does === 'change' ? `set ${effect.change.set}` : effect.does;
  const range = contains(effect.range, object.range) ? effect.range : object.range;
  return [{ name: object.name, detail, kind: object.kind, range, nameRange: object.range, children: [] }];
}

const qualified = (name: QualifiedName) => (name.schema === undefined ? name.name : `${name.schema}.${name.name}`);

function firstWords(statement: Statement): string {
  const words = statement.text.split(/\s+/, 6).join(' ');
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

function firstLine({ range, text }: Statement): Range {
  const line = /^[^\r\n]*/.exec(text)![0];
  return { start: range.start, end: range.start + line.length };
}
