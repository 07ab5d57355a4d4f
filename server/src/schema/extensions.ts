/**
 * What an extension brings along. The contrib extensions are complete (from the catalog after CREATE EXTENSION,
 * PostgreSQL 18; test/postgres/facts.test.ts compares); of the others only their relations and types.
 * An extension that is not here may bring anything.
 */
export interface ExtensionFacts {
  readonly types?: ReadonlySet<string>;
  readonly routines?: ReadonlySet<string>;
  readonly relations?: ReadonlySet<string>;
  /** It may bring types and routines that are not listed. */
  readonly open?: boolean;
}

/** Which extension brings a type or a routine of that name. */
export function extensionWith(word: string): string | undefined {
  // PostGIS has a thousand functions, and all are called so.
  if (/^_?st_[a-z]/.test(word)) return 'postgis';
  return Object.keys(extensions).find((name) => extensions[name]!.types?.has(word) || extensions[name]!.routines?.has(word));
}

type Brought = 'types' | 'routines' | 'relations';

/** All extensions that bring one of that name. */
export function extensionsWith(what: Brought, word: string): readonly string[] {
  let bringers = bringersOf.get(what);
  if (!bringers) bringersOf.set(what, (bringers = bringersByWord(what)));
  return bringers.get(word) ?? [];
}

/** Asked of every name that no file makes. */
const bringersOf = new Map<Brought, ReadonlyMap<string, readonly string[]>>();

function bringersByWord(what: Brought): Map<string, string[]> {
  const bringers = new Map<string, string[]>();
  for (const [extension, facts] of Object.entries(extensions)) for (const word of facts[what] ?? []) bringers.set(word, [...(bringers.get(word) ?? []), extension]);
  return bringers;
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const extensions: Readonly<Record<string, ExtensionFacts>> = {
  plpgsql: { routines: words('plpgsql_call_handler plpgsql_inline_handler plpgsql_validator') },
  amcheck: { routines: words('bt_index_check bt_index_parent_check gin_index_check verify_heapam') },
  autoinc: { routines: words('autoinc') },
  bloom: { routines: words('blhandler') },
  btree_gin: {
    routines: words(`
      gin_btree_consistent gin_compare_prefix_anyenum gin_compare_prefix_bit gin_compare_prefix_bool gin_compare_prefix_bpchar
      gin_compare_prefix_bytea gin_compare_prefix_char gin_compare_prefix_cidr gin_compare_prefix_date gin_compare_prefix_float4
      gin_compare_prefix_float8 gin_compare_prefix_inet gin_compare_prefix_int2 gin_compare_prefix_int4 gin_compare_prefix_int8
      gin_compare_prefix_interval gin_compare_prefix_macaddr gin_compare_prefix_macaddr8 gin_compare_prefix_money gin_compare_prefix_name
      gin_compare_prefix_numeric gin_compare_prefix_oid gin_compare_prefix_text gin_compare_prefix_time gin_compare_prefix_timestamp
      gin_compare_prefix_timestamptz gin_compare_prefix_timetz gin_compare_prefix_uuid gin_compare_prefix_varbit gin_enum_cmp
      gin_extract_query_anyenum gin_extract_query_bit gin_extract_query_bool gin_extract_query_bpchar gin_extract_query_bytea
      gin_extract_query_char gin_extract_query_cidr gin_extract_query_date gin_extract_query_float4 gin_extract_query_float8
      gin_extract_query_inet gin_extract_query_int2 gin_extract_query_int4 gin_extract_query_int8 gin_extract_query_interval
      gin_extract_query_macaddr gin_extract_query_macaddr8 gin_extract_query_money gin_extract_query_name gin_extract_query_numeric
      gin_extract_query_oid gin_extract_query_text gin_extract_query_time gin_extract_query_timestamp gin_extract_query_timestamptz
      gin_extract_query_timetz gin_extract_query_uuid gin_extract_query_varbit gin_extract_value_anyenum gin_extract_value_bit
      gin_extract_value_bool gin_extract_value_bpchar gin_extract_value_bytea gin_extract_value_char gin_extract_value_cidr
      gin_extract_value_date gin_extract_value_float4 gin_extract_value_float8 gin_extract_value_inet gin_extract_value_int2
      gin_extract_value_int4 gin_extract_value_int8 gin_extract_value_interval gin_extract_value_macaddr gin_extract_value_macaddr8
      gin_extract_value_money gin_extract_value_name gin_extract_value_numeric gin_extract_value_oid gin_extract_value_text
      gin_extract_value_time gin_extract_value_timestamp gin_extract_value_timestamptz gin_extract_value_timetz gin_extract_value_uuid
      gin_extract_value_varbit gin_numeric_cmp
    `),
  },
  btree_gist: {
    types: words('gbtreekey16 gbtreekey2 gbtreekey32 gbtreekey4 gbtreekey8 gbtreekey_var'),
    routines: words(`
      cash_dist date_dist float4_dist float8_dist gbt_bit_compress gbt_bit_consistent gbt_bit_penalty gbt_bit_picksplit gbt_bit_same
      gbt_bit_sortsupport gbt_bit_union gbt_bool_compress gbt_bool_consistent gbt_bool_fetch gbt_bool_penalty gbt_bool_picksplit gbt_bool_same
      gbt_bool_sortsupport gbt_bool_union gbt_bpchar_compress gbt_bpchar_consistent gbt_bpchar_sortsupport gbt_bytea_compress
      gbt_bytea_consistent gbt_bytea_penalty gbt_bytea_picksplit gbt_bytea_same gbt_bytea_sortsupport gbt_bytea_union gbt_cash_compress
      gbt_cash_consistent gbt_cash_distance gbt_cash_fetch gbt_cash_penalty gbt_cash_picksplit gbt_cash_same gbt_cash_sortsupport
      gbt_cash_union gbt_date_compress gbt_date_consistent gbt_date_distance gbt_date_fetch gbt_date_penalty gbt_date_picksplit gbt_date_same
      gbt_date_sortsupport gbt_date_union gbt_decompress gbt_enum_compress gbt_enum_consistent gbt_enum_fetch gbt_enum_penalty
      gbt_enum_picksplit gbt_enum_same gbt_enum_sortsupport gbt_enum_union gbt_float4_compress gbt_float4_consistent gbt_float4_distance
      gbt_float4_fetch gbt_float4_penalty gbt_float4_picksplit gbt_float4_same gbt_float4_sortsupport gbt_float4_union gbt_float8_compress
      gbt_float8_consistent gbt_float8_distance gbt_float8_fetch gbt_float8_penalty gbt_float8_picksplit gbt_float8_same
      gbt_float8_sortsupport gbt_float8_union gbt_inet_compress gbt_inet_consistent gbt_inet_penalty gbt_inet_picksplit gbt_inet_same
      gbt_inet_sortsupport gbt_inet_union gbt_int2_compress gbt_int2_consistent gbt_int2_distance gbt_int2_fetch gbt_int2_penalty
      gbt_int2_picksplit gbt_int2_same gbt_int2_sortsupport gbt_int2_union gbt_int4_compress gbt_int4_consistent gbt_int4_distance
      gbt_int4_fetch gbt_int4_penalty gbt_int4_picksplit gbt_int4_same gbt_int4_sortsupport gbt_int4_union gbt_int8_compress
      gbt_int8_consistent gbt_int8_distance gbt_int8_fetch gbt_int8_penalty gbt_int8_picksplit gbt_int8_same gbt_int8_sortsupport
      gbt_int8_union gbt_intv_compress gbt_intv_consistent gbt_intv_decompress gbt_intv_distance gbt_intv_fetch gbt_intv_penalty
      gbt_intv_picksplit gbt_intv_same gbt_intv_sortsupport gbt_intv_union gbt_macad8_compress gbt_macad8_consistent gbt_macad8_fetch
      gbt_macad8_penalty gbt_macad8_picksplit gbt_macad8_same gbt_macad8_sortsupport gbt_macad8_union gbt_macad_compress gbt_macad_consistent
      gbt_macad_fetch gbt_macad_penalty gbt_macad_picksplit gbt_macad_same gbt_macad_union gbt_macaddr_sortsupport gbt_numeric_compress
      gbt_numeric_consistent gbt_numeric_penalty gbt_numeric_picksplit gbt_numeric_same gbt_numeric_sortsupport gbt_numeric_union
      gbt_oid_compress gbt_oid_consistent gbt_oid_distance gbt_oid_fetch gbt_oid_penalty gbt_oid_picksplit gbt_oid_same gbt_oid_sortsupport
      gbt_oid_union gbt_text_compress gbt_text_consistent gbt_text_penalty gbt_text_picksplit gbt_text_same gbt_text_sortsupport
      gbt_text_union gbt_time_compress gbt_time_consistent gbt_time_distance gbt_time_fetch gbt_time_penalty gbt_time_picksplit gbt_time_same
      gbt_time_sortsupport gbt_time_union gbt_timetz_compress gbt_timetz_consistent gbt_ts_compress gbt_ts_consistent gbt_ts_distance
      gbt_ts_fetch gbt_ts_penalty gbt_ts_picksplit gbt_ts_same gbt_ts_sortsupport gbt_ts_union gbt_tstz_compress gbt_tstz_consistent
      gbt_tstz_distance gbt_uuid_compress gbt_uuid_consistent gbt_uuid_fetch gbt_uuid_penalty gbt_uuid_picksplit gbt_uuid_same
      gbt_uuid_sortsupport gbt_uuid_union gbt_var_decompress gbt_var_fetch gbt_varbit_sortsupport gbtreekey16_in gbtreekey16_out gbtreekey2_in
      gbtreekey2_out gbtreekey32_in gbtreekey32_out gbtreekey4_in gbtreekey4_out gbtreekey8_in gbtreekey8_out gbtreekey_var_in
      gbtreekey_var_out gist_translate_cmptype_btree int2_dist int4_dist int8_dist interval_dist oid_dist time_dist ts_dist tstz_dist
    `),
  },
  citext: {
    types: words('citext'),
    routines: words(`
      citext citext_cmp citext_eq citext_ge citext_gt citext_hash citext_hash_extended citext_larger citext_le citext_lt citext_ne
      citext_pattern_cmp citext_pattern_ge citext_pattern_gt citext_pattern_le citext_pattern_lt citext_smaller citextin citextout citextrecv
      citextsend max min regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table replace split_part strpos
      texticlike texticnlike texticregexeq texticregexne translate
    `),
  },
  cube: {
    types: words('cube'),
    routines: words(`
      cube cube_cmp cube_contained cube_contains cube_coord cube_coord_llur cube_dim cube_distance cube_enlarge cube_eq cube_ge cube_gt
      cube_in cube_inter cube_is_point cube_le cube_ll_coord cube_lt cube_ne cube_out cube_overlap cube_recv cube_send cube_size cube_subset
      cube_union cube_ur_coord distance_chebyshev distance_taxicab g_cube_consistent g_cube_distance g_cube_penalty g_cube_picksplit
      g_cube_same g_cube_union
    `),
  },
  dict_int: { routines: words('dintdict_init dintdict_lexize') },
  dict_xsyn: { routines: words('dxsyn_init dxsyn_lexize') },
  earthdistance: {
    types: words('earth'),
    routines: words('earth earth_box earth_distance gc_to_sec geo_distance latitude ll_to_earth longitude sec_to_gc'),
  },
  file_fdw: { routines: words('file_fdw_handler file_fdw_validator') },
  fuzzystrmatch: {
    routines: words(`
      daitch_mokotoff difference dmetaphone dmetaphone_alt levenshtein levenshtein_less_equal metaphone soundex text_soundex
    `),
  },
  hstore: {
    types: words('ghstore hstore'),
    routines: words(`
      akeys avals defined delete each exist exists_all exists_any fetchval ghstore_compress ghstore_consistent ghstore_decompress ghstore_in
      ghstore_options ghstore_out ghstore_penalty ghstore_picksplit ghstore_same ghstore_union gin_consistent_hstore gin_extract_hstore
      gin_extract_hstore_query hs_concat hs_contained hs_contains hstore hstore_cmp hstore_eq hstore_ge hstore_gt hstore_hash
      hstore_hash_extended hstore_in hstore_le hstore_lt hstore_ne hstore_out hstore_recv hstore_send hstore_subscript_handler hstore_to_array
      hstore_to_json hstore_to_json_loose hstore_to_jsonb hstore_to_jsonb_loose hstore_to_matrix hstore_version_diag isdefined isexists
      populate_record skeys slice slice_array svals tconvert
    `),
  },
  insert_username: { routines: words('insert_username') },
  intarray: {
    types: words('intbig_gkey query_int'),
    routines: words(`
      _int_contained _int_contained_joinsel _int_contained_sel _int_contains _int_contains_joinsel _int_contains_sel _int_different _int_inter
      _int_matchsel _int_overlap _int_overlap_joinsel _int_overlap_sel _int_same _int_union _intbig_in _intbig_out boolop bqarr_in bqarr_out
      g_int_compress g_int_consistent g_int_decompress g_int_options g_int_penalty g_int_picksplit g_int_same g_int_union g_intbig_compress
      g_intbig_consistent g_intbig_decompress g_intbig_options g_intbig_penalty g_intbig_picksplit g_intbig_same g_intbig_union
      ginint4_consistent ginint4_queryextract icount idx intarray_del_elem intarray_push_array intarray_push_elem intset intset_subtract
      intset_union_elem querytree rboolop sort sort_asc sort_desc subarray uniq
    `),
  },
  isn: {
    types: words('ean13 isbn isbn13 ismn ismn13 issn issn13 upc'),
    routines: words(`
      btean13cmp btisbn13cmp btisbncmp btismn13cmp btismncmp btissn13cmp btissncmp btupccmp ean13_in ean13_out hashean13 hashisbn hashisbn13
      hashismn hashismn13 hashissn hashissn13 hashupc is_valid isbn isbn13 isbn13_in isbn_in ismn ismn13 ismn13_in ismn_in isn_out isn_weak
      isneq isnge isngt isnle isnlt isnne issn issn13 issn13_in issn_in make_valid upc upc_in
    `),
  },
  lo: {
    types: words('lo'),
    routines: words('lo_manage lo_oid'),
  },
  ltree: {
    types: words('lquery ltree ltree_gist ltxtquery'),
    routines: words(`
      _lt_q_regex _lt_q_rregex _ltq_extract_regex _ltq_regex _ltq_rregex _ltree_compress _ltree_consistent _ltree_extract_isparent
      _ltree_extract_risparent _ltree_gist_options _ltree_isparent _ltree_penalty _ltree_picksplit _ltree_r_isparent _ltree_r_risparent
      _ltree_risparent _ltree_same _ltree_union _ltxtq_exec _ltxtq_extract_exec _ltxtq_rexec hash_ltree hash_ltree_extended index lca
      lquery_in lquery_out lquery_recv lquery_send lt_q_regex lt_q_rregex ltq_regex ltq_rregex ltree2text ltree_addltree ltree_addtext
      ltree_cmp ltree_compress ltree_consistent ltree_decompress ltree_eq ltree_ge ltree_gist_in ltree_gist_options ltree_gist_out ltree_gt
      ltree_in ltree_isparent ltree_le ltree_lt ltree_ne ltree_out ltree_penalty ltree_picksplit ltree_recv ltree_risparent ltree_same
      ltree_send ltree_textadd ltree_union ltreeparentsel ltxtq_exec ltxtq_in ltxtq_out ltxtq_recv ltxtq_rexec ltxtq_send nlevel subltree
      subpath text2ltree
    `),
  },
  moddatetime: { routines: words('moddatetime') },
  pageinspect: {
    routines: words(`
      brin_metapage_info brin_page_items brin_page_type brin_revmap_data bt_metap bt_multi_page_stats bt_page_items bt_page_stats
      fsm_page_contents get_raw_page gin_leafpage_items gin_metapage_info gin_page_opaque_info gist_page_items gist_page_items_bytea
      gist_page_opaque_info hash_bitmap_info hash_metapage_info hash_page_items hash_page_stats hash_page_type heap_page_item_attrs
      heap_page_items heap_tuple_infomask_flags page_checksum page_header tuple_data_split
    `),
  },
  pg_buffercache: {
    types: words('pg_buffercache pg_buffercache_numa'),
    routines: words(`
      pg_buffercache_evict pg_buffercache_evict_all pg_buffercache_evict_relation pg_buffercache_numa_pages pg_buffercache_pages
      pg_buffercache_summary pg_buffercache_usage_counts
    `),
    relations: words('pg_buffercache pg_buffercache_numa'),
  },
  pg_freespacemap: { routines: words('pg_freespace') },
  pg_stat_statements: {
    types: words('pg_stat_statements pg_stat_statements_info'),
    routines: words('pg_stat_statements pg_stat_statements_info pg_stat_statements_reset'),
    relations: words('pg_stat_statements pg_stat_statements_info'),
  },
  pg_surgery: { routines: words('heap_force_freeze heap_force_kill') },
  pg_trgm: {
    types: words('gtrgm'),
    routines: words(`
      gin_extract_query_trgm gin_extract_value_trgm gin_trgm_consistent gin_trgm_triconsistent gtrgm_compress gtrgm_consistent
      gtrgm_decompress gtrgm_distance gtrgm_in gtrgm_options gtrgm_out gtrgm_penalty gtrgm_picksplit gtrgm_same gtrgm_union set_limit
      show_limit show_trgm similarity similarity_dist similarity_op strict_word_similarity strict_word_similarity_commutator_op
      strict_word_similarity_dist_commutator_op strict_word_similarity_dist_op strict_word_similarity_op word_similarity
      word_similarity_commutator_op word_similarity_dist_commutator_op word_similarity_dist_op word_similarity_op
    `),
  },
  pg_visibility: {
    routines: words(`
      pg_check_frozen pg_check_visible pg_truncate_visibility_map pg_visibility pg_visibility_map pg_visibility_map_summary
    `),
  },
  pg_walinspect: { routines: words('pg_get_wal_block_info pg_get_wal_record_info pg_get_wal_records_info pg_get_wal_stats') },
  pgcrypto: {
    routines: words(`
      armor crypt dearmor decrypt decrypt_iv digest encrypt encrypt_iv fips_mode gen_random_bytes gen_random_uuid gen_salt hmac
      pgp_armor_headers pgp_key_id pgp_pub_decrypt pgp_pub_decrypt_bytea pgp_pub_encrypt pgp_pub_encrypt_bytea pgp_sym_decrypt
      pgp_sym_decrypt_bytea pgp_sym_encrypt pgp_sym_encrypt_bytea
    `),
  },
  refint: { routines: words('check_foreign_key check_primary_key') },
  seg: {
    types: words('seg'),
    routines: words(`
      gseg_consistent gseg_penalty gseg_picksplit gseg_same gseg_union seg_center seg_cmp seg_contained seg_contains seg_different seg_ge
      seg_gt seg_in seg_inter seg_le seg_left seg_lower seg_lt seg_out seg_over_left seg_over_right seg_overlap seg_right seg_same seg_size
      seg_union seg_upper
    `),
  },
  tablefunc: {
    types: words('tablefunc_crosstab_2 tablefunc_crosstab_3 tablefunc_crosstab_4'),
    routines: words('connectby crosstab crosstab2 crosstab3 crosstab4 normal_rand'),
  },
  tcn: { routines: words('triggered_change_notification') },
  tsm_system_rows: { routines: words('system_rows') },
  tsm_system_time: { routines: words('system_time') },
  unaccent: { routines: words('unaccent unaccent_init unaccent_lexize') },
  'uuid-ossp': {
    routines: words(`
      uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4 uuid_generate_v5 uuid_nil uuid_ns_dns uuid_ns_oid uuid_ns_url
      uuid_ns_x500
    `),
  },
  // Read in the extension's own sql/vector.sql and in PostGIS's manual (chapter 4, spatial metadata tables).
  vector: { open: true, types: words('vector halfvec sparsevec') },
  postgis: { open: true, types: words('geometry geography geometry_dump box2d box3d raster'), relations: words('spatial_ref_sys geometry_columns geography_columns') },
};
