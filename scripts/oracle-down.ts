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
import type { MigrationContext } from '../server/src/rules/rule';
import { loadGrammar } from '../server/src/syntax/grammar';
import { parseScript } from '../server/src/syntax/parse-script';

/**
 * `npm run oracle:down -- FOLDER...`: PostgreSQL judges the downs that Upright writes. Each migration of a folder in
 * order: up, the down that was made for it, up again; the schema after the down is compared with the one before the up.
 * `--own`: the downs that people wrote instead. `--only NAME`: prints that migration's down, too.
 */
const extensions: Record<string, Extension> = { btree_gin, btree_gist, citext, hstore, intarray, ltree, pg_trgm, pgcrypto, unaccent, uuid_ossp };

const userSchema = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;
const notOfExtension = (oid: string) => `not exists (select from pg_depend e where e.objid = ${oid} and e.deptype = 'e')`;

/** What a down must restore, a key and a definition for each object. */
const snapshotQuery = `
  select 'schema ' || n.nspname as key, '' as definition from pg_namespace n where ${userSchema}
  union all select 'extension ' || extname, '' from pg_extension
  union all select 'relation ' || c.oid::regclass, concat_ws(' ', c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.reloptions::text, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid))
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${userSchema} and c.relkind <> 'i' and ${notOfExtension('c.oid')}
  union all select 'column ' || a.attrelid::regclass || '.' || a.attname,
      concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end)
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where ${userSchema} and c.relkind not in ('i', 'I', 'S') and a.attnum > 0 and not a.attisdropped and ${notOfExtension('c.oid')}
  union all select 'constraint ' || k.conrelid::regclass || '.' || k.conname, pg_get_constraintdef(k.oid) || case when k.convalidated then '' else ' (not valid)' end
    from pg_constraint k join pg_namespace n on n.oid = k.connamespace where ${userSchema} and k.conrelid <> 0 and k.contype <> 'n' and k.conparentid = 0
  union all select 'index ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' (invalid)' end
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where ${userSchema}
  union all select 'function ' || p.oid::regprocedure, pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${userSchema} and p.prokind in ('f', 'p') and ${notOfExtension('p.oid')}
  union all select 'aggregate ' || p.oid::regprocedure, '' from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${userSchema} and p.prokind = 'a' and ${notOfExtension('p.oid')}
  union all select 'trigger ' || t.tgrelid::regclass || '.' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text from pg_trigger t where not t.tgisinternal
  union all select 'rule ' || r.tablename || '.' || r.rulename, r.definition from pg_rules r where r.schemaname !~ '^pg_'
  union all select 'policy ' || tablename || '.' || policyname, concat_ws(' ', permissive, roles, cmd, qual, with_check) from pg_policies
  union all select 'type ' || t.oid::regtype, t.typtype::text || ' ' || coalesce((select string_agg(e.enumlabel, ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), '') || coalesce(' ' || format_type(nullif(t.typbasetype, 0), t.typtypmod), '')
    from pg_type t join pg_namespace n on n.oid = t.typnamespace where ${userSchema} and t.typtype in ('e', 'd', 'r') and ${notOfExtension('t.oid')}
  union all select 'view ' || c.oid::regclass, pg_get_viewdef(c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${userSchema} and c.relkind in ('v', 'm') and ${notOfExtension('c.oid')}
  union all select 'sequence ' || schemaname || '.' || sequencename, concat_ws(' ', data_type, start_value, min_value, max_value, increment_by, cycle) from pg_sequences
  union all select 'owned sequence ' || d.objid::regclass, d.refobjid::regclass || '.' || a.attname from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S' join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid where d.deptype in ('a', 'i')
  union all select 'comment ' || pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description from pg_description d where d.objoid >= 16384 and d.classoid <> 'pg_extension'::regclass and ${notOfExtension('d.objoid')}
  union all select 'statistics ' || s.stxname, pg_get_statisticsobjdef(s.oid) from pg_statistic_ext s
  union all select 'role ' || rolname, '' from pg_roles where rolname !~ '^pg_'
  union all select 'inherits ' || inhrelid::regclass, inhparent::regclass::text from pg_inherits`;

type Snapshot = ReadonlyMap<string, string>;

async function snapshot(database: PGlite): Promise<Snapshot> {
  const { rows } = await database.query<{ key: string; definition: string }>(snapshotQuery);
  // 'now'::timestamp in a view is the time at which it was made.
  return new Map(rows.map((row) => [row.key, row.definition.replace(/'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?'::timestamp/g, "'now'::timestamp")]));
}

function differences(before: Snapshot, after: Snapshot): string[] {
  const found: string[] = [];
  for (const [key, definition] of before) {
    const now = after.get(key);
    if (now === undefined) found.push(`lost: ${key} ${definition}`);
    else if (now !== definition) found.push(`changed: ${key}\n      was ${definition}\n      is  ${now}`);
  }
  for (const [key, definition] of after) if (!before.has(key)) found.push(`left: ${key} ${definition}`);
  return found;
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

async function trial(database: PGlite, up: string, down: string): Promise<string[] | 'needs commit'> {
  const before = await snapshot(database);
  await database.exec('BEGIN');
  try {
    const first = await failure(() => database.exec(inTransaction(up)));
    if (first?.includes('unsafe use of new value')) return 'needs commit';
    if (first !== undefined) return [`up fails: ${first}`];
    await failure(() => database.exec('SET CONSTRAINTS ALL IMMEDIATE; RESET search_path'));
    const back = await failure(() => database.exec(inTransaction(down)));
    if (back !== undefined) return [`down fails: ${back}`];
    const found = differences(before, await snapshot(database));
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
  const judged = downText === undefined ? ['there is no down'] : await trial(database, upText, downText);
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
