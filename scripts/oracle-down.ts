import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { PGlite, type Extension } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { hstore } from '@electric-sql/pglite/contrib/hstore';
import { intarray } from '@electric-sql/pglite/contrib/intarray';
import { ltree } from '@electric-sql/pglite/contrib/ltree';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { nodeDisk } from '../server/src/audit/node-disk';
import { Workspace } from '../server/src/audit/workspace';
import { inverseOf, isComplete } from '../server/src/fixes/create-down';
import { difference, type Difference } from '../server/src/postgres/difference';
import { readSnapshot, withoutTable, type Snapshot } from '../server/src/postgres/snapshot';
import { snapshotQuery } from '../server/src/postgres/snapshot-query';
import type { MigrationContext } from '../server/src/rules/rule';
import { loadGrammar } from '../server/src/syntax/grammar';
import { parseScript } from '../server/src/syntax/parse-script';

/**
 * `npm run oracle:down -- FOLDER...`: PostgreSQL judges the downs that Upright writes. Each migration of a folder in
 * order: up, the down that was made for it, up again; the schema after the down is compared with the one before the up.
 * `--own`: the downs that people wrote instead. `--only NAME`: prints that migration's down, too.
 */
/** The PostgreSQL in PGlite, as server_version_num gives it. */
const serverVersion = 180000;

const extensions: Record<string, Extension> = { btree_gin, btree_gist, citext, hstore, intarray, ltree, pg_trgm, pgcrypto, unaccent, uuid_ossp };

async function snapshotOf(database: PGlite, tracking: { readonly schema?: string; readonly table: string }): Promise<Snapshot> {
  const { rows } = await database.query<string[]>(snapshotQuery(serverVersion), [], { rowMode: 'array' });
  // 'now'::timestamp in a view is the time at which it was made.
  const still = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell.replace(/'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?'::timestamp/g, "'now'::timestamp") : cell)));
  return withoutTable(readSnapshot(still), tracking);
}

function described({ what, kind, name, before, after }: Difference): string {
  const traits = what === 'changed' ? [`was ${JSON.stringify(before)}`, `is  ${JSON.stringify(after)}`] : [];
  return [`${what}: ${kind} ${name}`, ...traits].join('\n      ');
}

async function failure(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** In a transaction that is rolled back, what cannot run in one is run as it can. */
function inTransaction(sql: string): string {
  const statements = parseScript(sql).statements.filter(({ kind }) => kind !== 'TransactionStmt');
  return statements.map(({ kind, text }) => `${kind === 'IndexStmt' || kind === 'DropStmt' ? text.replace(/\bconcurrently\b/i, '') : text};`).join('\n');
}

interface Outcome {
  readonly exact: boolean;
  readonly complete: boolean;
  readonly reasons: readonly string[];
}

async function trial(database: PGlite, up: string, down: string, tracking: { readonly schema?: string; readonly table: string }): Promise<string[] | 'needs commit'> {
  const snapshot = () => snapshotOf(database, tracking);
  await database.exec("SET search_path = ''");
  const before = await snapshot();
  await database.exec('RESET search_path; BEGIN');
  try {
    const first = await failure(() => database.exec(inTransaction(up)));
    if (first?.includes('unsafe use of new value')) return 'needs commit';
    if (first !== undefined) return [`up fails: ${first}`];
    await failure(() => database.exec('SET CONSTRAINTS ALL IMMEDIATE; RESET search_path'));
    const back = await failure(() => database.exec(inTransaction(down)));
    if (back !== undefined) return [`down fails: ${back}`];
    await database.exec("SET search_path = ''");
    const found = difference(before, await snapshot()).map(described);
    await database.exec('RESET search_path');
    const again = await failure(() => database.exec(inTransaction(up)));
    return again === undefined ? found : [...found, `up after down fails: ${again}`];
  } finally {
    await database.exec('ROLLBACK; RESET search_path');
  }
}

async function judge(database: PGlite, context: MigrationContext, own: boolean): Promise<Outcome | undefined> {
  const { up, down } = context;
  if (!up) return undefined;
  const upText = up.text.slice(up.range.start, up.range.end);
  const downText = own ? down?.text.slice(down.range.start, down.range.end) : inverseOf(context);
  const judged = downText === undefined ? ['there is no down'] : await trial(database, upText, downText, context.folder.folder.convention.tracking);
  const failed = await failure(() => database.exec(upText));
  if (failed !== undefined) {
    await failure(() => database.exec('ROLLBACK'));
    await failure(async () => {
      for (const statement of up.script.statements) await database.exec(statement.text);
    });
  }
  await database.exec('RESET search_path');
  // What came before was not committed, so that its down cannot be tried alone: only the statement is told.
  const reasons = judged === 'needs commit' ? ['not judged: the up needs a commit between its statements'] : judged;
  return { exact: reasons.length === 0, complete: own || isComplete(context), reasons };
}

async function main(): Promise<void> {
  const flags = process.argv.slice(2);
  const own = flags.includes('--own');
  const only = flags.includes('--only') ? flags[flags.indexOf('--only') + 1] : undefined;
  const folders = flags.filter((flag, i) => !flag.startsWith('--') && flags[i - 1] !== '--only');
  await loadGrammar();
  for (const folder of folders) {
    const path = resolve(folder).replaceAll('\\', '/');
    const workspace = new Workspace(nodeDisk, [path], (what, error) => console.error(`${what}: ${inspect(error)}`));
    await workspace.load();
    for (const audit of workspace.audits()) {
      if (!audit.context) continue;
      const database = await PGlite.create({ extensions });
      const { tracking } = audit.folder.convention;
      await failure(() => database.exec(tracking.create));
      let total = 0;
      let exact = 0;
      let skipped = 0;
      let irreversible = 0;
      for (const context of audit.context.migrations) {
        const outcome = await judge(database, context, own);
        if (!outcome) continue;
        const name = `${context.migration.version}_${context.migration.name}`;
        if (only !== undefined && name.includes(only)) console.log(inverseOf(context));
        if (outcome.reasons.length > 0 && !own && inverseOf(context).includes('-- irreversible: value ')) {
          irreversible++;
          continue;
        }
        if (outcome.reasons.some((reason) => reason.startsWith('up fails') || reason.startsWith('not judged'))) {
          skipped++;
          console.log(`  ? ${name}: ${outcome.reasons[0]}`);
          continue;
        }
        total++;
        if (outcome.exact) exact++;
        else console.log(`  ${outcome.complete ? '✗' : '…'} ${name}\n${outcome.reasons.map((reason) => `    ${reason}`).join('\n')}`);
      }
      console.log(`${folder}: ${exact} of ${total} restored exactly (${((100 * exact) / Math.max(1, total)).toFixed(1)} %); ${irreversible} with enum values that cannot be removed, ${skipped} not judged`);
      await database.close();
    }
  }
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
