import type { Effect } from '../syntax/effects';
import { placeholderIn } from '../syntax/placeholders';
import type { Statement } from '../syntax/statement';
import { attachPartition, change, need, validate } from './apply/change';
import { create, ownSequence } from './apply/create-object';
import { doubtMade, doubtWords, mayHappen, taint } from './apply/doubt';
import { drop } from './apply/drop';
import { emptyTableRows, forgetWritten, insertRows } from './apply/insert-rows';
import { readScope } from './apply/read-scope';
import { move } from './apply/move';
import { rename } from './apply/rename';
import type { Run } from './apply/run';
import type { Problem } from './problem';
import type { Schema } from './schema';

export interface At {
  readonly file: string;
  readonly version: string;
}

/**
 * Runs one statement: the schema that it leaves, and why PostgreSQL would refuse it, as far as the text can be sure, in
 * PostgreSQL's own words. A statement that is refused leaves the schema as it was, each of its clauses with its own
 * problem; on a first run, what it would have made is unknown from there on.
 */
export function apply(schema: Schema, statement: Statement, at: At): { readonly schema: Schema; readonly problems: readonly Problem[] } {
  const run: Run = { schema, before: schema, statement, file: at.file, version: at.version, problems: [] };
  const unreadable = changedOutOfSight(run);
  if (unreadable) return { schema: unreadable, problems: [] };
  for (const effect of statement.effects) {
    if (skipsStatement(run.schema, effect)) break;
    if (effect.maybe) mayHappen(run, effect);
    else happen(run, effect);
  }
  if (run.problems.length === 0) return { schema: run.schema, problems: run.problems };
  run.schema = schema;
  if (!schema.state.trusting) {
    doubtMade(run, statement.effects);
    // What it could not drop will have been dropped all the same.
    for (const problem of run.problems) if (problem.kind === 'depended') mayHappen(run, problem.effect);
  }
  return { schema: run.schema, problems: run.problems };
}

/** What cannot be read as effects: a broken statement, another file, a transaction that is rolled back. */
function changedOutOfSight({ schema, statement }: Run): Schema | undefined {
  // What takes the place of a placeholder may be any name, or a whole other file.
  if (statement.kind === 'Invalid') return placeholderIn(statement) ? taint(schema) : doubtWords(schema, statement);
  if (statement.kind === 'PsqlCommand' && /^\\(?:i|ir|include|include_relative|c|connect|gexec)\b/.test(statement.text)) return taint(schema);
  if (statement.kind === 'TransactionStmt' && /^(?:rollback|abort)\b/i.test(statement.text)) return taint(schema);
  return undefined;
}

/** ALTER TABLE IF EXISTS of what is not there does nothing; of what may not be there, nothing that can be told. */
function skipsStatement(schema: Schema, effect: Effect): boolean {
  if (effect.does !== 'need' || effect.guard !== 'exists') return false;
  const found = schema.relation(effect.object);
  return found === undefined || found === 'unknown';
}

function happen(run: Run, effect: Effect): void {
  switch (effect.does) {
    case 'create': return create(run, effect);
    case 'drop': return drop(run, effect);
    case 'rename': return rename(run, effect);
    case 'move': return move(run, effect);
    case 'change': return change(run, effect);
    case 'validate': return validate(run, effect);
    case 'need': return need(run, effect);
    case 'own': return ownSequence(run, effect);
    case 'attach': case 'detach': return attachPartition(run, effect);
    case 'query':
      readScope(run, effect);
      return forgetWritten(run, effect.reads);
    case 'insert': return insertRows(run, effect);
    case 'empty': return emptyTableRows(run, effect.table);
    case 'search path':
      run.schema = run.schema.with({ path: effect.schemas });
      return;
    case 'unknown':
      run.schema = taint(run.schema);
      return;
  }
}
