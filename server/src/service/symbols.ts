import type { Workspace } from '../audit/workspace';
import type { Effect, ObjectKind } from '../syntax/effects';
import type { Statement } from '../syntax/statement';
import { contains, type Range } from '../text/range';
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
  const members = statement.effects.flatMap((effect) => memberSymbols(effect, range));
  const effect = statement.effects.find((candidate) => 'object' in candidate && !members.some((member) => member.nameRange === candidate.object.range)) ?? statement.effects[0];
  const head = effect && headOf(effect);
  if (!head) return { name: firstWords(statement), detail: '', kind: 'statement', range, nameRange: firstLine(statement), children: members };
  const nameRange = contains(range, head.range) ? head.range : firstLine(statement);
  return { name: head.name, detail: head.detail, kind: head.kind, range, nameRange, children: members.filter((member) => member.nameRange !== head.range) };
}

interface Head {
  readonly name: string;
  readonly detail: string;
  readonly kind: SqlSymbol['kind'];
  readonly range: Range;
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
      if (members.has(object.kind) && object.parent) {
        const own = object.kind === 'trigger' || object.kind === 'policy' || object.kind === 'rule';
        const table = qualified(object.parent);
        return own
          ? { name: object.name, detail: `${verb} ${object.kind} on ${table}`, kind: object.kind, range: object.range }
          : { name: table, detail: object.kind === 'enum value' ? 'alter type' : 'alter table', kind: object.kind === 'enum value' ? 'type' : 'table', range: object.range };
      }
      return { name: qualified(object), detail: `${verb} ${object.kind}`, kind: object.kind, range: object.range };
    }
    case 'insert':
      return { name: qualified(effect.insert.table), detail: 'insert', kind: 'statement', range: effect.insert.table.range };
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

const qualified = (name: { readonly schema?: string; readonly name: string }) => (name.schema === undefined ? name.name : `${name.schema}.${name.name}`);

function firstWords(statement: Statement): string {
  const words = statement.text.split(/\s+/, 6).join(' ');
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

function firstLine({ range, text }: Statement): Range {
  const line = /^[^\r\n]*/.exec(text)![0];
  return { start: range.start, end: range.start + line.length };
}
