import type { FoldingRange } from 'vscode-languageserver';
import { folding } from '../../service/folding';
import { toFold } from '../conversions';
import type { Session } from '../session';

export function foldingRanges(session: Session, file: string): FoldingRange[] {
  return folding(session.workspace, file).map((fold) => toFold(session.lines(file), session.client, fold));
}
