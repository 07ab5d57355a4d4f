import type { FolderView } from './convention';
import { parent } from './folder-view';

const FILES = ['sqlc.yaml', 'sqlc.yml', 'sqlc.json'];

/** Does sqlc take its schema from this folder? internal/sql/sqlpath/read.go: it reads the files in the order of their names as text. */
export function sqlcReads(folder: FolderView): boolean {
  return FILES.some((name) => {
    const settings = folder.nearest(name);
    if (!settings || !folder.path.startsWith(parent(settings.path) + '/')) return false;
    const path = folder.path.slice(parent(settings.path).length + 1).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    // A text, or a list of them, on the same line or on those below.
    const schema = new RegExp(`["']?schema["']?\\s*:\\s*(?:\\[[^\\]]*|(?:-\\s*\\S+\\s+)*?-?\\s*)["']?(?:\\./)?${path}/?["']?\\s*(?:[\\],}#]|$)`, 'm');
    return schema.test(settings.text.replace(/^\s*#.*$/gm, ''));
  });
}

/** sqlpath/read.go: does sqlc read a file of a folder that it is given, by its path from there? */
export function sqlcTakesFile(own: string): boolean {
  return /^[^./][^/]*\.sql$/.test(own) && !own.endsWith('.down.sql');
}

/** internal/migrations/migrations.go: does sqlc read on after this line? */
export function sqlcTakesLine(line: string): boolean {
  return !/^(?:-- \+goose down|-- \+migrate down|---- create above \/ drop below ----|-- migrate:down)/i.test(line);
}
