import { byText } from './by-text';
import type { FolderView } from './convention';

const NAME = '["\']?(?:\\$\\{\\w+:?-)?([A-Za-z_][\\w-]*)';

/** Where it is written who connects: the image's superuser, and the user in the settings of a tool. */
const SOURCES: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(['docker-compose.yml', 'docker-compose.yaml', 'compose.yml', 'compose.yaml', '.env', '.env.example'].map((name) => [name, new RegExp(`\\b(?:POSTGRES_USER|PGUSER)\\b["']?\\s*[:=]\\s*${NAME}`, 'g')])),
  'refinery.toml': new RegExp(`^\\s*db_user\\s*=\\s*${NAME}`, 'gm'),
  'tern.conf': new RegExp(`^\\s*user\\s*=\\s*${NAME}`, 'gm'),
  'database.json': new RegExp(`"user"\\s*:\\s*${NAME}`, 'g'),
};

const readers = Object.entries(SOURCES).map(([name, pattern]) => [name, byText((text) => [...text.matchAll(pattern)].map((match) => match[1]!))] as const);

/** Roles by which the project itself connects: they are there before any migration runs. */
export function connectionRoles(folder: FolderView): readonly string[] {
  const roles = new Set<string>();
  for (const [name, read] of readers) for (const role of read(folder.nearest(name)?.text ?? '')) roles.add(role);
  return [...roles];
}
