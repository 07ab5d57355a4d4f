import { lex } from '../syntax/lexer';
import { placeholderIn } from '../syntax/placeholders';
import type { Statement } from '../syntax/statement';
import { outsideTransactions } from '../syntax/transactions';
import type { Part } from './proof';
import type { Outcome, Session } from './session';

/** How one statement of a part is run in the transaction that the proof keeps open. */
export interface Sending {
  readonly statement: Statement;
  /** Undefined: it is not sent, for the reason in `note`, or as the grammar refuses it: where it ends is not known. */
  readonly text: string | undefined;
  /** What was done in its place, or why nothing was. */
  readonly note: string | undefined;
  /** Not sent, and nothing is lost by it. */
  readonly harmless: boolean;
  /** The tool runs it outside any transaction. */
  readonly alone: boolean;
  /** The tool commits with it, or right behind it. */
  readonly commits: boolean;
}

/** They change no schema, so that what follows is as it would be; but nothing is known of them. */
const upkeep = new Set(['VacuumStmt', 'ReindexStmt', 'ClusterStmt']);
/** They change the cluster, not the database, and cannot be undone. */
const clusterWide = new Map([
  ['CreatedbStmt', 'it makes a database'], ['DropdbStmt', 'it drops a database'], ['AlterDatabaseStmt', 'it changes a database'],
  ['CreateTableSpaceStmt', 'it makes a tablespace'], ['DropTableSpaceStmt', 'it drops a tablespace'], ['AlterSystemStmt', "it changes the server's settings"],
]);

/**
 * A proof is run in one transaction that is rolled back, whatever the tool does. So what the tool's own transaction would
 * refuse is refused here too; and what it would not, as it opens none or the statement is the query's only one, is sent
 * without CONCURRENTLY, which makes the same schema, or not sent.
 */
export function sendingsOf({ statements, mode, queries, pipeline, unsent }: Part): readonly Sending[] {
  const queryOf = (index: number): number => queries?.[index] ?? (mode === 'none' ? index : 0);
  const inQuery = new Map<number, number>();
  statements.forEach((_, index) => inQuery.set(queryOf(index), (inQuery.get(queryOf(index)) ?? 0) + 1));
  /** The transaction of the tool, or of a BEGIN in the file. */
  let begun = mode === 'wrapped';
  return statements.map((statement, index): Sending => {
    let ends = false;
    // A query message with one statement is no transaction; with more, it is one (documentation, 54.2.2.1).
    const several = mode !== 'wrapped' && inQuery.get(queryOf(index))! > 1;
    let open = begun || (several && !(pipeline && index === 0 && outsideTransactions(statement) !== undefined));
    const sent = (text: string | undefined, note?: string, harmless = false): Sending => ({ statement, text, note, harmless, alone: !open, commits: !open || ends });
    if (unsent !== undefined) return sent(undefined, unsent);
    if (statement.fault) return sent(undefined, placeholderIn(statement) && 'its placeholder has no value here');
    if (statement.kind === 'PsqlCommand') return sent(undefined, 'it is a command of psql');
    if (statement.kind === 'CopyData' || statements[index + 1]?.kind === 'CopyData') return sent(undefined, 'the rows of COPY are not loaded');
    if (statement.kind === 'VariableSetStmt' && /^set\s+transaction\b/i.test(statement.text)) return sent(undefined, 'the proof has a transaction of its own', true);
    if (statement.kind === 'TransactionStmt') {
      const word = /^\w+/.exec(statement.text)![0].toLowerCase();
      if (word === 'begin' || word === 'start') {
        begun = open = true;
        return sent(undefined, 'the proof has a transaction of its own', true);
      }
      if (word === 'commit' || word === 'end') {
        begun = false;
        // Inside a query message of several statements COMMIT ends one transaction and the next begins.
        open = several;
        ends = true;
        return sent(undefined, 'the proof has a transaction of its own', true);
      }
      return sent(undefined, 'the proof has a transaction of its own and cannot go back in it');
    }
    const cluster = clusterWide.get(statement.kind);
    if (cluster) return sent(undefined, `${cluster}, which the proof leaves alone`);
    if (open) return sent(statement.text);
    if (upkeep.has(statement.kind)) return sent(undefined, 'it cannot run in the transaction of the proof');
    const without = withoutConcurrently(statement);
    return without === undefined ? sent(statement.text) : sent(without, 'run without CONCURRENTLY, as the proof is one transaction');
  });
}

/** Blanks in its place, so that positions stay. */
function withoutConcurrently({ kind, text, tree }: Statement): string | undefined {
  if (!/\bconcurrently\b/i.test(text)) return undefined;
  if (!(kind === 'IndexStmt' || kind === 'DropStmt') || tree()?.concurrent !== true) {
    // ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY also leaves a CHECK constraint behind; that much is another schema.
    if (!(kind === 'AlterTableStmt' && /\bdetach\b/i.test(text))) return undefined;
  }
  const token = lex(text).find((t) => t.kind === 'word' && text.slice(t.start, t.end).toLowerCase() === 'concurrently');
  return token && text.slice(0, token.start) + ' '.repeat(token.end - token.start) + text.slice(token.end);
}

/**
 * Behind which of them a new value of an enum is committed before the part ends: it can be used only after that, so that such an
 * up has to be settled.
 */
export function enumCommits(sendings: readonly Sending[]): ReadonlySet<number> {
  const found = new Set<number>();
  let added = false;
  for (const [i, { statement, commits }] of sendings.entries()) {
    added ||= statement.kind === 'AlterEnumStmt' && /\badd\b/i.test(statement.text);
    if (!added || !commits || i === sendings.length - 1) continue;
    found.add(i);
    added = false;
  }
  return found;
}

/** Runs what is to be sent; an outcome for each, also of those that are not. */
export async function sendAll(session: Session, sendings: readonly Sending[], observe: boolean): Promise<readonly Outcome[]> {
  const sent = sendings.filter((sending) => sending.text !== undefined);
  const results = await session.run(sent.map(({ text }) => text!), observe);
  let at = 0;
  return sendings.map((sending): Outcome => {
    const { fault, range } = sending.statement;
    if (fault && sending.note === undefined) return { result: 'failed', failure: { message: fault.message, sqlstate: '42601', position: fault.range.start - range.start } };
    if (sending.text === undefined) return { result: 'not run', reason: sending.note! };
    const result = results[at++]!;
    return result.result === 'ran' && sending.note !== undefined ? { ...result, locks: [], instead: sending.note } : result;
  });
}
