import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A temporary folder with these files, or with a copy of another folder. */
export function temporaryFolder(content: Readonly<Record<string, string>> | { readonly copyOf: string }): string {
  const folder = mkdtempSync(join(tmpdir(), 'upright-'));
  if (typeof content.copyOf === 'string') cpSync(content.copyOf, folder, { recursive: true });
  else for (const [file, text] of Object.entries(content)) write(join(folder, file), text);
  return folder;
}

export const redflag = join(__dirname, '../fixtures/redflag');

export function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

export const uriOf = (path: string): string => pathToFileURL(path).toString();
