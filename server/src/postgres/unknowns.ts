import type { HistoryToProve } from './chain';
import { extensionWith } from '../schema/extensions';
import type { Effect } from '../syntax/effects';
import { identifier } from '../syntax/lexer';
import type { Statement } from '../syntax/statement';
import type { Failure } from './session';

/**
 * What is not known any more after statements that failed or were not run: the objects that they would have made or
 * changed. A failure that names one of them is no evidence.
 */
export interface Unknowns {
  /** Lower-case or quoted names, without schema, and why they are unknown. */
  readonly names: ReadonlyMap<string, string>;
  /** Tables whose rows are not known. */
  readonly rows: ReadonlyMap<string, string>;
  /** Set where what was not done cannot be listed (an unreadable statement, psql's \copy): any missing name or row may come from it. */
  readonly anything: string | undefined;
  /** Set where the file takes back what it did, which the proof does not: what is there may be gone. */
  readonly takenBack: string | undefined;
  /** The same of an extension, which brings anything but columns of tables that are there. */
  readonly brought: string | undefined;
  /** Why the search path may lead elsewhere than here. */
  readonly path: string | undefined;
  /** Why the tool's records cannot be written any more. */
  readonly record: string | undefined;
}

export const nothingUnknown: Unknowns = { names: new Map(), rows: new Map(), anything: undefined, takenBack: undefined, brought: undefined, path: undefined, record: undefined };

const missing = new Set(['42P01', '42703', '42883', '42704', '3F000', '42804', '42846', '42725', '42P02']);
/** Something depends on what is dropped: an earlier statement may have been to take it away. */
const dependent = '2BP01';
/** What is there already. */
const duplicate = new Set(['42P06', '42P07', '42701', '42710', '42723']);
/** A key that is in the way (a second primary key, a column of one), or is not there for a reference. */
const keys = new Set(['42P16', '42830']);

/**
 * Why a failure proves nothing, or undefined where it does: the environment lacks something that the real one may have,
 * or it rests on an unknown. `external`: names that are made elsewhere.
 */
export function whyUnproved(failure: Failure, statement: Statement, unknowns: Unknowns, { external, creates }: Pick<HistoryToProve, 'external' | 'creates'>): string | undefined {
  const environment = lacking(failure) ?? settingMissed(failure, statement);
  if (environment) return environment;
  const names = namesIn(failure);
  const extension = extensionNeeded(failure, names);
  if (extension !== undefined && !creates.extensions.has(extension)) return `no file creates the extension ${extension}: ${failure.message}`;
  const schema = missing.has(failure.sqlstate) ? schemasIn(failure).find((name) => !creates.schemas.has(name) && !ofSystem.test(name)) : undefined;
  if (schema !== undefined) return `no file creates the schema ${schema}: ${failure.message}`;
  const elsewhere = names.find((name) => external.has(name));
  if (elsewhere !== undefined) return `${elsewhere} is made elsewhere`;
  // Integrity constraint violations, and data that an expression cannot take.
  const byRows = /^2[23]/.test(failure.sqlstate);
  for (const name of names) {
    const why = unknowns.names.get(name) ?? (byRows ? unknowns.rows.get(name) : undefined);
    if (why !== undefined) return why;
  }
  if (unknowns.path !== undefined && missing.has(failure.sqlstate) && schemasIn(failure).length === 0) return unknowns.path;
  if (byRows) return rowsMeant(statement, unknowns) ?? unknowns.anything;
  if (missing.has(failure.sqlstate) && failure.sqlstate !== '42703' && unknowns.brought !== undefined) return unknowns.brought;
  if (duplicate.has(failure.sqlstate) && unknowns.takenBack !== undefined) return unknowns.takenBack;
  return missing.has(failure.sqlstate) || keys.has(failure.sqlstate) || failure.sqlstate === dependent ? unknowns.anything : undefined;
}

/** Schemas that every server has. */
const ofSystem = /^pg_|^information_schema$/;

/** Why rows that the statement takes from a table are not known. */
function rowsMeant(statement: Statement, { rows }: Unknowns): string | undefined {
  if (rows.size === 0) return undefined;
  for (const token of statement.tokens()) {
    if (token.kind !== 'word' && token.kind !== 'quoted') continue;
    const why = rows.get(identifier(statement.text, { ...token, start: token.start - statement.range.start, end: token.end - statement.range.start }) ?? '');
    if (why !== undefined) return why;
  }
  return undefined;
}

/** SQLSTATEs: documentation, appendix A. */
function lacking({ sqlstate, message }: Failure): string | undefined {
  if (/^extension ".*" is not available$/.test(message) || /^could not open extension control file/.test(message)) return `${message} here`;
  if (/^extension ".*" has no installation script/.test(message)) return message;
  if (sqlstate.startsWith('57') || sqlstate.startsWith('53') || sqlstate.startsWith('58') || sqlstate.startsWith('XX')) return message;
  if (sqlstate === '42501') return message;
  // What a server is started with.
  if (/\bwal_level\b|\bmax_(?:replication_slots|wal_senders|prepared_transactions)\b|\bshared_preload_libraries\b|^prepared transactions are disabled/.test(message)) return `${message}, as it is here`;
  // Which collations and languages there are depends on how the server was built.
  if (/^collation ".*" for encoding/.test(message) || /^language ".*" does not exist$/.test(message) || /^access method ".*" does not exist$/.test(message)) return `${message} here`;
  if (/^(?:foreign-data wrapper|text search (?:configuration|dictionary|template)) ".*" does not exist$/.test(message)) return `${message} here`;
  return undefined;
}

/** Data that an expression cannot take, or that a block refuses, where it reads what the application sets (documentation, 19.16 Customized Options). */
function settingMissed({ sqlstate, message }: Failure, { text }: Statement): string | undefined {
  const setting = /\bcurrent_setting\s*\(\s*'([^'.]+\.[^']+)'/i.exec(text)?.[1];
  const isOfData = /^(?:2[23]|P0)/.test(sqlstate) || message.startsWith('unrecognized configuration parameter');
  return setting !== undefined && isOfData ? `${message}, and it reads the setting ${setting}, which a server may have` : undefined;
}

/** The schemas by which PostgreSQL's message calls what is missing. */
function schemasIn({ message }: Failure): readonly string[] {
  return [...message.matchAll(/\bschema "([^"]+)"|"([^".]+)\.[^"]+"|\b(?:column|function|procedure|aggregate|operator) ([\w$]+)\.[\w$]+\(/g)].map(([, schema, quoted, plain]) => schema ?? quoted ?? plain!);
}

/** Whose words they are that are missing, where they are a contributed extension's. */
function extensionNeeded({ sqlstate, message }: Failure, names: readonly string[]): string | undefined {
  if (sqlstate === '42704' && /^operator class "g(?:in|ist)_trgm_ops"/.test(message)) return 'pg_trgm';
  const method = sqlstate === '42704' && /^data type .* has no default operator class for access method "(gin|gist)"/.exec(message);
  if (method) return `btree_${method[1]}`;
  return sqlstate === '42883' || sqlstate === '42704' ? names.map(extensionWith).find((name) => name !== undefined) : undefined;
}

/** The names that PostgreSQL's message and fields hold, without schema. */
export function namesIn(failure: Failure): readonly string[] {
  const names = new Set<string>();
  const add = (name: string) => names.add(name.slice(name.lastIndexOf('.') + 1));
  for (const [, name] of failure.message.matchAll(/"([^"]+)"/g)) add(name!);
  const said = failure.sqlstate === dependent ? `${failure.message}\n${failure.detail ?? ''}` : failure.message;
  for (const [, name] of said.matchAll(/\b(?:column|function|procedure|aggregate|relation|type|table) ([\w$.]+)/g)) add(name!);
  for (const name of [failure.table, failure.column, failure.constraint]) if (name !== undefined) add(name);
  return [...names];
}

/** `ran` false: it failed, or was not run; `why` for the failures that follow from it. */
export function unknownsAfter(unknowns: Unknowns, statement: Statement, ran: boolean, why: string): Unknowns {
  const taken = ran ? rowsMeant(statement, unknowns) : why;
  if (ran && unknowns.names.size === 0 && taken === undefined && !swallows(statement)) return unknowns;
  const names = new Map(unknowns.names);
  const rows = new Map(unknowns.rows);
  let { anything, takenBack, brought } = unknowns;
  const written = statement.effects.flatMap(writtenBy);
  if (taken !== undefined) for (const name of written) rows.set(name, taken);
  if (ran) {
    const isSure = !swallows(statement);
    for (const effect of statement.effects) {
      if (effect.does !== 'create') continue;
      const { name } = effect.object;
      if (isSure) names.delete(name);
      else names.set(name, `the block that makes ${name} passes over its own failures`);
    }
  } else {
    const touched = statement.effects.flatMap(namesOf);
    for (const name of touched) names.set(name, why);
    if (statement.effects.some((effect) => effect.does === 'create' && effect.object.kind === 'extension')) brought ??= why;
    if (statement.kind === 'TransactionStmt') takenBack ??= why;
    if (touched.length + written.length === 0 || statement.effects.some(reachesFurther)) anything ??= why;
  }
  return { ...unknowns, names, rows, anything, takenBack, brought };
}

/** A block that goes on whatever fails in it, so that nobody can tell by its end what it has done. */
function swallows({ kind, text }: Statement): boolean {
  return kind === 'DoStmt' && /\bwhen\s+(?:\w+\s+or\s+)*others\b/i.test(text);
}

/** What is known of the search path after a statement that ran. */
export function pathAfter(unknowns: Unknowns, { effects }: Statement, { schemas }: HistoryToProve['creates']): Unknowns {
  const set = effects.findLast((effect) => effect.does === 'search path');
  if (set?.does !== 'search path') return unknowns;
  const elsewhere = set.schemas?.find((name) => name !== '' && name !== '$user' && !schemas.has(name) && !ofSystem.test(name));
  return { ...unknowns, path: elsewhere === undefined ? undefined : `no file creates the schema ${elsewhere}, to which the search path leads` };
}

function reachesFurther(effect: Effect): boolean {
  return effect.does === 'unknown' || effect.does === 'search path' || (effect.does === 'create' && effect.object.kind === 'schema');
}

function namesOf(effect: Effect): readonly string[] {
  switch (effect.does) {
    case 'create':
      return effect.object.kind === 'table' ? [effect.object.name, ...ownedNames(effect)] : [effect.object.name];
    case 'rename':
      return [effect.object.name, effect.to];
    case 'drop':
    case 'move':
    case 'change':
    case 'validate':
    case 'attach':
    case 'detach':
    case 'need':
      return [effect.object.name];
    default:
      return [];
  }
}

function writtenBy(effect: Effect): readonly string[] {
  switch (effect.does) {
    case 'insert':
      return [effect.insert.table.name];
    case 'empty':
      return [effect.table.name];
    case 'query':
      return effect.reads.sources.flatMap((source) => (source.from === 'table' && source.use !== 'read' ? [source.table.name] : []));
    default:
      return [];
  }
}

/** Names that PostgreSQL chooses for what a table brings. */
function ownedNames(effect: Extract<Effect, { does: 'create' }>): readonly string[] {
  if (effect.definition.of !== 'table') return [];
  const table = effect.object.name;
  return [`${table}_pkey`, ...effect.definition.columns.flatMap(({ name }) => [`${table}_${name}_seq`, `${table}_${name}_key`, `${table}_${name}_idx`, `${table}_${name}_fkey`])];
}
