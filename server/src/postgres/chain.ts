import { createHash } from 'node:crypto';
import type { Part, ProofInput } from './proof';
import type { TableName } from './snapshot';

/** A folder's history, as PostgreSQL is to run it. */
export interface HistoryToProve {
  /** Run first, each by itself: roles and schemas that are known to be there, the baseline's statements, the tool's own table. */
  readonly setup: readonly string[];
  /** Names, without schema, that are made outside the folder. */
  readonly external: ReadonlySet<string>;
  /** Extensions and schemas that the files create; what others bring or hold may be made elsewhere. */
  readonly creates: { readonly extensions: ReadonlySet<string>; readonly schemas: ReadonlySet<string> };
  readonly tracking: TableName | undefined;
  /** In the order in which the tool runs them. */
  readonly migrations: readonly ProofInput[];
}

/** What each proof depends on, as hashes. */
export interface Chain {
  /** `states[i]`: the schema before migration i; the last one: after all of them. */
  readonly states: readonly string[];
  /** `proofs[i]`: all that the proof of migration i rests on. */
  readonly proofs: readonly string[];
}

export function chainOf(history: HistoryToProve): Chain {
  const states = [hash(...history.setup, JSON.stringify(history.tracking ?? null), ...[...history.external].sort(), 'extensions', ...[...history.creates.extensions].sort(), 'schemas', ...[...history.creates.schemas].sort())];
  const proofs: string[] = [];
  for (const { up, down, record, unknownBefore = '', pathBefore = '' } of history.migrations) {
    const state = states.at(-1)!;
    const own = [partKey(up), unknownBefore, pathBefore, ...record];
    states.push(hash(state, ...own));
    proofs.push(hash(state, ...own, 'down', down ? partKey(down) : ''));
  }
  return { states, proofs };
}

/** An edit changes one migration's statements; the others' are the same objects as before. */
const textKeys = new WeakMap<Part['statements'], string>();

function partKey({ mode, statements, queries = [], pipeline, unsent = '', together = '' }: Part): string {
  let key = textKeys.get(statements);
  if (key === undefined) {
    // One without its semicolon may read like another that is whole.
    key = hash(...statements.flatMap(({ text, fault }) => [text, fault?.message ?? '']));
    textKeys.set(statements, key);
  }
  return [mode, queries.join(), pipeline, unsent, together, key].join();
}

function hash(...parts: readonly string[]): string {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64');
}
