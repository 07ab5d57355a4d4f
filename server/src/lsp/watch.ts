import { DidChangeWatchedFilesNotification, FileChangeType, type FileEvent } from 'vscode-languageserver';
import type { Session } from './session';
import { pathOf } from './paths';

/** Migrations, configuration, what says which tool it is, and what git checks out. */
const patterns = ['**/*.sql', '**/upright.json', '**/{go.mod,Cargo.toml,package.json,Gemfile,Makefile,.gitignore,sqitch.plan,migration_lock.toml,diesel.toml,dbconfig.yml,database.json}'];

/** Asks the client to tell of changed files. */
export function watchFiles(session: Session): void {
  if (!session.client.watchesFiles) return;
  const watchers = patterns.map((globPattern) => ({ globPattern }));
  session.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch((error: unknown) => session.failed('Watching files', error));
}

export function filesChanged(session: Session, events: readonly FileEvent[]): void {
  const paths = events.flatMap(({ uri }) => pathOf(uri) ?? []);
  session.filesChanged(paths, events.some(({ type }) => type !== FileChangeType.Changed));
}
