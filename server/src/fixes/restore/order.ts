import type { SchemaObject } from '../../postgres/snapshot';
import { wordsIn } from '../inverse/view-text';
import { phases, type Act } from './act';

/** Acts in an order in which each finds what it needs. */
export function sortActs(acts: readonly Act[]): Act[] {
  return phases.flatMap((phase) => {
    const own = acts.filter((act) => act.phase === phase);
    if (phase === 'take down') return downOrder(own);
    if (phase === 'clear' || phase === 'drop' || phase === 'drop late') return needed(byAge(own)).reverse();
    return phase === 'create' || phase === 'query' ? needed(byAge(own)) : byTable(own);
  });
}

/** Kinds that rest on the ones behind them. */
const takenDown = ['event trigger', 'publication', 'trigger', 'rule', 'policy', 'constraint', 'index', 'statistics', 'domain constraint', 'function'];

function downOrder(acts: readonly Act[]): Act[] {
  const rank = ({ object: { kind, is } }: Act) => {
    const place = takenDown.indexOf(kind === 'procedure' ? 'function' : kind);
    return kind === 'constraint' && is['definition']?.startsWith('FOREIGN KEY') ? place - 0.5 : place;
  };
  return needed(byAge(acts)).reverse().sort((a, b) => rank(a) - rank(b));
}

const byAge = (acts: readonly Act[]): Act[] => [...acts].sort((a, b) => a.object.oid - b.object.oid || a.object.position - b.object.position);

/** What is done to one table together, the tables in the order in which they first come. */
function byTable(acts: readonly Act[]): Act[] {
  const tables = [...new Set(acts.map(({ object }) => tableOf(object)))];
  return tables.flatMap((table) => acts.filter(({ object }) => tableOf(object) === table));
}

const tableOf = ({ schema, parent, name }: SchemaObject) => JSON.stringify([schema, parent ?? name]);

/** Each behind those whose names it has in its text; for others the order stays. */
function needed(acts: readonly Act[]): Act[] {
  const done = new Set<Act>();
  const open = new Set<Act>();
  const visit = (act: Act): void => {
    if (done.has(act) || open.has(act)) return;
    open.add(act);
    for (const other of acts) if (other.object !== act.object && needs(act.object, other.object)) visit(other);
    done.add(act);
  };
  acts.forEach(visit);
  return [...done];
}

function needs(object: SchemaObject, other: SchemaObject): boolean {
  if (object.parent === other.name && object.schema === other.schema) return true;
  if (other.kind === 'schema') return object.schema === other.name;
  if (other.parent !== undefined && other.kind !== 'column') return false;
  if (other.kind === 'column' && object.parent !== other.parent) return false;
  return mentions(object, ['function', 'procedure', 'aggregate'].includes(other.kind) ? other.name.slice(0, other.name.indexOf('(')) : other.name);
}

const words = new WeakMap<SchemaObject['is'], ReadonlySet<string>>();

/** Does what the object is name the other? */
export function mentions({ is }: Pick<SchemaObject, 'is'>, name: string): boolean {
  let found = words.get(is);
  if (!found) {
    found = wordsIn(Object.entries(is).filter(([trait]) => trait !== 'comment' && trait !== 'privileges' && trait !== 'owner').map(([, text]) => text).join('\n'));
    words.set(is, found);
  }
  return found.has(name);
}
