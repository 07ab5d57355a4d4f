import type { DefinitionParams, Location } from 'vscode-languageserver';
import { definition as find } from '../../service/definition';
import { toLocation } from '../conversions';
import type { Session } from '../session';

export function definition(session: Session, file: string, { position }: DefinitionParams): Location | null {
  const place = find(session.workspace, file, session.lines(file).offset(position));
  return place ? toLocation(session, place) : null;
}
