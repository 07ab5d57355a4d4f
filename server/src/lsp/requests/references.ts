import type { CancellationToken, Location, ReferenceParams } from 'vscode-languageserver';
import { references as find } from '../../service/references';
import { refuseCancelled, turn } from '../answering';
import { toLocation } from '../conversions';
import type { Session } from '../session';

/** Milliseconds after which others have their turn. */
const longest = 30;

export async function references(session: Session, file: string, { position, context }: ReferenceParams, token: CancellationToken): Promise<Location[]> {
  const offset = session.lines(file).offset(position);
  const found: Location[] = [];
  let since = performance.now();
  for (const places of find(session.workspace, file, offset, { includeDeclaration: context?.includeDeclaration ?? true })) {
    found.push(...places.map((place) => toLocation(session, place)));
    if (performance.now() - since < longest) continue;
    await turn();
    refuseCancelled(token);
    since = performance.now();
  }
  return found;
}
