/**
 * The columns of PostgreSQL's functions in FROM; `null`: one column, called as the alias or else as the function.
 * A function that is not here may give any columns, and so may `unnest`, of an array of rows.
 */
export const setReturning: ReadonlyMap<string, readonly string[] | null> = new Map<string, readonly string[] | null>([
  ['generate_series', null],
  ['generate_subscripts', null],
  ['regexp_matches', null],
  ['regexp_split_to_table', null],
  ['string_to_table', null],
  ['json_object_keys', null],
  ['jsonb_object_keys', null],
  ['json_array_elements', ['value']],
  ['jsonb_array_elements', ['value']],
  ['json_array_elements_text', ['value']],
  ['jsonb_array_elements_text', ['value']],
  ['json_each', ['key', 'value']],
  ['jsonb_each', ['key', 'value']],
  ['json_each_text', ['key', 'value']],
  ['jsonb_each_text', ['key', 'value']],
]);
