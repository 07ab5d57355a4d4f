import { isRead } from './snapshot-query';

/**
 * The relations that the open transaction has changed, and whether there is something to read of them now: whatever changes a
 * relation locks it against a second such change, but for GRANT and REVOKE, which leave a new version of its row or its columns' rows,
 * and COMMENT on what belongs to it, which locks it as a reader does ($1: that counts, too). An index is locked without its table.
 */
const locked = `select l.relation from pg_catalog.pg_lock_status() l
    where l.locktype = 'relation' and l.pid = pg_catalog.pg_backend_pid() and l.relation >= 16384 and ($1 or l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock'))`;
const granted = `select c.oid from pg_catalog.pg_class c where c.oid >= 16384 and age(c.xmin) <= (select age(pg_catalog.pg_current_xact_id()::pg_catalog.xid))
  union select a.attrelid from pg_catalog.pg_attribute a where a.attrelid >= 16384 and age(a.xmin) <= (select age(pg_catalog.pg_current_xact_id()::pg_catalog.xid))`;
const withKind = (oids: string): string => `with own(oid) as materialized (${oids})
  select t.oid, coalesce((select ${isRead} from pg_catalog.pg_class c where c.oid = t.oid), false)
  from (select oid from own union select indrelid from pg_catalog.pg_index where indexrelid = any (array(select oid from own))) t`;
export const lockedRelationsQuery = withKind(locked);
export const lockedOrGrantedRelationsQuery = withKind(`${locked} union ${granted}`);

/**
 * These relations, the tables of such indexes, and what changes with a table; with each the largest object id that there is.
 * Written so that the indexes are used, however long the catalogs are.
 */
const withFamily = (oids: string): string => `with named as (${oids}),
    own as (select oid from named union select indrelid from pg_catalog.pg_index where indexrelid = any (array(select oid from named))),
    family as (select oid from own union select inhrelid from pg_catalog.pg_inherits where inhparent in (select oid from own) union select inhparent from pg_catalog.pg_inherits where inhrelid in (select oid from own)),
    toast as (select reltoastrelid as oid from pg_catalog.pg_class where oid = any (array(select oid from family)) and reltoastrelid <> 0),
    tables as (select oid from family union all select oid from toast)
  select oid, (select max(oid) from pg_catalog.pg_class) from (
    select oid from tables union all select indexrelid from pg_catalog.pg_index where indrelid = any (array(select oid from tables))
    union all select objid from pg_catalog.pg_depend
      where refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and refobjid = any (array(select oid from family)) and classid = 'pg_catalog.pg_class'::pg_catalog.regclass and deptype in ('a', 'i')
    union all select 0
  ) all_of`;

/** By their names in any schema. */
export const namedRelationsQuery = withFamily('select oid from pg_catalog.pg_class where relname = any ($1) and oid::pg_catalog.int8 >= 16384');
/** One, by its name as it is written in a statement. */
export const oneRelationQuery = withFamily('select pg_catalog.to_regclass($1)::pg_catalog.oid as oid');
