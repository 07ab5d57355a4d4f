import type { DocumentSymbol, DocumentSymbolParams, SymbolInformation } from 'vscode-languageserver';
import { symbols } from '../../service/symbols';
import { toFlatSymbols, toSymbol } from '../conversions';
import type { Session } from '../session';

export function documentSymbols(session: Session, file: string, { textDocument }: DocumentSymbolParams): DocumentSymbol[] | SymbolInformation[] {
  const lines = session.lines(file);
  const found = symbols(session.workspace, file).map((symbol) => toSymbol(lines, symbol));
  return session.client.nestedSymbols ? found : toFlatSymbols(textDocument.uri, found);
}
