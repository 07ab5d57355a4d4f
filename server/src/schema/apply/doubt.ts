import type { Effect } from '../../syntax/effects';
import { identifier } from '../../syntax/lexer';
import type { Statement } from '../../syntax/statement';
import { isTable, type Schema } from '../schema';
import { keyOf } from '../schema-state';
import { setRelation, storedTable, type Run } from './run';
import { changeTable } from './tables';

/** From here on a name that is not known may be there all the same. */
export function taint(schema: Schema): Schema {
  return schema.with({ taint: schema.state.taint + 1 });
}

export function doubtNames(schema: Schema, names: Iterable<string>): Schema {
  let { doubts } = schema.state;
  for (const name of names) doubts = doubts.with(name, true);
  return schema.with({ doubts });
}

/** A statement that does not parse may have meant to make or drop whatever it names. */
export function doubtWords(schema: Schema, statement: Statement): Schema {
  const words = statement.tokens().filter((token) => token.kind === 'word' || token.kind === 'quoted');
  return doubtNames(schema, words.map((token) => identifier(statement.text, { ...token, start: token.start - statement.range.start, end: token.end - statement.range.start }) ?? ''));
}

/** A statement that fails: what it would have made may have been made all the same, since somebody will have mended it. */
export function doubtMade(run: Run, effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.does === 'create') {
      const { object } = effect;
      if (object.parent !== undefined && object.kind !== 'enum value') doubtMember(run, object.parent, object.kind, object.name);
      else if (object.kind === 'enum value') run.schema = doubtNames(run.schema, [object.parent?.name ?? '']);
      else run.schema = doubtNames(run.schema, object.name === '' ? [] : [object.name]);
      const table = effect.definition.of === 'table' ? run.schema.table(object) : undefined;
      if (table !== undefined && table !== 'unknown') changeTable(run, table, () => ({ columnsKnown: false }));
    } else if (effect.does === 'rename') {
      if (effect.object.parent !== undefined) doubtMember(run, effect.object.parent, effect.object.kind, effect.to);
      else run.schema = doubtNames(run.schema, [effect.to]);
    } else if (effect.does === 'search path') run.schema = run.schema.with({ path: effect.schemas });
  }
}

function doubtMember(run: Run, parent: { readonly schema?: string; readonly name: string }, kind: string, name: string): void {
  const table = run.schema.table(parent);
  if (table === undefined || table === 'unknown') return;
  const member = `${kind} ${name}`;
  changeTable(run, table, (now) => ({ doubts: now.doubts.with(member, true), gone: now.gone.without(member) }));
}

/** In a branch of a DO block that may or may not run. */
export function mayHappen(run: Run, effect: Effect): void {
  switch (effect.does) {
    case 'create':
    case 'rename':
      doubtMade(run, [effect]);
      if (effect.does === 'rename') mayBeGone(run, effect.object);
      return;
    case 'drop':
      return mayBeGone(run, effect.object);
    case 'move': {
      run.schema = doubtNames(run.schema, [effect.object.name]);
      return mayBeGone(run, effect.object);
    }
    case 'search path':
      run.schema = run.schema.with({ path: undefined });
      return;
    case 'unknown':
      run.schema = taint(run.schema);
      return;
    default:
      return;
  }
}

function mayBeGone(run: Run, object: Extract<Effect, { does: 'drop' }>['object']): void {
  if (object.parent !== undefined) {
    const table = run.schema.table(object.parent);
    if (table === undefined || table === 'unknown') return;
    const stored = storedTable(run, table);
    if (!stored) return;
    doubtMember(run, object.parent, object.kind, object.name);
    if (object.kind === 'column') changeTable(run, stored, (now) => ({ columns: now.columns.filter((c) => c.name !== object.name) }));
    if (object.kind === 'constraint') changeTable(run, stored, (now) => ({ constraints: now.constraints.filter((c) => c.name !== object.name) }));
    if (object.kind === 'trigger') changeTable(run, stored, (now) => ({ triggers: new Map([...now.triggers].filter(([name]) => name !== object.name)) }));
    if (object.kind === 'policy') changeTable(run, stored, (now) => ({ policies: new Map([...now.policies].filter(([name]) => name !== object.name)) }));
    return;
  }
  const relation = run.schema.relation(object);
  if (relation !== undefined && relation !== 'unknown') {
    const indexes = isTable(relation) ? relation.indexes : [];
    for (const name of [relation.name, ...indexes]) setRelation(run, { schema: relation.schema, name }, { is: 'unknown' });
  }
  const { types, routines } = run.schema.state;
  const schema = object.schema ?? run.schema.creationSchema();
  const key = keyOf(schema, object.name);
  run.schema = doubtNames(run.schema, [object.name]);
  if (types.has(key)) run.schema = run.schema.with({ types: types.with(key, { is: 'unknown' }) });
  if (routines.has(key)) run.schema = run.schema.with({ routines: routines.with(key, { is: 'unknown' }) });
}
