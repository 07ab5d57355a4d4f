/*
 * The schema from the catalog, in one query: rows of kind, schema, parent, name, a JSON object of what the object is, its
 * object id, a column's number and the object id of the relation that it is or belongs to. Left out of what an object is: positions of columns (a column that is dropped and added
 * again stands elsewhere, which no down can help), names of NOT NULL constraints (PostgreSQL 18 keeps them; 17 had none), and
 * what a sequence has counted to; and of the objects the system's and an extension's own, and indexes of partitions, which come and go with their parents'. It runs with an empty search_path,
 * so that every name comes out qualified.
 */

/** Privileges in one order; none where they are the default ones, however they came to be so. */
const acl = (column: string, type: string, owner: string): string =>
  `case when ${column} is null then null else nullif(${sortedAcl(column)}, ${sortedAcl(`acldefault('${type}', ${owner})`)}) end`;
const sortedAcl = (list: string): string => `coalesce((select string_agg(x::text, ' ' order by x::text) from unnest(${list}) x), 'none')`;

/** None where it is who is connected. */
const owner = (column: string): string => `nullif(pg_get_userbyid(${column}), session_user)`;
const comment = (classId: string, oid: string): string => `(select d.description from pg_description d where d.objoid = ${oid} and d.classoid = '${classId}'::regclass and d.objsubid = 0)`;
/** Made by a migration: neither the cluster's own (access/transam.h, FirstNormalObjectId) nor an extension's. */
const own = (classId: string, oid: string): string => `${oid} >= 16384 and ${oid} not in (select objid from ext where classid = '${classId}'::regclass)`;
const options = (column: string): string => `case when ${column} is not null then (select string_agg(x, ', ' order by x) from unnest(${column}) x) end`;

/** Of a trigger or a rule; none where it is as it was made. */
const fires = (column: string): string => `case ${column} when 'D' then 'never' when 'R' then 'on a replica' when 'A' then 'always' end`;

interface Part {
  /** Of a relation, `own_relation c` in `from`; of a type; of a routine. */
  readonly of?: 'relation' | 'type' | 'routine';
  readonly kind: string;
  readonly oid: string;
  /** Of a column. */
  readonly position?: string;
  readonly schema?: string;
  readonly parent?: string;
  readonly name: string;
  readonly is: Readonly<Record<string, string>>;
  readonly from: string;
}

/** pg_class.relkind of what is read as a relation: neither indexes nor toast tables. */
export const isRead = "c.relkind in ('r', 'p', 'v', 'm', 'f', 'c', 'S')";
const userSchema = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and n.oid not in (select objid from ext where classid = 'pg_namespace'::regclass)`;
const relationKind = "case c.relkind when 'r' then 'table' when 'p' then 'table' when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' end";

const parts = (version: number): readonly Part[] => [
  {
    kind: "'schema'", oid: 'n.oid', name: 'n.nspname',
    is: { owner: owner('n.nspowner'), privileges: acl('n.nspacl', 'n', 'n.nspowner'), comment: comment('pg_namespace', 'n.oid') },
    from: `pg_namespace n where ${userSchema}`,
  },
  {
    of: 'relation', kind: relationKind, oid: 'c.oid', schema: 'c.nspname', name: 'c.relname',
    is: {
      owner: owner('c.relowner'),
      'partitioned by': "case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end",
      'partition bound': 'case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end',
      inherits: "case when c.relkind in ('r', 'p', 'f') then (select string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno) from pg_inherits i where i.inhrelid = c.oid) end",
      query: "case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end",
      unlogged: "case when c.relpersistence = 'u' then true end",
      'row security': "nullif(concat_ws(', ', case when c.relrowsecurity then 'enabled' end, case when c.relforcerowsecurity then 'forced' end), '')",
      'replica identity': "case when c.relreplident = 'd' or c.relkind not in ('r', 'p', 'm') then null when c.relreplident = 'n' then 'nothing' when c.relreplident = 'f' then 'full' else (select 'index ' || x.indexrelid::regclass::text from pg_index x where x.indrelid = c.oid and x.indisreplident) end",
      'clustered on': "case when c.relkind in ('r', 'm') then (select x.indexrelid::regclass::text from pg_index x where x.indrelid = c.oid and x.indisclustered) end",
      options: options('c.reloptions'),
      'of type': 'case when c.reloftype <> 0 then c.reloftype::regtype::text end',
      'access method': "(select a.amname from pg_am a where a.oid = c.relam and a.amname <> 'heap')",
      server: "case when c.relkind = 'f' then (select concat_ws(' ', s.srvname, array_to_string(f.ftoptions, ', ')) from pg_foreign_table f join pg_foreign_server s on s.oid = f.ftserver where f.ftrelid = c.oid) end",
      privileges: acl('c.relacl', 'r', 'c.relowner'),
      comment: comment('pg_class', 'c.oid'),
    },
    from: "own_relation c where c.relkind in ('r', 'p', 'v', 'm', 'f')",
  },
  {
    of: 'relation', kind: "case c.relkind when 'c' then 'attribute' else 'column' end", oid: 'c.oid', position: 'a.attnum', schema: 'c.nspname', parent: 'c.relname', name: 'a.attname',
    is: {
      type: 'format_type(a.atttypid, a.atttypmod)',
      'not null': 'case when a.attnotnull then true end',
      default: 'case when a.atthasdef then (select pg_get_expr(f.adbin, f.adrelid) from pg_attrdef f where f.adrelid = a.attrelid and f.adnum = a.attnum) end',
      generated: "case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end",
      identity: "case a.attidentity when 'a' then 'always' when 'd' then 'by default' end",
      collation: 'case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end',
      storage: 'case when a.attstorage <> t.typstorage then a.attstorage end',
      ...(version >= 140000 ? { compression: "nullif(a.attcompression, '')" } : {}),
      statistics: "case when coalesce(a.attstattarget, -1) >= 0 then a.attstattarget end",
      options: options('a.attoptions'),
      privileges: "case when a.attacl is not null then nullif((select string_agg(x::text, ' ' order by x::text) from unnest(a.attacl) x), '') end",
      comment: 'd.description',
    },
    from: `own_relation c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
      left join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = c.oid and d.objsubid = a.attnum
      where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and a.attnum > 0 and not a.attisdropped`,
  },
  {
    of: 'relation', kind: "'constraint'", oid: 'k.oid', schema: 'c.nspname', parent: 'c.relname', name: 'k.conname',
    is: { definition: 'pg_get_constraintdef(k.oid)', comment: comment('pg_constraint', 'k.oid') },
    from: `own_relation c join pg_constraint k on k.conrelid = c.oid where k.contype in ('c', 'f', 'p', 'u', 'x')`,
  },
  {
    of: 'relation', kind: "'index'", oid: 'i.oid', schema: 'c.nspname', parent: 'c.relname', name: 'i.relname',
    is: {
      definition: 'pg_get_indexdef(x.indexrelid)', invalid: 'case when not x.indisvalid then true end',
      options: options('i.reloptions'), comment: comment('pg_class', 'i.oid'),
    },
    from: `own_relation c join pg_index x on x.indrelid = c.oid join pg_class i on i.oid = x.indexrelid
      where not i.relispartition and not exists (select from pg_constraint k where k.conrelid = x.indrelid and k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x'))`,
  },
  {
    of: 'relation', kind: "'sequence'", oid: 'c.oid', schema: 'c.nspname', name: 'c.relname',
    is: {
      type: 'format_type(s.seqtypid, null)', start: 's.seqstart', increment: 's.seqincrement', minimum: 's.seqmin::text', maximum: 's.seqmax::text', cache: 's.seqcache',
      cycle: 'case when s.seqcycle then true end',
      'owned by': "(select o.refobjid::regclass || '.' || quote_ident(a.attname) from pg_depend o join pg_attribute a on a.attrelid = o.refobjid and a.attnum = o.refobjsubid where o.classid = 'pg_class'::regclass and o.objid = c.oid and o.deptype in ('a', 'i') and o.refclassid = 'pg_class'::regclass)",
      owner: owner('c.relowner'), privileges: acl('c.relacl', 's', 'c.relowner'), comment: comment('pg_class', 'c.oid'),
    },
    from: 'own_relation c join pg_sequence s on s.seqrelid = c.oid',
  },
  {
    of: 'relation', kind: "'trigger'", oid: 't.oid', schema: 'c.nspname', parent: 'c.relname', name: 't.tgname',
    is: { definition: 'pg_get_triggerdef(t.oid)', fires: fires('t.tgenabled'), comment: comment('pg_trigger', 't.oid') },
    from: 'own_relation c join pg_trigger t on t.tgrelid = c.oid where not t.tgisinternal',
  },
  {
    of: 'relation', kind: "'rule'", oid: 'r.oid', schema: 'c.nspname', parent: 'c.relname', name: 'r.rulename',
    is: { definition: 'pg_get_ruledef(r.oid)', fires: fires('r.ev_enabled'), comment: comment('pg_rewrite', 'r.oid') },
    from: `own_relation c join pg_rewrite r on r.ev_class = c.oid where r.rulename <> '_RETURN'`,
  },
  {
    of: 'relation', kind: "'policy'", oid: 'p.oid', schema: 'c.nspname', parent: 'c.relname', name: 'p.polname',
    is: {
      command: "case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end",
      restrictive: 'case when not p.polpermissive then true end',
      roles: "(select string_agg(case when x = 0 then 'public' else pg_get_userbyid(x) end, ', ' order by x) from unnest(p.polroles) x)",
      using: 'pg_get_expr(p.polqual, p.polrelid)', check: 'pg_get_expr(p.polwithcheck, p.polrelid)', comment: comment('pg_policy', 'p.oid'),
    },
    from: 'own_relation c join pg_policy p on p.polrelid = c.oid',
  },
  {
    of: 'routine', kind: "case f.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end", oid: 'f.oid', schema: 'n.nspname',
    name: "f.proname || '(' || oidvectortypes(f.proargtypes) || ')'",
    is: {
      definition: "case when f.prokind <> 'a' then pg_get_functiondef(f.oid) else (select format('sfunc %s stype %s finalfunc %s initcond %s sortop %s', g.aggtransfn, g.aggtranstype::regtype, g.aggfinalfn, g.agginitval, g.aggsortop) from pg_aggregate g where g.aggfnoid = f.oid) end",
      owner: owner('f.proowner'), privileges: acl('f.proacl', 'f', 'f.proowner'), comment: comment('pg_proc', 'f.oid'),
    },
    from: `pg_proc f join pg_namespace n on n.oid = f.pronamespace where ${own('pg_proc', 'f.oid')}
      and not exists (select from pg_depend o where o.classid = 'pg_proc'::regclass and o.objid = f.oid and o.deptype = 'i' and o.refclassid = 'pg_type'::regclass)`,
  },
  {
    of: 'type', kind: "case when t.typtype = 'd' then 'domain' else 'type' end", oid: 't.oid', schema: 'n.nspname', name: 't.typname',
    is: {
      values: "case when t.typtype = 'e' then (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) end",
      base: "case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end",
      'not null': 'case when t.typnotnull then true end', default: 't.typdefault',
      range: "case when t.typtype = 'r' then (select r.rngsubtype::regtype::text from pg_range r where r.rngtypid = t.oid) end",
      'range with': "case when t.typtype = 'r' then (select nullif(concat_ws(' ', (select 'operator class ' || o.opcname from pg_opclass o where o.oid = r.rngsubopc and not o.opcdefault), 'collation ' || (select nullif(r.rngcollation, e.typcollation)::regcollation from pg_type e where e.oid = r.rngsubtype), 'canonical ' || nullif(r.rngcanonical, 0)::regproc, 'difference ' || nullif(r.rngsubdiff, 0)::regproc), '') from pg_range r where r.rngtypid = t.oid) end",
      form: "case t.typtype when 'e' then 'enum' when 'c' then 'composite' when 'r' then 'range' when 'd' then null else 'base' end",
      owner: owner('t.typowner'), privileges: acl('t.typacl', 'T', 't.typowner'), comment: comment('pg_type', 't.oid'),
    },
    from: `pg_type t join pg_namespace n on n.oid = t.typnamespace
      where (t.typtype in ('e', 'd', 'r', 'b') or t.typrelid in (select oid from pg_class where relkind = 'c')) and t.typelem = 0 and ${own('pg_type', 't.oid')}`,
  },
  {
    of: 'type', kind: "'domain constraint'", oid: 'k.oid', schema: 'n.nspname', parent: 't.typname', name: 'k.conname',
    is: { definition: 'pg_get_constraintdef(k.oid)', comment: comment('pg_constraint', 'k.oid') },
    from: `pg_constraint k join pg_type t on t.oid = k.contypid join pg_namespace n on n.oid = t.typnamespace where k.contype = 'c' and k.contypid >= 16384 and ${own('pg_type', 't.oid')}`,
  },
  {
    kind: "'extension'", oid: 'e.oid', name: 'e.extname', is: { version: 'e.extversion', schema: 'e.extnamespace::regnamespace::text' },
    from: "pg_extension e where e.extname <> 'plpgsql'",
  },
  {
    kind: "'role'", oid: 'r.oid', name: 'r.rolname',
    is: {
      attributes: "nullif(concat_ws(' ', case when r.rolsuper then 'superuser' end, case when not r.rolinherit then 'noinherit' end, case when r.rolcreaterole then 'createrole' end, case when r.rolcreatedb then 'createdb' end, case when r.rolcanlogin then 'login' end, case when r.rolreplication then 'replication' end, case when r.rolbypassrls then 'bypassrls' end, case when r.rolconnlimit >= 0 then 'connection limit ' || r.rolconnlimit end, 'valid until ' || r.rolvaliduntil), '')",
      'member of': "(select string_agg(pg_get_userbyid(m.roleid) || case when m.admin_option then ' with admin' else '' end, ', ' order by pg_get_userbyid(m.roleid)) from pg_auth_members m where m.member = r.oid)",
      settings: "(select string_agg(x, ', ' order by x) from pg_db_role_setting s, unnest(s.setconfig) x where s.setrole = r.oid)",
      comment: "(select description from pg_shdescription where objoid = r.oid and classoid = 'pg_authid'::regclass)",
    },
    from: "pg_roles r where r.rolname !~ '^pg_'",
  },
  {
    kind: "'default privileges'", oid: 'p.oid', name: "concat_ws(' ', pg_get_userbyid(p.defaclrole), nullif(p.defaclnamespace, 0)::regnamespace, p.defaclobjtype)",
    is: { privileges: sortedAcl('p.defaclacl') }, from: 'pg_default_acl p',
  },
  {
    kind: "'event trigger'", oid: 'e.oid', name: 'e.evtname',
    is: { event: 'e.evtevent', function: 'e.evtfoid::regprocedure::text', tags: "array_to_string(e.evttags, ', ')", fires: "nullif(e.evtenabled, 'O')", owner: owner('e.evtowner') },
    from: `pg_event_trigger e where ${own('pg_event_trigger', 'e.oid')}`,
  },
  {
    kind: "'publication'", oid: 'p.oid', name: 'p.pubname',
    is: {
      of: "case when p.puballtables then 'all tables' else (select string_agg(r.prrelid::regclass::text, ', ' order by r.prrelid::regclass::text) from pg_publication_rel r where r.prpubid = p.oid) end",
      publishes: "concat_ws(' ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end, case when p.pubviaroot then 'via root' end)",
      owner: owner('p.pubowner'),
    },
    from: 'pg_publication p',
  },
  {
    kind: "'statistics'", oid: 's.oid', schema: 'n.nspname', name: 's.stxname', is: { definition: 'pg_get_statisticsobjdef(s.oid)', owner: owner('s.stxowner'), comment: comment('pg_statistic_ext', 's.oid') },
    from: `pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace where ${own('pg_statistic_ext', 's.oid')}`,
  },
  {
    kind: "'collation'", oid: 'c.oid', schema: 'n.nspname', name: 'c.collname',
    is: { provider: 'c.collprovider', collate: 'c.collcollate', ctype: 'c.collctype', locale: "coalesce(to_json(c) ->> 'colllocale', to_json(c) ->> 'colliculocale')", deterministic: 'c.collisdeterministic', owner: owner('c.collowner') },
    from: `pg_collation c join pg_namespace n on n.oid = c.collnamespace where ${own('pg_collation', 'c.oid')}`,
  },
  {
    kind: "'operator'", oid: 'o.oid', schema: 'n.nspname', name: "format('%s (%s, %s)', o.oprname, nullif(o.oprleft, 0)::regtype, nullif(o.oprright, 0)::regtype)",
    is: { result: 'o.oprresult::regtype::text', function: 'o.oprcode::text', commutator: 'nullif(o.oprcom, 0)::regoperator::text', negator: 'nullif(o.oprnegate, 0)::regoperator::text', owner: owner('o.oprowner') },
    from: `pg_operator o join pg_namespace n on n.oid = o.oprnamespace where ${own('pg_operator', 'o.oid')}`,
  },
  {
    kind: "'operator class'", oid: 'o.oid', schema: 'n.nspname', name: "format('%s using %s', o.opcname, (select a.amname from pg_am a where a.oid = o.opcmethod))",
    is: { type: 'o.opcintype::regtype::text', default: 'case when o.opcdefault then true end', owner: owner('o.opcowner') },
    from: `pg_opclass o join pg_namespace n on n.oid = o.opcnamespace where ${own('pg_opclass', 'o.oid')}`,
  },
  {
    kind: "'cast'", oid: 'c.oid', name: "format('%s as %s', c.castsource::regtype, c.casttarget::regtype)", is: { function: 'nullif(c.castfunc, 0)::regprocedure::text', context: 'c.castcontext', method: 'c.castmethod' },
    from: `pg_cast c where ${own('pg_cast', 'c.oid')} and not exists (select from pg_depend o where o.classid = 'pg_cast'::regclass and o.objid = c.oid and o.deptype = 'i')`,
  },
  {
    kind: "'text search configuration'", oid: 'c.oid', schema: 'n.nspname', name: 'c.cfgname',
    is: {
      parser: 'c.cfgparser::text', owner: owner('c.cfgowner'),
      mappings: "(select string_agg(format('%s %s', m.maptokentype, m.mapdict::regdictionary), ', ' order by m.maptokentype, m.mapseqno) from pg_ts_config_map m where m.mapcfg = c.oid)",
    },
    from: `pg_ts_config c join pg_namespace n on n.oid = c.cfgnamespace where ${own('pg_ts_config', 'c.oid')}`,
  },
  {
    kind: "'text search dictionary'", oid: 't.oid', schema: 'n.nspname', name: 't.dictname', is: { template: 't.dicttemplate::text', options: 't.dictinitoption', owner: owner('t.dictowner') },
    from: `pg_ts_dict t join pg_namespace n on n.oid = t.dictnamespace where ${own('pg_ts_dict', 't.oid')}`,
  },
  {
    kind: "'foreign data wrapper'", oid: 'w.oid', name: 'w.fdwname', is: { options: options('w.fdwoptions'), owner: owner('w.fdwowner'), privileges: acl('w.fdwacl', 'F', 'w.fdwowner') },
    from: `pg_foreign_data_wrapper w where ${own('pg_foreign_data_wrapper', 'w.oid')}`,
  },
  {
    kind: "'server'", oid: 's.oid', name: 's.srvname', is: { options: options('s.srvoptions'), owner: owner('s.srvowner'), privileges: acl('s.srvacl', 'S', 's.srvowner') },
    from: `pg_foreign_server s where ${own('pg_foreign_server', 's.oid')}`,
  },
  {
    kind: "'language'", oid: 'l.oid', name: 'l.lanname', is: { owner: owner('l.lanowner'), privileges: acl('l.lanacl', 'l', 'l.lanowner') },
    from: `pg_language l where l.lanispl and l.lanname <> 'plpgsql' and ${own('pg_language', 'l.oid')}`,
  },
];

/** For a server of that version (180006: 18.6), 12 or later. To be run with an empty search_path. */
export function snapshotQuery(version: number): string {
  return unionOf(parts(version), 'true');
}

/** What is read beside relations. */
export type Besides = 'all' | readonly ('routine' | 'type')[];

/**
 * The same, but of relations only those whose object ids are in the parameter, an array; what else there is need not be read as long
 * as `writesQuery` answers the same.
 */
export function touchedObjectsQuery(version: number, besides: Besides): string {
  const isWanted = ({ of }: Part) => besides === 'all' || of === 'relation' || (of !== undefined && besides.includes(of));
  return unionOf(parts(version).filter(isWanted), 'c.oid = any ($1)');
}

function unionOf(read: readonly Part[], which: string): string {
  const selects = read.map(({ of, kind, oid, position, schema, parent, name, is, from }) => {
    const traits = Object.entries(is).map(([trait, value]) => `'${trait}', ${value}`);
    return `select ${kind}, ${schema ?? 'null'}, ${parent ?? 'null'}, (${name})::text, json_build_object(${traits.join(', ')})::text, ${oid}::text, ${position ?? '0'}::text, ${of === 'relation' ? 'c.oid::text' : 'null'} from ${from}`;
  });
  return `with ext as materialized (select classid, objid from pg_depend where refclassid = 'pg_extension'::regclass and deptype = 'e'),
own_relation as materialized (select n.nspname, c.* from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where ${which} and ${own('pg_class', 'c.oid')} and ${isRead} and n.nspname !~ '^pg_')\n${selects.join('\nunion all\n')}`;
}
