import { dirname } from 'node:path/posix';
import { configurationFile } from '../../audit/read-configuration';
import { pathOf } from '../paths';
import type { Session } from '../session';

/** The `upright.json` that holds for a file, or the place for one: its workspace folder, so that it holds for all in it. */
export function configuration(session: Session, { uri }: { uri: string }): { uri: string; exists: boolean } {
  const path = pathOf(uri);
  const existing = path === undefined ? undefined : session.workspace.configurationOf(path).file;
  if (existing !== undefined) return { uri: session.uri(existing), exists: true };
  const root = session.rootOf(path) ?? (path === undefined ? '' : dirname(path));
  return { uri: session.uri(`${root}/${configurationFile}`), exists: false };
}
