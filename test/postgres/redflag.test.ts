import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';

const folder = fileURLToPath(new URL('../fixtures/redflag', import.meta.url));
const files = readdirSync(folder).sort();
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const ups = files.filter((file) => file.endsWith('.up.sql'));
const DISABLE = '024_disable_updates_subsystem.up.sql';
const SCANNER = '018_create_scanner_config_table.sql';

/** Everything that a down must restore: one line an object. */
const SNAPSHOT = `
  select 'relation ' || c.relname || ' ' || c.relkind::text as line from pg_class c where c.relnamespace = 'public'::regnamespace
  union all select 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || ' ' || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || ' ' || row_number() over (partition by a.attrelid order by a.attnum)
    from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
  union all select 'constraint ' || conrelid::regclass || '.' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
  union all select 'index ' || pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = 'public'::regnamespace
  union all select 'function ' || pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
  union all select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
  union all select 'type ' || t.typname || ' ' || coalesce(string_agg(e.enumlabel, ',' order by e.enumsortorder), '')
    from pg_type t left join pg_enum e on e.enumtypid = t.oid where t.typnamespace = 'public'::regnamespace group by t.oid, t.typname
  union all select 'view ' || viewname || ' ' || definition from pg_views where schemaname = 'public'
  union all select 'comment ' || pg_describe_object(classoid, objoid, objsubid) || ' ' || description from pg_description d
    where exists (select 1 from pg_class c where c.oid = d.objoid and c.relnamespace = 'public'::regnamespace)
  union all select 'extension ' || extname from pg_extension
  order by 1`;

const FOREIGN_KEYS = `
  select p.relname || ' <- ' || c.relname || '.' || a.attname || ' ' || (case k.confdeltype when 'c' then 'CASCADE' when 'n' then 'SET NULL' when 'a' then 'none' end) as line
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] where k.contype = 'f' order by 1`;

const FOREIGN_KEYS_WITHOUT_INDEX = `
  select k.conname as line from pg_constraint k where k.contype = 'f' and not exists (
    select 1 from pg_index i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1] and i.indpred is null)`;

const TABLES_WITHOUT_PRIMARY_KEY = `
  select c.relname as line from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
  and not exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')`;

const lines = async (database: PGlite, query: string) => (await database.query<{ line: string }>(query)).rows.map((row) => row.line);

async function failure(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Runs inside the open transaction and leaves no trace. */
async function tried<T>(database: PGlite, work: () => Promise<T>): Promise<T> {
  await database.exec('savepoint trial');
  const result = await work();
  await database.exec('rollback to savepoint trial');
  return result;
}

/** Runs the folder as its runner does; on the way, tries each up a second time and each down. */
async function replay(contents: (file: string) => string = read) {
  const database = await PGlite.create({ extensions: { uuid_ossp } });
  const failed: Record<string, string> = {};
  const failedTwice: Record<string, string> = {};
  const notRestored: Record<string, unknown> = {};
  await database.exec('create table schema_migrations (version varchar(255) primary key, applied_at timestamp default now())');
  for (const file of ups) {
    const down = file.replace('.up.sql', '.down.sql');
    const before = await lines(database, SNAPSHOT);
    await database.exec('begin');
    const message = await failure(async () => {
      await database.exec(contents(file));
      const second = await tried(database, () => failure(() => database.exec(contents(file))));
      if (second) failedTwice[file] = second;
      if (files.includes(down)) {
        const after = await tried(database, async () => {
          await database.exec(read(down));
          return lines(database, SNAPSHOT);
        });
        if (JSON.stringify(after) !== JSON.stringify(before)) notRestored[down] = { before, after };
      }
      await database.query('insert into schema_migrations (version) values ($1)', [file]);
    });
    await database.exec(message ? 'rollback' : 'commit');
    if (message) failed[file] = message;
  }
  return { database, failed, failedTwice, notRestored };
}

const mended = (file: string) => (file === DISABLE ? read(file).replace(' deprecated = true,', '') : read(file));
let asWritten: Awaited<ReturnType<typeof replay>>;
let withColumnMended: Awaited<ReturnType<typeof replay>>;

before(async () => {
  asWritten = await replay();
  withColumnMended = await replay(mended);
});

after(async () => {
  await asWritten?.database.close();
  await withColumnMended?.database.close();
});

test('the folder holds what the audit counts', () => {
  assert.equal(ups.length, 28);
  assert.deepEqual(files.filter((file) => !/\.(up|down)\.sql$/.test(file)), [SCANNER]);
  const withoutDown = ups.filter((file) => !files.includes(file.replace('.up.sql', '.down.sql')));
  assert.deepEqual(withoutDown.map((file) => file.slice(0, 3)), [
    '003', '004', '005', '006', '007', '008', '009', '009', '010', '011', '012', '012', '013', '014', '019', '021',
  ]);
  assert.equal(files.filter((file) => file.endsWith('.down.sql')).length, 12);
});

test('the lines that the audit names', () => {
  const disable = read(DISABLE).split('\n');
  assert.match(disable[9]!, /^SET .* deprecated = true/);
  assert.deepEqual(disable.slice(17, 19), ['INSERT INTO schema_migrations (version) VALUES', `('${DISABLE}');`]);
  assert.equal(read(SCANNER).split('\n')[33], 'GRANT SELECT, INSERT, UPDATE, DELETE ON scanner_config TO redflag_user;');
});

test('every migration applies but 024, for its unknown column', () => {
  assert.deepEqual(asWritten.failed, { [DISABLE]: 'column "deprecated" of relation "agent_subsystems" does not exist' });
});

test('with that mended, 024 collides with the runner in the tracking table', () => {
  assert.deepEqual(withColumnMended.failed, {
    [DISABLE]: 'duplicate key value violates unique constraint "schema_migrations_pkey"',
  });
});

test('a second run fails for these and no other', () => {
  assert.deepEqual(withColumnMended.failedTwice, {
    '001_initial_schema.up.sql': 'relation "agents" already exists',
    '009_add_agent_version_tracking.up.sql': 'column "current_version" of relation "agents" already exists',
    '009_add_retry_tracking.up.sql': 'column "retried_from_id" of relation "agent_commands" already exists',
    '013_add_reboot_tracking.up.sql': 'column "reboot_required" of relation "agents" already exists',
    '014_add_machine_binding.up.sql': 'column "machine_id" of relation "agents" already exists',
    '016_agent_update_packages.up.sql': 'column "is_updating" of relation "agents" already exists',
    '019_create_system_events_table.up.sql': 'relation "idx_system_events_agent_created" already exists',
    '021_create_storage_metrics.up.sql': 'relation "storage_metrics" already exists',
    [DISABLE]: 'duplicate key value violates unique constraint "schema_migrations_pkey"',
  });
});

test('every down restores the schema', () => {
  assert.deepEqual(withColumnMended.notRestored, {});
});

test('scanner_config fails on its role alone, and runs twice with it', async () => {
  const { database } = asWritten;
  assert.equal(await failure(() => database.exec(read(SCANNER))), 'role "redflag_user" does not exist');
  await database.exec('create role redflag_user');
  await database.exec(read(SCANNER));
  await database.exec(read(SCANNER));
});

test('foreign keys, their indexes, and primary keys', async () => {
  const { database } = asWritten;
  assert.deepEqual(await lines(database, FOREIGN_KEYS), [
    'agent_commands <- agent_commands.retried_from_id SET NULL',
    ...['agent_commands', 'agent_specs', 'agent_subsystems'].map((table) => `agents <- ${table}.agent_id CASCADE`),
    'agents <- client_errors.agent_id SET NULL',
    ...['docker_images', 'metrics', 'refresh_tokens'].map((table) => `agents <- ${table}.agent_id CASCADE`),
    'agents <- registration_tokens.used_by_agent_id SET NULL',
    ...['storage_metrics', 'system_events', 'update_logs', 'update_packages'].map((table) => `agents <- ${table}.agent_id CASCADE`),
    'users <- security_incidents.resolved_by none',
    'users <- security_settings.updated_by none',
    'users <- security_settings_audit.changed_by none',
  ]);
  assert.deepEqual(await lines(database, FOREIGN_KEYS_WITHOUT_INDEX), []);
  assert.deepEqual(await lines(database, TABLES_WITHOUT_PRIMARY_KEY), []);
});
