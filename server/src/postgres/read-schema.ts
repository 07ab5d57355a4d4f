import type { Reply } from './connection';
import { readSnapshot, type SchemaObject, type Snapshot } from './snapshot';
import { dependentsQuery, fingerprintsQuery, namesQuery, otherObjectsQuery, relationObjectsQuery } from './snapshot-query';

export interface SchemaReader {
  /** With an empty search_path. Objects that have not changed are the same ones as before. */
  read(version: number): Promise<Snapshot>;
  /** What was prepared is gone. */
  replan(): void;
  /** Another database. */
  forget(): void;
}

interface Known {
  readonly name: string;
  readonly print: string;
  readonly objects: Snapshot;
}

/**
 * Reads the schema again and again: of relations, only what has changed since the last time is put into words anew, as
 * that takes nearly all of the time (20 ms for 60 tables with 200 indexes, against 5).
 */
export function schemaReader(query: (sql: string) => Promise<Reply>): SchemaReader {
  let planned = false;
  let relations = new Map<string, Known>();
  let names = new Map<string, string>();

  async function plan(version: number): Promise<void> {
    await query(`prepare upright_fingerprints as ${fingerprintsQuery}`);
    await query(`prepare upright_names as ${namesQuery}`);
    await query(`prepare upright_dependents (oid[]) as ${dependentsQuery}`);
    await query(`prepare upright_relations (oid[]) as ${relationObjectsQuery(version)}`);
    await query(`prepare upright_others as ${otherObjectsQuery(version)}`);
    planned = true;
  }

  /** Something that definitions name is called otherwise now. */
  async function renamed(): Promise<boolean> {
    const now = new Map((await query('execute upright_names')).rows.map(([kind, id, name]) => [`${kind} ${id}`, name!]));
    // A comment that comes or goes changes what it hangs on; of anything else, only what went on under another name.
    const changed = [...now].some(([id, name]) => (names.has(id) ? names.get(id) !== name : id.startsWith('comment'))) || [...names.keys()].some((id) => id.startsWith('comment') && !now.has(id));
    names = now;
    return changed;
  }

  async function changedRelations(found: ReadonlyMap<string, { readonly name: string; readonly print: string }>): Promise<ReadonlySet<string>> {
    const changed = new Set<string>();
    for (const [oid, { name, print }] of found) {
      const old = relations.get(oid);
      if (!old || old.print !== print || old.name !== name) changed.add(oid);
    }
    const old = [...changed].filter((oid) => relations.has(oid));
    if (old.length > 0) for (const [oid] of (await query(`execute upright_dependents ('{${old.join()}}')`)).rows) if (found.has(oid!)) changed.add(oid!);
    return changed;
  }

  return {
    async read(version) {
      if (!planned) await plan(version);
      if (await renamed()) relations = new Map();
      const found = new Map((await query('execute upright_fingerprints')).rows.map(([oid, name, print]) => [oid!, { name: name!, print: print! }]));
      const changed = await changedRelations(found);
      const rows = new Map<string, (string | null)[][]>([...changed].map((oid) => [oid, []]));
      if (changed.size > 0) for (const [oid, ...row] of (await query(`execute upright_relations ('{${[...changed].join()}}')`)).rows) rows.get(oid!)!.push(row);
      relations = new Map([...found].map(([oid, { name, print }]) => [oid, changed.has(oid) ? { name, print, objects: readSnapshot(rows.get(oid)!) } : relations.get(oid)!]));
      const snapshot = new Map<string, SchemaObject>(readSnapshot((await query('execute upright_others')).rows));
      for (const { objects } of relations.values()) for (const [key, object] of objects) snapshot.set(key, object);
      return snapshot;
    },
    replan() {
      planned = false;
    },
    forget() {
      planned = false;
      relations = new Map();
      names = new Map();
    },
  };
}
