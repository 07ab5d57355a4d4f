import type { Reply } from './connection';
import type { Lock, RelationName } from './session';

/** Objects of the cluster itself have smaller object ids (access/transam.h, FirstNormalObjectId). */
const firstNormal = 16384;

const columns = 'c.oid, c.relfilenode, n.nspname, c.relname, c.relkind';
const relations = '(pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace)';

/**
 * Relations of a migration's making that transaction $1 or a later one has written, or their schemas, and the transaction from
 * which on they may be written next. Toast tables and their indexes go with their tables.
 */
const relationsQuery = `select s.next, ${columns} from (select pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::pg_catalog.xid) s(next)
  left join ${relations} on c.oid >= ${firstNormal} and n.nspname <> 'pg_toast' and (pg_catalog.age(c.xmin) <= pg_catalog.age($1) or pg_catalog.age(n.xmin) <= pg_catalog.age($1))`;

export const locksQuery = `select l.relation, l.mode, ${columns}
  from pg_catalog.pg_lock_status() l left join ${relations} on c.oid = l.relation
  where l.locktype = 'relation' and l.pid = pg_catalog.pg_backend_pid() and l.relation >= ${firstNormal}`;

const kinds: Readonly<Record<string, string>> = {
  r: 'table', p: 'table', v: 'view', m: 'materialized view', f: 'foreign table', i: 'index', I: 'index', S: 'sequence', c: 'type',
};

interface Relation extends RelationName {
  readonly filenode: string;
}

export type Relations = ReadonlyMap<string, Relation>;

/** Relations as they are committed, by object id; those that are gone stay. Only news are read. */
export function committedRelations(execute: (plan: string, query: string, values: string) => Promise<Reply>): () => Promise<Relations> {
  const known = new Map<string, Relation>();
  // BootstrapTransactionId (access/transam.h): before all others.
  let from = '1';
  return async () => {
    for (const [next, ...row] of (await execute('upright_names (xid)', relationsQuery, `('${from}')`)).rows) {
      from = next!;
      if (row[0] != null) known.set(row[0], relation(row));
    }
    return known;
  };
}

function relation(row: readonly (string | null)[]): Relation {
  return { schema: row[2]!, name: row[3]!, kind: kinds[row[4]!] ?? 'relation', filenode: row[1]! };
}

/** A migration that holds so many locks makes a schema from nothing, for which nobody waits; and all are listed for each statement. */
const mostLocks = 300;

export interface Observer {
  /** Nothing more is told. */
  readonly gaveUp: boolean;
  /** What the statement that has just run did, and the new state of things. */
  see(observation: Reply): { readonly locks: readonly Lock[]; readonly rewrites: readonly RelationName[] };
}

export function observer(committed: Relations): Observer {
  const changed = new Map<string, Relation>();
  const knownAs = (oid: string) => changed.get(oid) ?? committed.get(oid);
  const held = new Set<string>();
  let gaveUp = false;
  return {
    get gaveUp() {
      return gaveUp;
    },
    see(observation) {
      gaveUp = observation.rows.length > mostLocks;
      const locks: Lock[] = [];
      const rewrites: RelationName[] = [];
      const found = new Map<string, Relation>();
      // PostgreSQL lists them in the order of a hash table; here the older relation comes first.
      for (const [oid, mode, ...row] of [...observation.rows].sort(([a], [b]) => Number(a) - Number(b))) {
        // A relation that the statement dropped has no row any more; a toast table is its table's own affair.
        if (row[4] === 't' || row[2] === 'pg_toast') continue;
        const now = row[0] === null ? undefined : relation(row);
        const before = knownAs(oid!);
        const called = before ?? now;
        if (!called) continue;
        if (now) found.set(oid!, now);
        const key = `${oid} ${mode}`;
        if (held.has(key)) continue;
        held.add(key);
        locks.push({ relation: name(called), mode: mode!, created: before === undefined });
      }
      for (const [oid, now] of found) {
        const before = knownAs(oid);
        // Zero: it has no file of its own (a view, a partitioned table).
        if (before && before.filenode !== now.filenode && now.filenode !== '0') rewrites.push(name(before));
        changed.set(oid, now);
      }
      return { locks, rewrites };
    },
  };
}

function name({ schema, name, kind }: Relation): RelationName {
  return { schema, name, kind };
}
