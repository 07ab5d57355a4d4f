import type { Connection, Reply } from './connection';
import { difference } from './difference';
import { committedRelations, locksQuery, observer, type Observer, type Relations } from './observe';
import { lockedOrGrantedRelationsQuery, lockedRelationsQuery, namedRelationsQuery, oneRelationQuery } from './relations-query';
import { SessionLost, type Failure, type Mentions, type Outcome, type Saved, type Session } from './session';
import { readSnapshot, spelled, withoutTable, type Snapshot, type TableName } from './snapshot';
import { snapshotQuery, touchedObjectsQuery, type Besides } from './snapshot-query';
import { besidesWritten, catalogsOf, typeVersions, writesQuery, writtenBetween } from './writes-query';

/** In what the two kinds of session differ. */
export interface Traits {
  readonly kind: Session['kind'];
  save(): Promise<Saved | undefined>;
  readonly pack?: Session['pack'];
  forget(saved: Saved): void;
  /** Afterwards the connection is a new one. */
  restore(saved: Saved | undefined): Promise<void>;
  close(): Promise<void>;
  /** Roles outlive the database, so a transaction that changed them must not be committed. */
  readonly keepsRolesOut: boolean;
  /** Why a text is not run here. */
  readonly refuse?: (text: string) => string | undefined;
  /** Called with each outcome of a `run`, so that the last one is known if the process has to be ended. */
  readonly onOutcome?: (outcome: Outcome) => void;
}

/** The failure of a statement that took the session with it; its SQLSTATE is crash_shutdown. */
export function endedBy(reason: string): Failure {
  return { message: reason, sqlstate: '57P02' };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** What of a schema is read: all, or of relations only those. */
type Scope = 'all' | { readonly relations: readonly string[]; readonly besides: Besides };

interface Noted {
  readonly snapshot: Snapshot;
  readonly scope: Scope;
  /** Of what was noted by names: the largest object id that there was, and the catalogs that may be written. */
  readonly named?: { readonly largest: number; readonly catalogs: readonly string[] };
}

/** Settings, role, temporary tables and advisory locks are the connection's: each migration starts with none. */
const forget = 'reset session authorization; reset all; select pg_catalog.pg_advisory_unlock_all(); discard temp';
const rolesQuery = `select pg_catalog.md5(pg_catalog.string_agg(x, '' order by x)) from (
  select r::text from pg_catalog.pg_roles r union all select m::text from pg_catalog.pg_auth_members m union all select s::text from pg_catalog.pg_db_role_setting s) all_of(x)`;

/** Statements after which queries have to be planned anew. */
const forgetsPlans = /\b(?:deallocate|discard)\b/i;
/** Texts after which a constraint may wait for the commit; an extension's script is not seen. */
const mayDefer = /deferr|\bextension\b/i;
/** Texts after which relations may have changed without a lock on them: rights, also by DROP OWNED, and who writes to the catalog itself. */
const mayGrant = /\b(?:grant|revoke|owned|extension|pg_class|pg_attribute)\b/i;
/** Texts after which there may be types that are no table's. */
const mayMakeTypes = /\b(?:type|domain|extension)\b/i;
/** What of that there is in a database with which a session starts: constraints, types, and bodies of routines. */
const lastingQuery = `select 'deferrable' from pg_catalog.pg_constraint where condeferrable union all select 'type' where (${typeVersions}) is not null
  union all select prosrc from pg_catalog.pg_proc where oid >= 16384`;

/** The session over one connection: the same for both kinds. */
export async function openSession(connection: Connection, traits: Traits): Promise<Session> {
  let lost: string | undefined;
  let version = 0;
  let seen: Observer | undefined;
  let readRelations = committedRelations(execute);
  /** As of the last commit. */
  let relations: Relations | undefined;
  let tracking: { readonly name: string; readonly oids: ReadonlySet<string> } | undefined;
  /** Names of the prepared queries. */
  const planned = new Set<string>();
  let defers = false;
  let grants = false;
  let types = false;
  let noted: Noted = { snapshot: new Map(), scope: 'all' };
  /** When the transaction began. */
  let writes: string | null | undefined;
  let open = false;
  /** A transaction that changed roles stays open; its base is a savepoint. */
  let kept = false;
  let roles: string | null | undefined;

  async function send(sql: string, keepRows = false): Promise<Reply> {
    if (lost !== undefined) throw new SessionLost(lost);
    try {
      return await connection.query(sql, keepRows);
    } catch (error) {
      lost = error instanceof Error ? error.message : String(error);
      throw new SessionLost(lost);
    }
  }
  /** For our own statements: a failure is the session's end, as nothing after it could be trusted. */
  async function must(sql: string): Promise<Reply> {
    const reply = await send(sql, true);
    if (reply.failure) {
      lost = `${reply.failure.message} (${reply.failure.sqlstate}) at: ${sql.slice(0, 80)}`;
      throw new SessionLost(lost);
    }
    return reply;
  }
  /** Planned once: planning costs several times as much as running. `plan`: the name, and types of parameters. */
  async function execute(plan: string, query: string | (() => string), values = ''): Promise<Reply> {
    if (!planned.has(plan)) await must(`prepare ${plan} as ${typeof query === 'string' ? query : query()}`);
    planned.add(plan);
    return must(`execute ${plan.split(' ')[0]} ${values}`);
  }
  async function start(): Promise<void> {
    version = Number((await must('show server_version_num')).rows[0]![0]);
    if (traits.keepsRolesOut) roles = (await must(rolesQuery)).rows[0]![0];
    open = false;
    kept = false;
    planned.clear();
    seen = undefined;
    readRelations = committedRelations(execute);
    relations = undefined;
    tracking = undefined;
    for (const [text] of (await must(lastingQuery)).rows) look(text!);
  }

  /** A text that was run, or is part of the database and may be. */
  function look(text: string): void {
    defers ||= mayDefer.test(text);
    grants ||= mayGrant.test(text);
    types ||= mayMakeTypes.test(text);
  }

  /** Under a savepoint, and leaves one for the next. */
  async function runOne(text: string, observe: boolean): Promise<Outcome> {
    const refused = traits.refuse?.(text);
    if (refused !== undefined) return { result: 'not run', reason: refused };
    const reply = await send(text).catch(() => undefined);
    if (!reply) return { result: 'failed', failure: endedBy(lost!) };
    if (reply.status === 'I') {
      lost = 'a statement ended the transaction in which the proof runs';
      return { result: 'not run', reason: lost };
    }
    if (reply.failure || reply.status === 'E') {
      await must('rollback to upright_statement');
      return { result: 'failed', failure: reply.failure ?? { message: 'the transaction was aborted', sqlstate: '25P02' } };
    }
    if (forgetsPlans.test(text)) {
      await must('deallocate all');
      planned.clear();
    }
    look(text);
    const facts = observe && !seen!.gaveUp ? seen!.see(await execute('upright_locks', locksQuery)) : { locks: [], rewrites: [] };
    await must('release upright_statement; savepoint upright_statement');
    return { result: 'ran', ...facts };
  }

  /** Our own settings for it are taken back. */
  async function readSchema(scope: Scope): Promise<Snapshot> {
    if (scope !== 'all' && scope.relations.length === 0 && scope.besides.length === 0) return new Map();
    await must(open ? 'savepoint upright_snapshot' : 'begin');
    await must("reset session authorization; set local search_path = ''; set local plan_cache_mode = force_generic_plan");
    // A few relations are found by indexes: it is planned while the catalogs are small, for when they are large. What has no index looks dear then.
    if (scope !== 'all') await must('set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off; set local jit = off');
    const { rows } =
      scope === 'all' ? await execute('upright_snapshot', () => snapshotQuery(version)) : await execute(`upright_${['touched', scope.besides].flat().join('_')} (oid[])`, () => touchedObjectsQuery(version, scope.besides), `('{${scope.relations.join()}}')`);
    await must(open ? 'rollback to upright_snapshot; release upright_snapshot' : 'rollback');
    return readSnapshot(rows);
  }

  const readWrites = async () => (await execute(types ? 'upright_writes' : 'upright_other_writes', () => writesQuery(types))).rows[0]![0];
  /** Since the transaction began; undefined where PostgreSQL does not count. */
  const readWritten = async () => {
    const now = await readWrites();
    return writes && now ? writtenBetween(writes, now) : undefined;
  };
  /** `there`: those of which there is something to read. */
  async function readTouched(written: readonly string[] | undefined): Promise<{ readonly all: readonly string[]; readonly there: readonly string[] }> {
    const comments = `(${written?.includes('pg_description') ?? true})`;
    const { rows } = await (grants ? execute('upright_granted (bool)', lockedOrGrantedRelationsQuery, comments) : execute('upright_locked (bool)', lockedRelationsQuery, comments));
    return { all: rows.map(([oid]) => oid!), there: rows.filter(([, isThere]) => isThere === 't').map(([oid]) => oid!) };
  }
  /** The tool's own table, with what belongs to it: whatever becomes of it is no difference. */
  async function readTracking(table: TableName | undefined): Promise<ReadonlySet<string>> {
    if (!table) return new Set();
    const name = spelled({ schema: 'public', ...table });
    const found = tracking?.name === name ? tracking.oids : new Set((await execute('upright_one (text)', oneRelationQuery, `(${quoted(name)})`)).rows.map(([oid]) => oid!));
    // One that is not made yet is looked for again.
    tracking = found.size > 2 ? { name, oids: found } : undefined;
    return found;
  }
  async function readNamed({ names, kinds, comments }: Mentions): Promise<Noted> {
    const { rows } = await execute('upright_named (name[])', namedRelationsQuery, `(${quoted(`{${names.map((name) => `"${name.replace(/["\\]/g, '\\$&')}"`).join()}}`)})`);
    const scope: Scope = { relations: rows.map(([oid]) => oid!).filter((oid) => oid !== '0'), besides: kinds };
    const catalogs = [...kinds.flatMap((kind) => catalogsOf[kind]), ...(comments ? ['pg_description'] : [])];
    return { scope, snapshot: await readSchema(scope), named: { largest: Number(rows[0]![1]), catalogs } };
  }

  const session: Session = {
    kind: traits.kind,
    get version() {
      return version;
    },
    get lost() {
      return lost;
    },
    get uncommitted() {
      return kept;
    },
    async begin() {
      await must(kept ? 'savepoint upright_base' : 'begin');
      open = true;
      seen = undefined;
      writes = await readWrites();
    },
    async commit() {
      relations = undefined;
      if (kept || (traits.keepsRolesOut && (await must(rolesQuery)).rows[0]![0] !== roles)) {
        const failure = await session.boundary();
        if (failure) await session.rollback();
        else kept = true;
        return { failure };
      }
      const { failure } = await send('commit');
      open = false;
      await must(forget);
      return { failure };
    },
    async rollback() {
      await must(kept ? 'rollback to upright_base' : 'rollback');
      open = kept;
      // Advisory locks of a session are not given back by a rollback.
      await must(forget);
      seen = undefined;
    },
    async mark() {
      await must('savepoint upright_mark');
    },
    async back() {
      await must('rollback to upright_mark');
      seen = undefined;
    },
    async boundary() {
      if (!defers) {
        await must(forget);
        return undefined;
      }
      await must('savepoint upright_boundary');
      const { failure } = await send('set constraints all immediate');
      if (failure) await must('rollback to upright_boundary');
      await must('release upright_boundary');
      await must(forget);
      const deferred = (await must("select pg_catalog.string_agg(pg_catalog.format('%I.%I', n.nspname, c.conname), ', ') from pg_catalog.pg_constraint c join pg_catalog.pg_namespace n on n.oid = c.connamespace where c.condeferred")).rows[0]![0];
      if (deferred) await must(`set constraints ${deferred} deferred`);
      return failure;
    },
    async run(texts, observe) {
      if (texts.length === 0) return [];
      if (observe && !seen) seen = observer((relations ??= await readRelations()));
      const outcomes: Outcome[] = [];
      await must('savepoint upright_statement');
      for (const text of texts) {
        const outcome: Outcome = lost === undefined ? await runOne(text, observe) : { result: 'not run', reason: lost };
        outcomes.push(outcome);
        traits.onOutcome?.(outcome);
      }
      if (lost === undefined) await must('release upright_statement');
      return outcomes;
    },
    snapshot: () => readSchema('all'),
    async note(what) {
      if (typeof what === 'object') noted = await readNamed(what);
      else if (what === 'all') noted = { scope: what, snapshot: await readSchema(what) };
      else {
        const written = await readWritten();
        const besides = written ? besidesWritten(written) : 'all';
        const { all, there } = await readTouched(written);
        noted = { scope: { relations: all, besides }, snapshot: await readSchema({ relations: there, besides }) };
      }
    },
    async compare(to, trackingTable) {
      let { scope, snapshot } = noted;
      const { named } = noted;
      if (named && scope !== 'all') {
        const { relations, besides } = scope;
        const its = await readTracking(trackingTable);
        const written = await readWritten();
        const touched = await readTouched(written);
        if (touched.all.some((oid) => Number(oid) <= named.largest && !relations.includes(oid) && !its.has(oid)) || !written?.every((catalog) => named.catalogs.includes(catalog))) return undefined;
        scope = { relations: touched.there.filter((oid) => !its.has(oid)), besides };
        snapshot = new Map([...snapshot].filter(([, { relation }]) => relation === undefined || touched.all.includes(String(relation))));
      }
      const [then, now] = [snapshot, await readSchema(scope)].map((snapshot) => withoutTable(snapshot, trackingTable)) as [Snapshot, Snapshot];
      return to === 'before' ? difference(then, now) : difference(now, then);
    },
    save: () => traits.save(),
    ...(traits.pack ? { pack: traits.pack } : {}),
    async forget(saved) {
      traits.forget(saved);
    },
    async restore(saved) {
      await traits.restore(saved);
      lost = undefined;
      await start();
    },
    async close() {
      lost ??= 'it was closed';
      await traits.close();
    },
  };
  await start();
  return session;
}
