import type { Listing } from './convention';

/** Blanks become `_`, where no command of the tool's says what becomes of them; everything else stays as it was typed. */
export function fileWords(name: string): string {
  return name.trim().replace(/\s+/g, '_');
}

/** With its blanks, as `migrate create`, `dbmate new` and `supabase migration new` put it into the name of a file. */
export function asTyped(name: string): string {
  return name.trim();
}

/** Blanks that are left are joined as the other migrations' words are, where one of them shows how: a folder's own style goes before the tool's. */
export function likeOthers(name: string, { migrations }: Listing): string {
  const shown = migrations.filter((migration) => /[\s_-]/.test(migration.name));
  if (shown.length === 0 || shown.some((migration) => /\s/.test(migration.name))) return name;
  const underlined = shown.filter((migration) => migration.name.includes('_')).length;
  return name.replace(/\s+/g, underlined * 2 >= shown.length ? '_' : '-');
}

/** Lower case, words joined by `_`: goose's helpers.go, to which `usersTable` is one word. */
export function snakeCase(name: string): string {
  return name
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
}

/** The words of `usersTable` apart, as Prisma and soda take them. */
export function apart(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2');
}

/** What no file system, or not every one, takes in a name. */
export function refuseFileName(name: string): string | undefined {
  const bad = /[/\\:*?"<>|\x00-\x1f]/.exec(name);
  if (bad) return `A file name cannot hold ${bad[0] < ' ' ? 'a control character' : bad[0]}`;
  if (!/[\p{L}\p{N}]/u.test(name)) return 'A name needs a letter or a digit';
  if (new TextEncoder().encode(name.trim()).length > 200) return 'A name of more than 200 bytes makes a file name that is too long';
  return undefined;
}
