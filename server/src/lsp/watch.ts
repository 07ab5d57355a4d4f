import { DidChangeWatchedFilesNotification, FileChangeType, WatchKind, type FileEvent } from 'vscode-languageserver';
import { baseName } from '../migrations/folder-view';
import type { Session } from './session';
import { pathOf } from './paths';

/** What says which tool a folder is, beside the migrations themselves. */
const settling = ['upright.json', '.gitignore', '.gitattributes', 'go.mod', 'Cargo.toml', 'package.json', 'Gemfile', 'Makefile', 'sqitch.plan', 'atlas.sum', 'sqlc.yaml', 'sqlc.yml', 'sqlc.json', 'flyway.toml', 'flyway.conf', 'application.properties', 'application.yml', 'application.yaml', 'pom.xml', 'build.gradle', 'build.gradle.kts', 'tern.conf', 'migration_lock.toml', 'diesel.toml', 'dbconfig.yml', 'database.json',
  'sqlx.toml', 'refinery.toml', 'atlas.hcl', 'sqitch.conf', 'config.yaml', 'config.toml', 'database.yml', 'metadata.toml', 'encore.app', '_journal.json', 'Dockerfile', 'docker-compose.yml', 'compose.yml', 'Taskfile.yml', 'justfile', '.env', '.gmrc'];

/** Asks the client to tell of changed files. A folder that is deleted is told of by itself alone, hence every deletion. */
export function watchFiles(session: Session): void {
  if (!session.client.watchesFiles) return;
  const watchers = [{ globPattern: '**/*.{sql,sql.conf}' }, { globPattern: '**/[0-9]*_*.{go,py,js,ts,rb}', kind: WatchKind.Create }, { globPattern: `**/{${settling.join(',')}}` }, { globPattern: '**/*', kind: WatchKind.Delete }];
  session.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch((error: unknown) => session.failed('Watching files', error));
}

export function filesChanged(session: Session, events: readonly FileEvent[]): void {
  const told = events.flatMap(({ uri, type }) => {
    const path = pathOf(uri);
    return path !== undefined && (isWatched(path) || (type === FileChangeType.Deleted && isFolderOfMigrations(session, path))) ? [{ path, type }] : [];
  });
  session.filesChanged(told.map(({ path }) => path), told.some(({ type }) => type !== FileChangeType.Changed));
}

const isWatched = (path: string) => /\.sql(?:\.conf)?$|\/\d[^/]*_[^/]*\.(?:go|py|js|ts|rb)$/.test(path) || settling.includes(baseName(path));

/** A migrations folder, a folder around one, or one in it. */
function isFolderOfMigrations(session: Session, path: string): boolean {
  return session.workspace.folders().some((folder) => `${folder}/`.startsWith(`${path}/`) || path.startsWith(`${folder}/`));
}
