import { URI } from 'vscode-uri';

/**
 * The path that the engine knows a `file:` URI by: absolute, forward slashes, a drive letter in lower case (`c:/app/001.sql`),
 * a share as `//server/share/...`. Undefined for every other scheme and for what is no URI: such a document is no migration.
 */
export function pathOf(uri: unknown): string | undefined {
  if (typeof uri !== 'string') return undefined;
  let parsed: URI;
  try {
    parsed = URI.parse(uri, true);
  } catch {
    return undefined;
  }
  if (parsed.scheme !== 'file') return undefined;
  if (parsed.authority !== '') return `//${parsed.authority}${parsed.path}`;
  return /^\/[A-Za-z]:/.test(parsed.path) ? parsed.path.charAt(1).toLowerCase() + parsed.path.slice(2) : parsed.path;
}

/** The `file:` URI of a path, spelled as VS Code spells it. */
export function uriOf(path: string): string {
  return URI.file(path).toString();
}
