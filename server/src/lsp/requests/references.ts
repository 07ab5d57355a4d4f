import type { Location, ReferenceParams } from 'vscode-languageserver';
import { references as find } from '../../service/references';
import { toLocation } from '../conversions';
import type { Session } from '../session';

export function references(session: Session, file: string, { position, context }: ReferenceParams): Location[] {
  const offset = session.lines(file).offset(position);
  return find(session.workspace, file, offset, { includeDeclaration: context?.includeDeclaration ?? true }).map((place) => toLocation(session, place));
}
