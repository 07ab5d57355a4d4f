import type { DefinitionLink, DefinitionParams, Location } from 'vscode-languageserver';
import { definition as find } from '../../service/definition';
import { toLocation, toRange } from '../conversions';
import type { Session } from '../session';

export function definition(session: Session, file: string, { position }: DefinitionParams): Location | DefinitionLink[] | null {
  const found = find(session.workspace, file, session.lines(file).offset(position));
  if (!found) return null;
  const { uri, range } = toLocation(session, found);
  if (!session.client.links) return { uri, range };
  return [{ targetUri: uri, targetSelectionRange: range, targetRange: toRange(session.lines(found.file), found.statement), originSelectionRange: toRange(session.lines(file), found.from) }];
}
