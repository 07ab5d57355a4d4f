/** Blanks become `_`; everything else stays as it was typed, as `migrate create`, `dbmate new` and `supabase migration new` do. */
export function fileWords(name: string): string {
  return name.trim().replace(/\s+/g, '_');
}

/** goose's snake_case: lower case, words joined by `_`. */
export function snakeCase(name: string): string {
  return name
    .trim()
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
}

/** What no file system, or not every one, takes in a name. */
export function refuseFileName(name: string): string | undefined {
  const bad = /[/\\:*?"<>|\x00-\x1f]/.exec(name);
  if (bad) return `A file name cannot hold ${bad[0] < ' ' ? 'a control character' : bad[0]}`;
  if (!/[\p{L}\p{N}]/u.test(name)) return 'A name needs a letter or a digit';
  if (name.trim().length > 200) return 'A name of more than 200 characters makes a file name that is too long';
  return undefined;
}
