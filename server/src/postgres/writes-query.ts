import type { Besides } from './snapshot-query';

/** pg_type for those of its rows, and of pg_constraint, that no relation brings with it. */
export const catalogsOf = { routine: ['pg_proc', 'pg_aggregate'], type: ['pg_type', 'pg_enum', 'pg_range'] } as const;
/** All but those of relations. */
const countedCatalogs = [
  'pg_namespace', 'pg_proc', 'pg_aggregate', 'pg_enum', 'pg_range', 'pg_extension', 'pg_authid', 'pg_auth_members', 'pg_db_role_setting', 'pg_default_acl', 'pg_event_trigger',
  'pg_publication', 'pg_publication_rel', 'pg_statistic_ext', 'pg_collation', 'pg_operator', 'pg_opclass', 'pg_cast', 'pg_ts_config', 'pg_ts_config_map', 'pg_ts_dict',
  'pg_foreign_data_wrapper', 'pg_foreign_server', 'pg_language', 'pg_description', 'pg_shdescription',
];
const otherCatalogs = ['pg_type', ...countedCatalogs];

/** Catalogs whose rows were written between two answers of `writesQuery`. */
export function writtenBetween(before: string, after: string): readonly string[] {
  const [then, now] = [before, after].map((answer) => answer.split(' ')) as [string[], string[]];
  return otherCatalogs.filter((_, i) => then[i] !== now[i]);
}

/** What has to be read again where these were written. */
export function besidesWritten(catalogs: readonly string[]): Besides {
  const kinds = (['routine', 'type'] as const).filter((kind) => catalogsOf[kind].some((catalog) => catalogs.includes(catalog)));
  const known: readonly string[] = kinds.flatMap((kind) => catalogsOf[kind]);
  return catalogs.every((catalog) => known.includes(catalog)) ? kinds : 'all';
}

/** A type that is no table's own is one on which its relation depends, not the other way round. */
export const typeVersions = `select pg_catalog.string_agg(t.oid || '.' || t.xmin, ',') from pg_catalog.pg_type t where t.oid >= 16384 and (t.typtype in ('e', 'd', 'r', 'b') and t.typelem = 0 or t.typacl is not null
      or t.typtype = 'c' and t.oid = any (array(select d.refobjid from pg_catalog.pg_depend d
        where d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.refobjid >= 16384 and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype = 'i')))`;
const domainConstraintVersions = "select pg_catalog.concat(';', pg_catalog.string_agg(k.oid || '.' || k.xmin, ',')) from pg_catalog.pg_constraint k where k.contypid >= 16384";

/**
 * How often their rows were written, also by what was rolled back to a savepoint; of types, which are written with every relation,
 * the versions of the rows, where there may be some. Null where PostgreSQL does not count.
 */
export const writesQuery = (types: boolean): string => `select case when pg_catalog.current_setting('track_counts')::pg_catalog.bool then ${types ? `coalesce((${typeVersions}), '') || (${domainConstraintVersions})` : "''"}
    || ' ' || pg_catalog.string_agg(pg_catalog.concat_ws('/',
    pg_catalog.pg_stat_get_xact_tuples_inserted(c), pg_catalog.pg_stat_get_xact_tuples_updated(c), pg_catalog.pg_stat_get_xact_tuples_deleted(c)), ' ') end
  from pg_catalog.unnest(array[${countedCatalogs.map((catalog) => `'pg_catalog.${catalog}'`).join()}]::pg_catalog.regclass[]) c`;
